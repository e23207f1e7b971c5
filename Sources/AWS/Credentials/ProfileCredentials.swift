import Lifecycle

/// The credentials of a profile in the shared files, or of a web identity in the environment. The
/// files are read each time, so that an edited profile counts without a restart; a session lives on
/// while they say the same.
struct ProfileCredentials: CredentialSource {
    private let parts: CredentialParts
    private let sessions: CredentialSessions
    private let region: String?
    private let takesEnvironment: Bool

    /// - Parameters:
    ///   - parts: with the profile.
    ///   - region: where STS is asked before environment and profile are.
    ///   - takesEnvironment: whether `AWS_WEB_IDENTITY_TOKEN_FILE` and its like count.
    init(
        _ parts: CredentialParts, sessions: CredentialSessions, region: String? = nil,
        takesEnvironment: Bool = true
    ) {
        self.parts = parts
        self.sessions = sessions
        self.region = region
        self.takesEnvironment = takesEnvironment
    }

    func credentials(at time: Timestamp) async throws(CredentialError) -> Credentials {
        let plan = try plan()
        sessions.keep(plan)
        let source = sessions.source(for: plan)
        do throws(CredentialError) {
            return try await source.credentials(at: time)
        } catch {
            // The profile names this source: that it has none is a mistake, not an empty place.
            guard error.code == .notConfigured else { throw error }
            throw CredentialError(.incomplete, "profile \(parts.location.name)", error.description)
        }
    }

    func plan() throws(CredentialError) -> CredentialPlan {
        let location = parts.location
        let files = try location.files()
        let planner = ProfilePlanner(
            files: files, environment: takesEnvironment ? parts.environment : [:],
            regions: parts.regions(try? files.profile(location.name), given: region))
        do throws(CredentialError) {
            return try planner.plan(location.name)
        } catch {
            guard error.code == .notConfigured, takesEnvironment else { throw error }
            throw CredentialError(
                .notConfigured, error.place,
                error.message + " AWS_WEB_IDENTITY_TOKEN_FILE is not set.")
        }
    }
}
