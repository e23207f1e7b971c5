package import HTTP

/// What the sources of credentials are made of.
package struct CredentialParts: Sendable {
    package let http: HTTPClient
    package let environment: [String: String]
    package let surroundings: AWSClient.Surroundings

    package init(
        http: HTTPClient, environment: [String: String],
        surroundings: AWSClient.Surroundings = .system
    ) {
        self.http = http
        self.environment = environment
        self.surroundings = surroundings
    }

    var endpoints: Endpoints { Endpoints(environment: environment) }

    func container() -> any CredentialSource {
        ContainerCredentials(environment: environment, http: http, surroundings: surroundings)
    }

    func instance() -> any CredentialSource {
        InstanceCredentials(environment: environment, http: http)
    }

    /// Where STS is asked: `AWS_REGION`, `AWS_DEFAULT_REGION`, the profile's, what else is known.
    /// It exists in every region, and any of them serves.
    func region(_ profile: Profile?, else given: String?) -> String {
        let named = [
            environment.nonEmpty("AWS_REGION"), environment.nonEmpty("AWS_DEFAULT_REGION"),
            profile?.region, given,
        ]
        return named.lazy.compactMap { $0 }.first { Partition.of(region: $0) != nil }
            ?? Self.standardRegion
    }

    /// Of the largest partition, which botocore's old global endpoint stood for.
    private static let standardRegion = "us-east-1"
}

extension CredentialParts: CustomStringConvertible, CustomReflectable {
    package var description: String { "credential parts" }
    /// The environment may hold secrets.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
