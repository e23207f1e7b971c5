import Lifecycle
import Telemetry

/// Says where the credentials of a profile come from, in the order of botocore: the profile's role,
/// web identity, single sign-on, keys of the credentials file, a login, a process, keys of the
/// config file. What cannot be had is refused by name; taking the next in its place would call AWS
/// as somebody else.
struct ProfilePlanner: Undisclosed {
    let files: ProfileFiles
    /// Empty when a profile was named, which leaves the environment aside.
    let environment: [String: String]
    /// Where STS is asked.
    let regions: STSRegions

    /// Throws `notConfigured` when there is nothing in the profile, nor in the environment.
    func plan(_ name: String) throws(CredentialError) -> CredentialPlan {
        let profile: Profile
        do throws(CredentialError) {
            profile = try files.profile(name)
        } catch {
            guard error.code == .notConfigured, let plan = try webIdentity(nil) else { throw error }
            return plan
        }
        return hasRole(profile) ? try role(of: profile, visited: [name]) : try own(profile)
    }

    /// A profile's web identity pre-empts the role, which is then the one the token is for.
    private func hasRole(_ profile: Profile) -> Bool {
        profile.setting("role_arn") != nil && profile.setting("web_identity_token_file") == nil
    }

    private func hasKeys(_ profile: Profile) -> Bool {
        ["aws_access_key_id", "aws_secret_access_key"].contains { profile.setting($0) != nil }
    }

    /// Everything but a role that another profile's credentials take on.
    private func own(_ profile: Profile) throws(CredentialError) -> CredentialPlan {
        if let plan = try webIdentity(profile) { return plan }
        let signOn = [
            "sso_session", "sso_start_url", "sso_account_id", "sso_role_name", "sso_region",
        ]
        try refuse(signOn, of: profile, "Single sign-on")
        if let plan = try keys(profile.credentials, of: profile) { return plan }
        try refuse(["login_session"], of: profile, "A login session")
        if let command = profile.setting("credential_process") {
            return .process(command: Secret(command), profile: profile.name)
        }
        if let plan = try keys(profile.config, of: profile) { return plan }
        throw CredentialError(
            .notConfigured, place(profile),
            "It has no role_arn, web_identity_token_file, keys or credential_process.")
    }

    private func refuse(
        _ keys: [String], of profile: Profile, _ what: String
    ) throws(CredentialError) {
        guard let key = keys.first(where: { profile.setting($0) != nil }) else { return }
        throw CredentialError(
            .unsupported, place(profile),
            "\(what) (\(key)) needs a person at a browser, which a daemon has not; use role_arn, "
                + "keys, or credential_process = aws configure export-credentials --profile NAME "
                + "--format process.")
    }

    private func keys(
        _ values: [String: String], of profile: Profile
    ) throws(CredentialError) -> CredentialPlan? {
        switch (values.nonEmpty("aws_access_key_id"), values.nonEmpty("aws_secret_access_key")) {
        case (nil, nil): return nil
        case (let key?, let secret?):
            let token =
                values.nonEmpty("aws_session_token") ?? values.nonEmpty("aws_security_token")
            let credentials = Credentials(
                accessKeyId: key, secretAccessKey: Secret(secret),
                sessionToken: token.map(Secret.init))
            return .keys(credentials, profile: profile.name)
        default:
            throw CredentialError(
                .incomplete, place(profile),
                "aws_access_key_id and aws_secret_access_key belong together.")
        }
    }

    /// - Parameter profile: nil when there is none; the environment's variables come first.
    private func webIdentity(_ profile: Profile?) throws(CredentialError) -> CredentialPlan? {
        func value(_ variable: String, _ key: String) -> String? {
            environment.nonEmpty(variable) ?? profile?.setting(key)
        }
        guard let file = value("AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file") else {
            return nil
        }
        guard let arn = value("AWS_ROLE_ARN", "role_arn") else {
            throw CredentialError(
                .incomplete, profile.map(place) ?? "environment",
                "A web identity token is for a role: set AWS_ROLE_ARN, or role_arn in the profile.")
        }
        let role = AssumedRole(
            arn: arn,
            sessionName: value("AWS_ROLE_SESSION_NAME", "role_session_name")
                ?? AssumedRole.standardSessionName)
        return .webIdentity(
            WebIdentity(role: role, tokenFile: file), region: regions.region(of: arn))
    }

    private func place(_ profile: Profile) -> String { "profile \(profile.name)" }
}

extension ProfilePlanner {
    /// The role of a profile that has one.
    ///
    /// - Parameter visited: the profiles on the way here, this one included.
    private func role(
        of profile: Profile, visited: [String]
    ) throws(CredentialError) -> CredentialPlan {
        guard profile.setting("mfa_serial") == nil else {
            throw CredentialError(
                .unsupported, place(profile),
                "mfa_serial wants a code typed in, and a daemon cannot be asked; use a role whose "
                    + "trust policy does without.")
        }
        let role = AssumedRole(
            arn: profile.setting("role_arn") ?? "",
            sessionName: profile.setting("role_session_name") ?? AssumedRole.standardSessionName,
            externalID: profile.setting("external_id"), durationSeconds: try duration(profile))
        let base: CredentialPlan
        switch (profile.setting("source_profile"), profile.setting("credential_source")) {
        case (let name?, nil): base = try source(name, of: profile, visited: visited)
        case (nil, let word?): base = try source(word, of: profile)
        default:
            throw CredentialError(
                .malformed, place(profile),
                "role_arn needs exactly one of source_profile and credential_source.")
        }
        return .role(role, region: regions.region(of: role.arn), from: base)
    }

    private func duration(_ profile: Profile) throws(CredentialError) -> Int? {
        guard let text = profile.setting("duration_seconds") else { return nil }
        let range = AssumedRole.durationSeconds
        guard let seconds = Int(text), range.contains(seconds) else {
            throw CredentialError(
                .malformed, place(profile),
                "duration_seconds must be \(range.lowerBound) to \(range.upperBound).")
        }
        return seconds
    }

    private func source(
        _ word: String, of profile: Profile
    ) throws(CredentialError) -> CredentialPlan {
        switch word.lowercased() {
        case "environment": return .environment
        case "ec2instancemetadata": return .instance(isNamed: true)
        case "ecscontainer": return .container
        default:
            throw CredentialError(
                .malformed, place(profile),
                "credential_source must be Environment, Ec2InstanceMetadata or EcsContainer.")
        }
    }

    /// What signs for the role. Keys in a source profile come before its own role, so that a
    /// profile may name itself when it has both.
    private func source(
        _ name: String, of profile: Profile, visited: [String]
    ) throws(CredentialError) -> CredentialPlan {
        do throws(CredentialError) {
            let source = try files.profile(name)
            let isRepeated = visited.contains(name)
            guard !isRepeated || (name == profile.name && hasKeys(source)) else {
                throw CredentialError(
                    .malformed, place(profile),
                    "source_profile goes round in a circle: "
                        + (visited + [name]).joined(separator: ", ") + ".")
            }
            // The environment is for the profile that was asked for, not for its sources.
            let planner = ProfilePlanner(files: files, environment: [:], regions: regions)
            guard hasRole(source), !hasKeys(source) else { return try planner.own(source) }
            return try planner.role(of: source, visited: visited + [name])
        } catch {
            // "None here" would have the chain go on and sign as somebody else.
            guard error.code == .notConfigured else { throw error }
            throw CredentialError(
                .incomplete, place(profile), "source_profile has none. \(error.description)")
        }
    }
}
