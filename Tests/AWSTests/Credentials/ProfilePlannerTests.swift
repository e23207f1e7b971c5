import Telemetry
import Testing

@testable import AWS

@Suite("Where a profile's credentials come from")
struct ProfilePlannerTests {
    static func plan(
        credentials: String = "", config: String = "", profile: String = "default",
        environment: [String: String] = [:]
    ) -> Result<CredentialPlan, CredentialError> {
        do throws(CredentialError) {
            let files = ProfileFiles(
                credentials: try ProfileFile(parsing: Array(credentials.utf8), place: "c"),
                config: try ProfileFile(parsing: Array(config.utf8), place: "f"),
                places: "c nor f")
            return .success(
                try ProfilePlanner(
                    files: files, environment: environment, regions: STSRegions(["eu-west-1"])
                )
                .plan(profile))
        } catch {
            return .failure(error)
        }
    }

    static func failure(
        credentials: String = "", config: String = "", profile: String = "default",
        environment: [String: String] = [:]
    ) -> CredentialError? {
        let result = plan(
            credentials: credentials, config: config, profile: profile, environment: environment)
        guard case .failure(let error) = result else { return nil }
        return error
    }

    static func keys(_ key: String, profile: String = "default") -> CredentialPlan {
        .keys(Credentials(accessKeyId: key, secretAccessKey: Secret("S")), profile: profile)
    }

    static func pair(_ key: String) -> String {
        "aws_access_key_id = \(key)\naws_secret_access_key = S\n"
    }

    static func process(_ command: String, profile: String = "default") -> CredentialPlan {
        .process(command: Secret(command), profile: profile)
    }

    static func role(_ name: String, from base: CredentialPlan) -> CredentialPlan {
        .role(AssumedRole(arn: "arn:\(name)"), region: "eu-west-1", from: base)
    }

    static func web(_ file: String, arn: String, session: String = "hookferry") -> CredentialPlan {
        .webIdentity(
            WebIdentity(role: AssumedRole(arn: arn, sessionName: session), tokenFile: file),
            region: "eu-west-1")
    }

