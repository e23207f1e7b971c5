package import Lifecycle

/// Asks one place after another. Only "none here" goes on to the next; a mistake ends the search,
/// because silently signing as somebody else would be worse.
package struct CredentialChain: CredentialSource {
    private let sources: [any CredentialSource]

    package init(_ sources: [any CredentialSource]) { self.sources = sources }

    /// Environment, then profile. Naming a profile leaves the environment's keys aside, as in
    /// every AWS tool; `AWS_PROFILE` alone does not.
    package static func standard(
        environment: [String: String], profile: String? = nil
    ) -> CredentialChain {
        let location = ProfileLocation(environment: environment, profile: profile)
        var sources: [any CredentialSource] = []
        if profile == nil { sources.append(EnvironmentCredentials(environment: environment)) }
        sources.append(ProfileCredentials(location))
        return CredentialChain(sources)
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
