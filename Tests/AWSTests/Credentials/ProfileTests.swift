import Testing

@testable import AWS

@Suite("Profiles in the shared files")
struct ProfileTests {
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
              Timeout=5 ; seconds
            proton =
            sns = one
              two
            """
        let file = try ProfileFile(parsing: Array(text.utf8), place: "config")
        let sections = file.sections
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
        #expect(
            sections["services here"] == ["config_service": "", "proton": "", "sns": "one\ntwo"])
        #expect(
            file.nested == [
                "default": ["s3": ["max_concurrent_requests": "20", "signature_version": "s3v4"]],
                "services here": [
                    "config_service": ["endpoint_url": "http://x", "timeout": "5"]
                ],
            ])
    }

    @Test(
        "mistakes have their line",
        arguments: [
            ("region = x", "f:1"), ("[a]\nx = 1\nnonsense", "f:3"), ("\n\n[a", "f:3"),
            ("[a]\n= 1", "f:2"), ("[a]\ns3 =\n  nonsense", "f:3"), ("  x = 1", "f:1"),
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
}
