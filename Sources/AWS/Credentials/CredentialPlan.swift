import Lifecycle
import Telemetry

/// Where credentials come from, as a value: what two readings of a profile have in common when
/// they say the same, so that a session lives on.
indirect enum CredentialPlan: Sendable, Hashable {
    case keys(Credentials, profile: String)
    case environment
    case container
    /// Named where somebody wrote down that this machine is one.
    case instance(isNamed: Bool)
    case process(command: Secret, profile: String)
    case webIdentity(WebIdentity, region: String)
    case role(AssumedRole, region: String, from: CredentialPlan)

    var isInstance: Bool {
        guard case .instance = self else { return false }
        return true
    }

    /// This plan and those it rests on.
    var chain: Set<CredentialPlan> {
        guard case .role(_, _, let base) = self else { return [self] }
        return base.chain.union([self])
    }
}

/// The sources of plans, each made once and kept with its session as long as a plan wants it.
final class CredentialSessions: Sendable {
    private let parts: CredentialParts
    private let sources = Locked<[CredentialPlan: CachedCredentials]>([:])

    init(_ parts: CredentialParts) { self.parts = parts }

    func source(for plan: CredentialPlan) -> any CredentialSource {
        switch plan {
        case .keys(let credentials, let profile):
            return FixedKeys(credentials: credentials, place: "profile \(profile)")
        case .environment: return EnvironmentCredentials(environment: parts.environment)
        case .container: return kept(plan, parts.container())
        case .instance(let isNamed): return kept(plan, parts.instance(isNamed: isNamed))
        case .process(let command, let profile):
            return kept(
                plan, ProcessCredentials(command: command.reveal(), place: "profile \(profile)"))
        case .webIdentity(let identity, let region):
            return kept(plan, WebIdentityCredentials(identity, region: region, parts))
        case .role(let role, let region, let base):
            let signer = source(for: base)
            return kept(
                plan, AssumedRoleCredentials(role, region: region, signedBy: signer, parts))
        }
    }

    /// Lets go of what no longer belongs to the profile. Container and instance are no profile's.
    func keep(_ plan: CredentialPlan) {
        let wanted = plan.chain.union([.container, .instance(isNamed: false)])
        sources.withLock { sources in
            sources = sources.filter { wanted.contains($0.key) }
        }
    }

    /// The source that is kept for the plan, else this one from now on.
    private func kept(
        _ plan: CredentialPlan, _ source: @autoclosure () -> any CredentialSource
    ) -> any CredentialSource {
        sources.withLock { sources in
            if let known = sources[plan] { return known }
            let cached = CachedCredentials(
                source(), keepsExpired: plan.isInstance, surroundings: parts.surroundings)
            sources[plan] = cached
            return cached
        }
    }
}

/// Keys as they stand in a file.
private struct FixedKeys: CredentialSource {
    let credentials: Credentials
    let place: String

    func credentials(at time: Timestamp) throws(CredentialError) -> Credentials {
        try credentials.wellFormed(place: place)
    }
}