    /// Each row takes away what came first in the row before it.
    @Test("the order of precedence in one profile")
    func order() {
        let role = "role_arn = arn:r\n"
        let source = "source_profile = base\n[profile base]\n\(Self.pair("B"))"
        let process = "credential_process = /bin/p\n"
        let c = "[default]\n\(Self.pair("C"))"
        func plan(_ credentials: String, _ config: String) -> CredentialPlan? {
            try? Self.plan(credentials: credentials, config: "[default]\n" + config).get()
        }
        #expect(
            plan(c, "web_identity_token_file = /t\n" + role + process + source)
                == Self.web("/t", arn: "arn:r"))
        #expect(
            plan(c, role + process + Self.pair("F") + source)
                == Self.role("r", from: Self.keys("B", profile: "base")))
        #expect(plan(c, process + Self.pair("F")) == Self.keys("C"))
        #expect(plan("", process + Self.pair("F")) == Self.process("/bin/p"))
        #expect(plan("", Self.pair("F")) == Self.keys("F"))
        #expect(plan(c, "aws_access_key_id = HALF") == Self.keys("C"))
        #expect(Self.failure(config: "[default]\nregion = r")?.code == .notConfigured)
        #expect(Self.failure()?.code == .notConfigured)
    }

    @Test(
        "what needs a person is refused by name, never replaced by other keys",
        arguments: [
            ("sso_session = s", "sso_session"), ("sso_start_url = https://x", "sso_start_url"),
            ("sso_account_id = 1\nsso_role_name = r", "sso_account_id"),
        ])
    func singleSignOn(config: String, key: String) {
        for credentials in ["", "[default]\n\(Self.pair("C"))"] {
            let error = Self.failure(credentials: credentials, config: "[default]\n\(config)")
            #expect(error?.code == .unsupported)
            #expect(error?.message.contains(key) == true)
            #expect(error?.message.contains("credential_process") == true)
        }
    }

    @Test("a login comes after the credentials file, before process and config file")
    func login() {
        let config = "[default]\nlogin_session = x\ncredential_process = /p\n\(Self.pair("F"))"
        #expect(Self.failure(config: config)?.code == .unsupported)
        #expect(
            (try? Self.plan(credentials: "[default]\n\(Self.pair("C"))", config: config).get())
                == Self.keys("C"))
    }

    @Test("everything a role may have")
    func roleSettings() {
        let config = """
            [default]
            role_arn = arn:r
            credential_source = Ec2InstanceMetadata
            external_id = x/1
            role_session_name = me
            duration_seconds = 43200
            """
        var role = AssumedRole(arn: "arn:r", sessionName: "me", externalID: "x/1")
        role.durationSeconds = 43_200
        #expect(
            Self.plan(config: config)
                == .success(.role(role, region: "eu-west-1", from: .instance(isNamed: true))))
    }

    @Test(
        "the three words of credential_source",
        arguments: [
            ("Environment", .environment), ("Ec2InstanceMetadata", .instance(isNamed: true)),
            ("EcsContainer", .container), ("ecscontainer", .container),
        ] as [(String, CredentialPlan)])
    func credentialSource(word: String, base: CredentialPlan) {
        let config = "[default]\nrole_arn = arn:r\ncredential_source = \(word)"
        #expect(Self.plan(config: config) == .success(Self.role("r", from: base)))
    }

    @Test(
        "mistakes in a role",
        arguments: [
            ("", .malformed, "exactly one"),
            ("source_profile = b\ncredential_source = Environment", .malformed, "exactly one"),
            ("credential_source = Hush", .malformed, "Ec2InstanceMetadata"),
            ("source_profile = nobody", .profileNotFound, "has this profile"),
            ("source_profile = default", .malformed, "circle"),
            ("source_profile = b\nmfa_serial = arn:m", .unsupported, "daemon"),
            ("source_profile = b\nduration_seconds = 899", .malformed, "900 to 43200"),
            ("source_profile = b\nduration_seconds = 43201", .malformed, "900 to 43200"),
            ("source_profile = b\nduration_seconds = 1h", .malformed, "900 to 43200"),
            ("source_profile = empty", .incomplete, "has none"),
            ("source_profile = half", .incomplete, "belong together"),
            ("source_profile = sso", .unsupported, "sso_session"),
        ] as [(String, CredentialError.Code, String)])
    func roleMistakes(settings: String, code: CredentialError.Code, word: String) {
        let config = """
            [profile a]
            role_arn = arn:a
            \(settings.replacing("= default", with: "= a"))
            [profile b]
            \(Self.pair("B"))
            [profile empty]
            region = r
            [profile half]
            aws_secret_access_key = hush
            [profile sso]
            sso_session = s
            """
        let error = Self.failure(config: config, profile: "a")
        #expect(error?.code == code)
        #expect(error?.message.contains(word) == true)
        #expect(error?.description.lowercased().contains("hush") == false)
    }

    @Test("a source_profile of default that is nowhere is a mistake, not an empty place")
    func missingDefault() {
        let config = "[profile a]\nrole_arn = arn:a\nsource_profile = default"
        #expect(Self.failure(config: config, profile: "a")?.code == .incomplete)
    }

    @Test("roles in a chain; the environment's web identity is not for a source")
    func chain() {
        let config = """
            [profile a]
            role_arn = arn:a
            source_profile = b
            [profile b]
            role_arn = arn:b
            source_profile = c
            [profile c]
            credential_process = /p
            """
        let expected = Self.role("a", from: Self.role("b", from: Self.process("/p", profile: "c")))
        #expect(
            Self.plan(
                config: config, profile: "a",
                environment: ["AWS_WEB_IDENTITY_TOKEN_FILE": "/t", "AWS_ROLE_ARN": "arn:w"])
                == .success(expected))
        #expect(
            expected.chain == [
                expected, Self.role("b", from: Self.process("/p", profile: "c")),
                Self.process("/p", profile: "c"),
            ])
    }

    @Test("circles are found; a profile may name itself when it has keys")
    func circles() {
        let circle = """
            [profile a]
            role_arn = arn:a
            source_profile = b
            [profile b]
            role_arn = arn:b
            source_profile = a

            """
        for profile in ["a", "b"] {
            let error = Self.failure(config: circle, profile: profile)
            #expect(error?.code == .malformed)
            #expect(error?.message.contains("circle") == true)
        }
        // Even where keys would end it, as in botocore.
        #expect(
            Self.failure(
                credentials: "[a]\n\(Self.pair("A"))", config: circle, profile: "a")?.code
                == .malformed)
        #expect(
            Self.plan(
                credentials: "[a]\n\(Self.pair("A"))",
                config: "[profile a]\nrole_arn = arn:a\nsource_profile = a", profile: "a")
                == .success(Self.role("a", from: Self.keys("A", profile: "a"))))
    }

    @Test("keys of a source profile come before its own role, its web identity before both")
    func sources() {
        let config = """
            [profile a]
            role_arn = arn:a
            source_profile = b
            [profile b]
            role_arn = arn:b
            source_profile = nobody

            """
        let credentials = "[b]\n\(Self.pair("B"))"
        #expect(
            Self.plan(credentials: credentials, config: config, profile: "a")
                == .success(Self.role("a", from: Self.keys("B", profile: "b"))))
        #expect(
            Self.plan(
                credentials: credentials, config: config + "web_identity_token_file = /t",
                profile: "a") == .success(Self.role("a", from: Self.web("/t", arn: "arn:b"))))
    }

    @Test("web identity of the environment stands between role and keys")
    func environment() {
        let variables = [
            "AWS_WEB_IDENTITY_TOKEN_FILE": "/t", "AWS_ROLE_ARN": "arn:w",
            "AWS_ROLE_SESSION_NAME": "pod",
        ]
        let web = Self.web("/t", arn: "arn:w", session: "pod")
        #expect(Self.plan(environment: variables) == .success(web))
        #expect(
            Self.plan(credentials: "[default]\n\(Self.pair("C"))", environment: variables)
                == .success(web))
        #expect(
            Self.plan(
                config: "[default]\nrole_arn = arn:r\ncredential_source = EcsContainer",
                environment: variables) == .success(Self.role("r", from: .container)))
        #expect(
            Self.plan(
                config: "[default]\nrole_arn = arn:r\nweb_identity_token_file = /u",
                environment: ["AWS_ROLE_ARN": "arn:w"]) == .success(Self.web("/u", arn: "arn:w")))
        #expect(Self.failure(profile: "x", environment: variables)?.code == .profileNotFound)
        #expect(
            Self.failure(environment: ["AWS_WEB_IDENTITY_TOKEN_FILE": "/t"])?.code == .incomplete)
        #expect(
            Self.failure(config: "[default]\nweb_identity_token_file = /t")?.code == .incomplete)
        #expect(Self.failure(environment: ["AWS_ROLE_ARN": "arn:w"])?.code == .notConfigured)
    }

    @Test("half a pair in either file")
    func halves() {
        for half in ["aws_access_key_id = A", "aws_secret_access_key = hush"] {
            for error in [
                Self.failure(credentials: "[default]\n\(half)"),
                Self.failure(config: "[default]\n\(half)"),
            ] {
                #expect(error?.code == .incomplete)
                #expect(error?.description.contains("hush") == false)
            }
        }
    }
}
