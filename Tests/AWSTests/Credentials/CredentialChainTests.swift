import Foundation
import HTTP
import JSON
import Lifecycle
import Telemetry
import Testing

@testable import AWS

@Suite("The chain of credential sources")
struct CredentialChainTests {
    static let now = HandClock.start

    static func chain(
        _ environment: [String: String], profile: String? = nil
    ) throws -> CredentialChain {
        var environment = environment
        // Nothing on this machine may answer.
        environment["AWS_EC2_METADATA_DISABLED"] = "true"
        let parts = CredentialParts(
            http: try HTTPClient(), environment: environment,
            surroundings: HandClock().surroundings)
        return CredentialChain.standard(parts, profile: profile)
    }

    @Test("the environment comes first, unless a profile is named")
    func order() async throws {
        let files = try SharedFiles(
            credentials: """
                [default]
                aws_access_key_id = FILE
                aws_secret_access_key = S
                [ops]
                aws_access_key_id = OPS
                aws_secret_access_key = S
                """)
        var environment = [
            "HOME": files.home, "AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "S",
        ]
        func key(_ profile: String? = nil) async throws -> String? {
            await (try Self.chain(environment, profile: profile)).key(at: Self.now)
        }
        #expect(try await key() == "ENV")
        #expect(try await key("default") == "FILE")
        #expect(try await key("ops") == "OPS")
        environment["AWS_PROFILE"] = "ops"
        #expect(try await key() == "ENV")
        environment["AWS_ACCESS_KEY_ID"] = nil
        environment["AWS_SECRET_ACCESS_KEY"] = nil
        #expect(try await key() == "OPS")
        environment["AWS_PROFILE"] = nil
        #expect(try await key() == "FILE")
        environment["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/nowhere"
        #expect(try await key() == nil)
        #expect(try await key("default") == "FILE")
    }

    @Test("only an empty place passes the question on", arguments: CredentialError.Code.allCases)
    func mistakesEndTheSearch(code: CredentialError.Code) async {
        let first = CountingSource { _, _ throws(CredentialError) in
            throw CredentialError(code, "first", "No.")
        }
        let second = CountingSource(livingSeconds: 60)
        let error = await CredentialChain([first, second]).failure(at: Self.now)
        #expect(error?.code == (code == .notConfigured ? nil : code))
        #expect(second.count == (code == .notConfigured ? 1 : 0))
    }

    @Test("the container's credentials come after the profile's, and are kept")
    func container() async throws {
        let server = try StandIn { _, number in
            .json(
                200,
                [
                    "AccessKeyId": .string("TASK\(number)"), "SecretAccessKey": "s",
                    "Token": "t", "Expiration": "2030-01-01T00:00:00Z",
                ])
        }
        let files = try SharedFiles()
        let chain = try Self.chain([
            "HOME": files.home, "AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url + "/role",
        ])
        for _ in 0..<3 { #expect(await chain.key(at: Self.now) == "TASK1") }
        try files.write(credentials: "[default]\naws_access_key_id=FILE\naws_secret_access_key=S")
        #expect(await chain.key(at: Self.now) == "FILE")
        #expect(server.requests.count == 1)
    }

    @Test("a program of a profile is run once for a session that lasts")
    func process() async throws {
        let files = try SharedFiles()
        try """
        #!/bin/sh
        echo run >> "$(dirname "$0")/runs"
        echo '{"Version":1,"AccessKeyId":"PROGRAM","SecretAccessKey":"s",'
        echo '"SessionToken":"t","Expiration":"2030-01-01T00:00:00Z"}'
        """.write(toFile: files.home + "/program", atomically: true, encoding: .utf8)
        try files.write(
            config: "[default]\ncredential_process = /bin/sh \(files.home)/program")
        let chain = try Self.chain(["HOME": files.home])
        for _ in 0..<3 { #expect(await chain.key(at: Self.now) == "PROGRAM") }
        let runs = try String(contentsOfFile: files.home + "/runs", encoding: .utf8)
        #expect(runs == "run\n")
    }

    private static func instance(
        _ url: String, _ files: SharedFiles, time: HandClock, isInstance: Bool = false,
        profile: String? = nil
    ) throws -> CredentialChain {
        CredentialChain.standard(
            CredentialParts(
                http: try HTTPClient(),
                environment: ["AWS_EC2_METADATA_SERVICE_ENDPOINT": url, "HOME": files.home],
                surroundings: time.surroundings, isInstance: { isInstance }), profile: profile)
    }

    @Test("no answer is an outage where this is an instance, or a profile says so")
    func slowInstance() async throws {
        let files = try SharedFiles(
            config: """
                [profile ops]
                role_arn = arn:aws:iam::123456789012:role/x
                credential_source = Ec2InstanceMetadata
                """)
        let url = try RawServer.freeURL()
        for (isInstance, profile, code) in [
            (false, nil, .notConfigured), (true, nil, .unavailable), (false, "ops", .unavailable),
        ] as [(Bool, String?, CredentialError.Code)] {
            let time = HandClock()
            let chain = try Self.instance(
                url, files, time: time, isInstance: isInstance, profile: profile)
            #expect(await chain.failure(at: time.now)?.code == code)
        }
    }

    @Test("while AWS cannot renew an instance's credentials, the expired ones are used")
    func stability() async throws {
        // Expired since 2020, and AWS goes on to take them.
        let server = try MetadataStandIn(
            credentials: SecretAnswer.response(SecretAnswer.body.replacing("2030", with: "2020")))
        let time = HandClock()
        let chain = try Self.instance(server.url, try SharedFiles(), time: time)
        for _ in 0..<3 { #expect(await chain.key(at: time.now) == "ASIAEXAMPLE") }
        #expect(server.log.count == 3)
        time.advance(seconds: 600)
        #expect(await chain.key(at: time.now) == "ASIAEXAMPLE")
        #expect(server.log.count == 5)
    }

    @Test("half a key pair ends the search")
    func half() async throws {
        let files = try SharedFiles(
            credentials: "[default]\naws_access_key_id = A\naws_secret_access_key = S\n")
        let chain = try Self.chain(["HOME": files.home, "AWS_ACCESS_KEY_ID": "A"])
        #expect(await chain.failure(at: Self.now)?.code == .incomplete)
    }

    @Test("nothing anywhere is told in one sentence with every place asked")
    func nothing() async throws {
        let error = try #require(await (try Self.chain([:])).failure(at: Self.now))
        #expect(error.code == .notConfigured)
        for place in [
            "AWS_ACCESS_KEY_ID", "~/.aws/credentials", "~/.aws/config",
            "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_FULL_URI",
            "AWS_EC2_METADATA_DISABLED",
        ] { #expect(error.message.contains(place)) }
    }

    @Test("an error never repeats a secret")
    func noSecretInErrors() async throws {
        let files = try SharedFiles(credentials: "[default]\naws_secret_access_key = hush-hush\n")
        for environment in [
            ["AWS_SECRET_ACCESS_KEY": "hush-hush", "HOME": files.home], ["HOME": files.home],
        ] {
            let error = try #require(
                await (try Self.chain(environment)).failure(at: Self.now))
            #expect(!"\(error)\(String(reflecting: error))\(AWSError(error))".contains("hush"))
        }
    }
}
