package import Lifecycle

/// Asks one place after another. Only "none here" goes on to the next; a mistake ends the search,
/// because silently signing as somebody else would be worse.
package struct CredentialChain: CredentialSource {
    private let sources: [any CredentialSource]

    package init(_ sources: [any CredentialSource]) { self.sources = sources }

    /// Environment, profile with web identity, container, instance: the order of botocore. Naming a
    /// profile leaves the environment's keys aside, as in every AWS tool; `AWS_PROFILE` alone does
    /// not.
    ///
    /// - Parameter region: where STS is asked before environment and profile are.
    package static func standard(
        _ parts: CredentialParts, profile: String? = nil, region: String? = nil
    ) -> CredentialChain {
        let parts = parts.of(profile: profile)
        let sessions = CredentialSessions(parts)
        let environment = profile == nil ? [sessions.source(for: .environment)] : []
        return CredentialChain(
            environment + [
                ProfileCredentials(
                    parts, sessions: sessions, region: region,
                    takesEnvironment: profile == nil),
                sessions.source(for: .container),
                sessions.source(for: .instance(isNamed: false)),
            ])
    }

    /// Those of the first place that has any; `notConfigured` names every place asked.
    package func credentials(at time: Timestamp) async throws(CredentialError) -> Credentials {
        var asked: [String] = []
        for source in sources {
            do throws(CredentialError) {
                return try await source.credentials(at: time)
            } catch {
                guard error.code == .notConfigured else { throw error }
                asked.append(error.description)
            }
        }
        throw CredentialError(
            .notConfigured, "AWS credentials", "There are none. \(asked.joined(separator: " "))")
    }
}
