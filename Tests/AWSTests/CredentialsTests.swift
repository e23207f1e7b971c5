import AWS
import Foundation
import Lifecycle
import Telemetry
import Testing

@Suite("Credential sources")
struct CredentialsTests {
    static let now = Timestamp(milliseconds: 1_800_000_000_000)

    static func code(
        _ source: any CredentialSource
    ) async -> CredentialError.Code? {
        do throws(CredentialError) {
            _ = try await source.credentials(at: now)
            return nil
        } catch {
            return error.code
        }
    }

    @Test("the environment's variables")
    func environment() async throws {
        let found = try EnvironmentCredentials(environment: [
            "AWS_ACCESS_KEY_ID": " AKID\n", "AWS_SECRET_ACCESS_KEY": "s/+=",
            "AWS_SESSION_TOKEN": "t==", "AWS_CREDENTIAL_EXPIRATION": "2030-01-01T00:00:00Z",
        ]).credentials(at: Self.now)
        #expect(found.accessKeyId == "AKID")
        #expect(found.secretAccessKey.reveal() == "s/+=")
        #expect(found.sessionToken?.reveal() == "t==")
        #expect(found.expiration?.iso8601 == "2030-01-01T00:00:00.000Z")
    }

    @Test(
        "what is wrong with the environment",
        arguments: [
            ([:], .notConfigured),
            (["AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""], .notConfigured),
            (["AWS_ACCESS_KEY_ID": "A"], .incomplete),
            (["AWS_SECRET_ACCESS_KEY": "S"], .incomplete),
            (["AWS_ACCESS_KEY_ID": "A\r\nX: y", "AWS_SECRET_ACCESS_KEY": "S"], .malformed),
            (
                [
                    "AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "S",
                    "AWS_SESSION_TOKEN": "a b",
                ], .malformed
            ),
            (
                [
                    "AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "S",
                    "AWS_CREDENTIAL_EXPIRATION": "soon",
                ], .malformed
            ),
            (
                [
                    "AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "S",
                    "AWS_CREDENTIAL_EXPIRATION": "2020-01-01T00:00:00Z",
                ], .expired
            ),
        ] as [([String: String], CredentialError.Code)])
    func environmentMistakes(environment: [String: String], expected: CredentialError.Code) async {
        #expect(await Self.code(EnvironmentCredentials(environment: environment)) == expected)
    }

    @Test("an error never repeats a secret")
    func noSecretInErrors() async throws {
        let files = try SharedFiles(credentials: "[default]\naws_secret_access_key = hush-hush\n")
        let chains = [
            CredentialChain.standard(environment: [
                "AWS_SECRET_ACCESS_KEY": "hush-hush", "HOME": files.home,
            ]),
            CredentialChain.standard(environment: ["HOME": files.home]),
        ]
        for chain in chains {
            do {
                _ = try await chain.credentials(at: Self.now)
                Issue.record("there are no credentials")
            } catch {
                #expect(!"\(error)".contains("hush"))
                #expect(!String(reflecting: error).contains("hush"))
            }
        }
    }

    @Test("the environment comes first, unless a profile is named")
    func chainOrder() async throws {
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
        func key(_ profile: String? = nil) async throws -> String {
            try await CredentialChain.standard(environment: environment, profile: profile)
                .credentials(at: Self.now).accessKeyId
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
    }

    @Test("half a key pair ends the search")
    func mistakesEndTheSearch() async throws {
        let files = try SharedFiles(
            credentials: "[default]\naws_access_key_id = A\naws_secret_access_key = S\n")
        let chain = CredentialChain.standard(environment: [
            "HOME": files.home, "AWS_ACCESS_KEY_ID": "A",
        ])
        #expect(await Self.code(chain) == .incomplete)
    }

    @Test("nothing anywhere is told in one sentence with every place asked")
    func nothing() async {
        let chain = CredentialChain.standard(environment: [:])
        do throws(CredentialError) {
            _ = try await chain.credentials(at: Self.now)
            Issue.record("there are no credentials")
        } catch {
            #expect(error.code == .notConfigured)
            #expect(error.message.contains("AWS_ACCESS_KEY_ID"))
            #expect(error.message.contains("~/.aws/credentials"))
        }
    }
}

/// The two shared files in a folder of their own.
final class SharedFiles {
    let home: String

    init(credentials: String? = nil, config: String? = nil) throws {
        home = FileManager.default.temporaryDirectory.path + "/aws-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: home + "/.aws", withIntermediateDirectories: true)
        try credentials?.write(
            toFile: home + "/.aws/credentials", atomically: false, encoding: .utf8)
        try config?.write(toFile: home + "/.aws/config", atomically: false, encoding: .utf8)
    }

    deinit { try? FileManager.default.removeItem(atPath: home) }
}
