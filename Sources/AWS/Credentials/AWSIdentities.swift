import Lifecycle

/// As whom AWS is called.
package struct AWSIdentity: Hashable, Sendable {
    /// Nil for the standard chain.
    package var profile: String?
    /// A role to take on with those credentials.
    package var roleARN: String?
    package var externalID: String?
    /// Where STS is asked before environment and profile are.
    package var region: String?

    package init(
        profile: String? = nil, roleARN: String? = nil, externalID: String? = nil,
        region: String? = nil
    ) {
        self.profile = profile
        self.roleARN = roleARN
        self.externalID = externalID
        self.region = region
    }
}

/// The credentials of all identities of the process. Who asks for an equal identity gets the same
/// source, so that sessions outlive a reload of the configuration and are shared by accounts.
package final class AWSIdentities: Sendable {
    private let parts: CredentialParts
    private let sources = Locked<[AWSIdentity: any CredentialSource]>([:])

    package init(_ parts: CredentialParts) { self.parts = parts }

    /// The one source of that identity. Making it asks nobody and cannot fail.
    package func source(for identity: AWSIdentity) -> any CredentialSource {
        var key = identity
        // The accounts of a profile share its sessions, for which any region of theirs serves.
        if identity.roleARN == nil { key.region = nil }
        if let known = sources.withLock({ $0[key] }) { return known }
        let made = make(identity)
        return sources.withLock { sources in
            if let known = sources[key] { return known }
            sources[key] = made
            return made
        }
    }

    private func make(_ identity: AWSIdentity) -> any CredentialSource {
        guard let arn = identity.roleARN else {
            return CredentialChain.standard(
                parts, profile: identity.profile, region: identity.region)
        }
        let base = AWSIdentity(profile: identity.profile, region: identity.region)
        let parts = parts.of(profile: identity.profile)
        let regions = parts.regions(try? parts.location.read(), given: identity.region)
        let role = AssumedRoleCredentials(
            AssumedRole(arn: arn, externalID: identity.externalID),
            region: regions.region(of: arn),
            signedBy: source(for: base), parts)
        return CachedCredentials(role, surroundings: parts.surroundings)
    }
}
