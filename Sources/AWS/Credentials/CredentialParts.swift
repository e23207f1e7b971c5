package import HTTP

/// What the sources of credentials are made of.
package struct CredentialParts: Sendable, Undisclosed {
    package let http: HTTPClient
    package let environment: [String: String]
    /// The profile somebody asked for by name: its settings say where STS is, too.
    package let profile: String?
    package let surroundings: AWSClient.Surroundings
    /// Whether this machine is an EC2 instance.
    private let isInstance: @Sendable () -> Bool

    package init(
        http: HTTPClient, environment: [String: String], profile: String? = nil,
        surroundings: AWSClient.Surroundings = .system,
        isInstance: @escaping @Sendable () -> Bool = { EC2Machine.isHere() }
    ) {
        self.http = http
        self.environment = environment
        self.profile = profile
        self.surroundings = surroundings
        self.isInstance = isInstance
    }

    /// The same for who asked for this profile.
    func of(profile: String?) -> CredentialParts {
        CredentialParts(
            http: http, environment: environment, profile: profile, surroundings: surroundings,
            isInstance: isInstance)
    }

    var location: ProfileLocation { ProfileLocation(environment: environment, profile: profile) }

    var endpoints: Endpoints { Endpoints(environment: environment, profile: profile) }

    func container() -> any CredentialSource {
        ContainerCredentials(environment: environment, http: http, surroundings: surroundings)
    }

    /// - Parameter isNamed: whether somebody wrote down that this is an instance.
    func instance(isNamed: Bool) -> any CredentialSource {
        let isKnown = isInstance
        return InstanceCredentials(
            environment: environment, http: http, isInstance: { isNamed || isKnown() })
    }

    /// Where STS is asked: what hookferry.yaml says, `AWS_REGION`, `AWS_DEFAULT_REGION`, the
    /// profile's.
    func regions(_ profile: Profile?, given: String?) -> STSRegions {
        let named = [
            given, environment.nonEmpty("AWS_REGION"), environment.nonEmpty("AWS_DEFAULT_REGION"),
            profile?.region,
        ]
        return STSRegions(named.compactMap { $0 })
    }
}

/// The regions in which STS may be asked, the best one first.
struct STSRegions: Sendable, Hashable {
    private let candidates: [String]

    init(_ candidates: [String]) { self.candidates = candidates }

    /// STS exists in every region and any of them serves, but only those of the role's partition
    /// know the role.
    func region(of roleARN: String) -> String {
        let fields = roleARN.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        let partition = Partition.all.first { fields.count == 3 && $0.id == fields[1] }
        let fitting = candidates.first { candidate in
            guard let found = Partition.of(region: candidate) else { return false }
            return partition.map { $0 == found } ?? true
        }
        return fitting ?? (partition ?? .standard).firstRegion
    }
}
