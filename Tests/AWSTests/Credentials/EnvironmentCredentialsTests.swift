import AWS
import Lifecycle
import Telemetry
import Testing

@Suite("Credentials of the environment")
struct EnvironmentCredentialsTests {
    @Test("the environment's variables")
    func environment() async throws {
        let found = try EnvironmentCredentials(environment: [
            "AWS_ACCESS_KEY_ID": " AKID\n", "AWS_SECRET_ACCESS_KEY": "s/+=",
            "AWS_SESSION_TOKEN": "t==", "AWS_CREDENTIAL_EXPIRATION": "2030-01-01T00:00:00Z",
        ]).credentials(at: CredentialsTests.now)
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
        #expect(
            await CredentialsTests.code(EnvironmentCredentials(environment: environment))
                == expected)
    }
}
