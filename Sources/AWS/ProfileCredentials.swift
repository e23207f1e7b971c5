package import Lifecycle
import Telemetry

/// Long-lived or pasted temporary keys of a profile in the shared files. The files are read each
/// time, so that a rotated key is used without a restart.
package struct ProfileCredentials: CredentialSource {
    private let location: ProfileLocation

    package init(_ location: ProfileLocation) { self.location = location }

    /// Throws `unsupported` rather than sign as somebody else than the profile says.
    package func credentials(at time: Timestamp) throws(CredentialError) -> Credentials {
        let profile = try location.read()
        // The order of botocore: roles and single sign-on come before keys, a process before keys
        // in the config file. Using the keys in their place would call AWS as somebody else.
        try refuse(["role_arn", "web_identity_token_file"], of: profile)
        try refuse(["sso_session", "sso_start_url", "sso_account_id"], of: profile)
        if let found = try keys(profile.credentials, of: profile, at: time) { return found }
        try refuse(["login_session", "credential_process"], of: profile)
        if let found = try keys(profile.config, of: profile, at: time) { return found }
        throw CredentialError(.notConfigured, place(profile), "The profile has no keys.")
    }

    private func refuse(_ keys: [String], of profile: Profile) throws(CredentialError) {
        guard let key = keys.first(where: { profile.setting($0) != nil }) else { return }
        throw CredentialError(
            .unsupported, place(profile),
            "Credentials by \(key) are not supported yet; "
                + "use aws_access_key_id and aws_secret_access_key.")
    }

    private func keys(
        _ values: [String: String], of profile: Profile, at time: Timestamp
    ) throws(CredentialError) -> Credentials? {
        switch (values.nonEmpty("aws_access_key_id"), values.nonEmpty("aws_secret_access_key")) {
        case (nil, nil): return nil
        case (let key?, let secret?):
            let token =
                values.nonEmpty("aws_session_token")
                ?? values.nonEmpty("aws_security_token")
            return try Credentials(
                accessKeyId: key, secretAccessKey: Secret(secret),
                sessionToken: token.map(Secret.init)
            ).checked(at: time, place: place(profile))
        default:
            throw CredentialError(
                .incomplete, place(profile),
                "aws_access_key_id and aws_secret_access_key belong together.")
        }
    }

    private func place(_ profile: Profile) -> String { "profile \(profile.name)" }
}
