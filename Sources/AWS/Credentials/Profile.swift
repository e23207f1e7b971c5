import Lifecycle

/// Where the two shared files are and which profile is meant, from the environment.
package struct ProfileLocation: Sendable {
    package let name: String
    let credentialsPath: String?
    let configPath: String?

    /// - Parameter profile: the profile somebody asked for by name; without one `AWS_PROFILE`,
    ///   else `default`.
    package init(environment: [String: String], profile: String? = nil) {
        name = profile ?? environment.nonEmpty("AWS_PROFILE") ?? "default"
        let home = environment.nonEmpty("HOME")
        func path(_ variable: String, _ file: String) -> String? {
            guard let path = environment.nonEmpty(variable) else {
                return home.map { "\($0)/.aws/\(file)" }
            }
            guard path.hasPrefix("~/"), let home else { return path }
            return home + path.dropFirst()
        }
        credentialsPath = path("AWS_SHARED_CREDENTIALS_FILE", "credentials")
        configPath = path("AWS_CONFIG_FILE", "config")
    }

    /// The profile as the files are now. Throws `profileNotFound` when neither has it, and
    /// `notConfigured` when there are no files and nobody asked for a certain profile.
    package func read() throws(CredentialError) -> Profile {
        try files().profile(name)
    }

    /// Both files as they are now.
    func files() throws(CredentialError) -> ProfileFiles {
        ProfileFiles(
            credentials: try Self.file(credentialsPath), config: try Self.file(configPath),
            places: "\(credentialsPath ?? "~/.aws/credentials") nor "
                + "\(configPath ?? "~/.aws/config")")
    }

    private static func file(_ path: String?) throws(CredentialError) -> ProfileFile? {
        guard let path, FileSystem.kind(of: path) != nil else { return nil }
        let content: [UInt8]
        do throws(FileSystemError) {
            content = try FileSystem.read(path, bytesMax: ProfileFile.bytesMax)
        } catch {
            let isTooLarge = error.code == .tooLarge
            throw CredentialError(
                .malformed, path, isTooLarge ? ProfileFile.tooLarge : "The file cannot be read.")
        }
        return try ProfileFile(parsing: content, place: path)
    }
}

/// The shared credentials and config files, either of which may be missing.
struct ProfileFiles: Sendable, Undisclosed {
    let credentials: ProfileFile?
    let config: ProfileFile?
    /// For messages.
    let places: String

    /// Throws `profileNotFound` when neither has it, and `notConfigured` for `default`, which
    /// nobody has to have.
    func profile(_ name: String) throws(CredentialError) -> Profile {
        let inCredentials = credentials?.sections[name]
        // "[profile default]" wins over "[default]"; other profiles need the word in this file.
        let inConfig =
            config?.sections["profile \(name)"]
            ?? (name == "default" ? config?.sections[name] : nil)
        guard inCredentials != nil || inConfig != nil else {
            throw CredentialError(
                name == "default" ? .notConfigured : .profileNotFound, "profile \(name)",
                "Neither \(places) has this profile.")
        }
        return Profile(name: name, credentials: inCredentials ?? [:], config: inConfig ?? [:])
    }
}

/// One profile, its part of either file kept apart because the order of precedence needs it.
package struct Profile: Sendable, Undisclosed {
    package let name: String
    let credentials: [String: String]
    let config: [String: String]

    /// A setting such as `region`; the credentials file wins.
    package func setting(_ key: String) -> String? {
        credentials.nonEmpty(key) ?? config.nonEmpty(key)
    }

    package var region: String? { setting("region") }
}
