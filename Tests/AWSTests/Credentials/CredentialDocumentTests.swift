import Foundation
import HTTP
import Lifecycle
import Telemetry
import Testing

@testable import AWS

/// What the tests of metadata servers and programs share. Every secret in them has "hush" in it.
enum SecretAnswer {
    static let body = """
        {"Code": "Success", "LastUpdated": "2026-11-21T09:00:00Z", "Type": "AWS-HMAC",
         "AccessKeyId": "ASIAEXAMPLE", "SecretAccessKey": "hush/secret+=",
         "Token": "hush//token==", "Expiration": "2030-01-01T00:00:00Z",
         "AccountId": "123456789012", "RoleArn": "arn:aws:iam::123456789012:role/r"}
        """

    static func response(_ body: String = body, status: Int = 200) -> HTTPResponse {
        HTTPResponse(status: status, body: Array(body.utf8))
    }

    static func expect(_ found: Credentials) {
        #expect(found.accessKeyId == "ASIAEXAMPLE")
        #expect(found.secretAccessKey.reveal() == "hush/secret+=")
        #expect(found.sessionToken?.reveal() == "hush//token==")
        #expect(found.expiration?.iso8601 == "2030-01-01T00:00:00.000Z")
    }

    /// The error of a source, which holds no secret however it is printed.
    static func failure(_ source: any CredentialSource) async -> CredentialError? {
        do throws(CredentialError) {
            let found = try await source.credentials(at: CredentialsTests.now)
            Issue.record("there are credentials: \(found.accessKeyId)")
            return nil
        } catch {
            for text in ["\(error)", String(reflecting: error), error.place, error.message] {
                #expect(!text.contains("hush"))
                #expect(text.utf8.allSatisfy { (0x20...0x7e).contains($0) })
            }
            return error
        }
    }

    /// What no metadata server should answer with 200.
    static let broken = [
        "", "hush", "<html>hush</html>", "[\"hush\"]", "null", "{\"AccessKeyId\": \"hush",
        "{\"AccessKeyId\": \"hush\", \"AccessKeyId\": \"hush\"}", "{}",
        body.replacing("AccessKeyId", with: "hush"),
        body.replacing("SecretAccessKey", with: "hush"), body.replacing("Token", with: "hush"),
        body.replacing("Expiration", with: "hush"),
        body.replacing("\"ASIAEXAMPLE\"", with: "null"),
        body.replacing("\"ASIAEXAMPLE\"", with: "7"),
        body.replacing("\"hush//token==\"", with: "[\"hush\"]"),
        body.replacing("\"hush//token==\"", with: "\"\""),
        body.replacing("2030-01-01T00:00:00Z", with: "hush"),
        body.replacing("\"2030-01-01T00:00:00Z\"", with: "1893456000"),
    ]
}

@Suite("Credentials as a JSON object")
struct CredentialDocumentTests {
    private static func document(_ text: String) throws(CredentialError) -> CredentialDocument {
        try CredentialDocument(Array(text.utf8), place: "here", mistakes: .unavailable)
    }

    @Test("temporary ones have all four members")
    func temporary() throws {
        SecretAnswer.expect(
            try Self.document(SecretAnswer.body).temporary())
    }

    @Test("every mistake is one of the given code", arguments: SecretAnswer.broken)
    func broken(body: String) {
        #expect {
            try Self.document(body).temporary()
        } throws: {
            ($0 as? CredentialError)?.code == .unavailable && !"\($0)".contains("hush")
        }
    }

    @Test("those that no header can have are refused, expired ones are not")
    func unusable() throws {
        #expect {
            try Self.document(SecretAnswer.body.replacing("hush//", with: "hush\\r\\nX:"))
                .temporary()
        } throws: {
            ($0 as? CredentialError)?.code == .malformed && !"\($0)".contains("hush")
        }
        let past = try Self.document(SecretAnswer.body.replacing("2030", with: "2020"))
            .temporary()
        #expect(past.isExpired(at: CredentialsTests.now))
    }

    @Test("lasting ones need no token and no end, null or not there")
    func lasting() throws {
        for rest in ["", ", \"SessionToken\": null, \"Expiration\": null"] {
            let found = try Self.document(
                "{\"AccessKeyId\": \"A\", \"SecretAccessKey\": \"S\"\(rest)}"
            ).lasting()
            #expect(found.sessionToken == nil)
            #expect(found.expiration == nil)
        }
    }
}
