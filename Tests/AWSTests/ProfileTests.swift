import Foundation
import Lifecycle
import Testing

@testable import AWS

@Suite("Profiles in the shared files")
struct ProfileTests {
    static let now = Timestamp(milliseconds: 1_800_000_000_000)

    @Test("the file format: titles, comments, nesting, indentation")
    func format() throws {
        let text = """
            # comment
            ; comment
            [default]
            region = us-east-2 # my region
            aws_secret_access_key = a#b;c=d==
            OUTPUT=json
            s3 =
                max_concurrent_requests = 20
            \tsignature_version = s3v4
            empty =

            [profile ops]  ; trailing
              region = eu-west-1
              role_arn=arn:aws:iam::1:role/x
            [ profile  "two words" ]
            region\t=\tap-south-1\r
            [default]
            region = us-west-2
            [services here]
            config_service =
              endpoint_url = http://x
            """
        let sections = try ProfileFile(parsing: Array(text.utf8), place: "config").sections
        #expect(
            sections["default"] == [
                "region": "us-west-2", "aws_secret_access_key": "a#b;c=d==", "output": "json",
                "s3": "", "empty": "",
            ])
        #expect(
            sections["profile ops"] == [
                "region": "eu-west-1", "role_arn": "arn:aws:iam::1:role/x",
            ])
        #expect(sections["profile two words"] == ["region": "ap-south-1"])
        #expect(sections["services here"] == ["config_service": ""])
    }

    @Test(
        "mistakes have their line",
        arguments: [
            ("region = x", "f:1"), ("[a]\nx = 1\nnonsense", "f:3"), ("\n\n[a", "f:3"),
            ("[a]\n= 1", "f:2"),
        ])
    func mistakes(text: String, place: String) {
        do throws(CredentialError) {
            _ = try ProfileFile(parsing: Array(text.utf8), place: "f")
            Issue.record("this file is wrong")
        } catch {
            #expect(error.code == .malformed)
            #expect(error.place == place)
        }
    }

    @Test("files that are too large or no text are refused")
    func bounds() {
        let large = [UInt8](repeating: 10, count: ProfileFile.bytesMax + 1)
        #expect(throws: CredentialError.self) { try ProfileFile(parsing: large, place: "f") }
        #expect(throws: Never.self) {
            try ProfileFile(parsing: Array(large.dropLast()), place: "f")
        }
        #expect(throws: CredentialError.self) { try ProfileFile(parsing: [0xff], place: "f") }
    }

    static func read(
        credentials: String? = nil, config: String? = nil, profile: String? = nil
    ) throws -> Profile {
        let files = try SharedFiles(credentials: credentials, config: config)
        return try ProfileLocation(environment: ["HOME": files.home], profile: profile).read()
    }

    @Test("the config file needs the word profile, the credentials file must not have it")
    func titles() throws {
        #expect(try Self.read(config: "[profile a]\nregion = r", profile: "a").region == "r")
        #expect(throws: CredentialError.self) {
            try Self.read(config: "[a]\nregion = r", profile: "a")
        }
        #expect(throws: CredentialError.self) {
            try Self.read(credentials: "[profile a]\nregion = r", profile: "a")
        }
        #expect(try Self.read(config: "[default]\nregion = r").region == "r")
        #expect(
            try Self.read(config: "[profile default]\nregion = r\n[default]\nregion = q").region
                == "r")
        #expect(
            try Self.read(credentials: "[default]\nregion = c", config: "[default]\nregion = f")
                .region == "c")
    }

    @Test("paths come from the environment, with ~ for the home")
    func paths() throws {
        let files = try SharedFiles(credentials: "[x]\nregion = r")
        let other = files.home + "/.aws/credentials"
        for environment in [
            ["AWS_SHARED_CREDENTIALS_FILE": other],
            ["AWS_SHARED_CREDENTIALS_FILE": "~/.aws/credentials", "HOME": files.home],
            ["AWS_CONFIG_FILE": "/nowhere", "HOME": files.home],
        ] {
            #expect(
                try ProfileLocation(environment: environment, profile: "x").read().region == "r")
        }
        #expect(throws: CredentialError.self) {
            try ProfileLocation(environment: [:], profile: "x").read()
        }
    }

    static func outcome(
        credentials: String? = nil, config: String? = nil, profile: String? = nil
    ) throws -> (key: String?, error: CredentialError?) {
        let files = try SharedFiles(credentials: credentials, config: config)
        let location = ProfileLocation(environment: ["HOME": files.home], profile: profile)
        do throws(CredentialError) {
            let found = try ProfileCredentials(location).credentials(at: now)
            return (found.accessKeyId, nil)
        } catch {
            return (nil, error)
        }
    }

    static let pair = "aws_access_key_id = A\naws_secret_access_key = S\n"

    @Test("keys from either file")
    func keys() throws {
        #expect(try Self.outcome(credentials: "[default]\n\(Self.pair)").key == "A")
        #expect(try Self.outcome(config: "[default]\n\(Self.pair)").key == "A")
        #expect(
            try Self.outcome(
                credentials: "[default]\n\(Self.pair)", config: "[default]\naws_access_key_id = B"
            ).key == "A")
    }

    @Test(
        "ways that are not supported yet are told, never replaced by other keys",
        arguments: [
            ("", "role_arn = arn:aws:iam::1:role/x\nsource_profile = y", "role_arn"),
            (pair, "role_arn = arn:aws:iam::1:role/x", "role_arn"),
            (pair, "web_identity_token_file = /t", "web_identity_token_file"),
            (pair, "sso_session = s", "sso_session"),
            ("", "sso_start_url = https://x", "sso_start_url"),
            ("", "credential_process = /bin/x", "credential_process"),
            ("", "credential_process = /bin/x\n\(pair)", "credential_process"),
            ("", "login_session = x", "login_session"),
        ])
    func unsupported(credentials: String, config: String, key: String) throws {
        let error = try Self.outcome(
            credentials: "[default]\n\(credentials)", config: "[default]\n\(config)"
        ).error
        #expect(error?.code == .unsupported)
        #expect(error?.message.contains(key) == true)
    }

    @Test("keys in the credentials file come before a process")
    func processAfterKeys() throws {
        #expect(
            try Self.outcome(
                credentials: "[default]\n\(Self.pair)",
                config: "[default]\ncredential_process = /bin/x"
            ).key == "A")
    }

    @Test("missing profiles, missing keys, half a pair")
    func refusals() throws {
        #expect(try Self.outcome().error?.code == .notConfigured)
        #expect(try Self.outcome(profile: "x").error?.code == .profileNotFound)
        #expect(
            try Self.outcome(credentials: "[default]\n\(Self.pair)", profile: "x").error?.code
                == .profileNotFound)
        #expect(
            try Self.outcome(config: "[default]\nregion = r").error?.code == .notConfigured)
        #expect(
            try Self.outcome(credentials: "[default]\naws_access_key_id = A").error?.code
                == .incomplete)
    }

    @Test("a rotated key is used at once")
    func rotation() throws {
        let files = try SharedFiles(credentials: "[default]\n\(Self.pair)")
        let source = ProfileCredentials(ProfileLocation(environment: ["HOME": files.home]))
        #expect(try source.credentials(at: Self.now).accessKeyId == "A")
        try "[default]\naws_access_key_id = B\naws_secret_access_key = S".write(
            toFile: files.home + "/.aws/credentials", atomically: true, encoding: .utf8)
        #expect(try source.credentials(at: Self.now).accessKeyId == "B")
    }
}
