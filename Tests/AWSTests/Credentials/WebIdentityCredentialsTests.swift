import Foundation
import HTTP
import Lifecycle
import Testing

@testable import AWS

@Suite("Sessions by web identity")
struct WebIdentityCredentialsTests {
    static let arn = "arn:aws:iam::123456789012:role/pod"

    static func source(
        _ files: SharedFiles, url: String, time: HandClock
    ) throws -> WebIdentityCredentials {
        let parts = CredentialParts(
            http: try HTTPClient(), environment: ["AWS_ENDPOINT_URL_STS": url],
            surroundings: time.surroundings)
        let identity = WebIdentity(
            role: AssumedRole(arn: arn), tokenFile: files.home + "/token")
        return WebIdentityCredentials(identity, region: "eu-west-1", parts)
    }

    static func write(_ token: String, _ files: SharedFiles) throws {
        try token.write(toFile: files.home + "/token", atomically: true, encoding: .utf8)
    }

    @Test("an unsigned form with the token, read anew for each session")
    func session() async throws {
        let time = HandClock()
        let sts = try STSStandIn(clock: time.clock)
        let files = try SharedFiles()
        let source = try Self.source(files, url: sts.url, time: time)
        for token in ["eyJ.one-_", "eyJ.two=="] {
            try Self.write(token + "\n", files)
            #expect(await source.key(at: time.now)?.hasPrefix("ASIA") == true)
            #expect(
                sts.asked.last
                    == STSStandIn.Asked(
                        form: [
                            "Action": "AssumeRoleWithWebIdentity", "Version": "2011-06-15",
                            "RoleArn": Self.arn, "RoleSessionName": "hookferry",
                            "WebIdentityToken": token,
                        ], key: nil, region: nil))
            let headers = sts.requests.last?.headers
            #expect(headers?["X-Amz-Date"] == nil && headers?["X-Amz-Security-Token"] == nil)
            #expect(headers?["amz-sdk-request"] == "attempt=1; max=3")
        }
    }

    @Test("token files that are none")
    func badFiles() async throws {
        let time = HandClock()
        let sts = try STSStandIn(clock: time.clock)
        let files = try SharedFiles()
        let source = try Self.source(files, url: sts.url, time: time)
        #expect(await source.failure(at: time.now)?.code == .unavailable)
        let max = WebIdentityCredentials.tokenBytesMax
        for token in ["", "\n", "a b", "a\nb", "ä", String(repeating: "x", count: max + 1)] {
            try Self.write(token, files)
            #expect(await source.failure(at: time.now)?.code == .malformed)
        }
        try Self.write(String(repeating: "x", count: max + 100), files)
        #expect(await source.failure(at: time.now)?.code == .malformed)
        #expect(sts.count == 0)
        try Self.write(String(repeating: "x", count: max) + "\r\n", files)
        #expect(await source.key(at: time.now) == "ASIA1")
    }

    @Test(
        "what STS says, and what it means",
        arguments: [
            ("InvalidIdentityToken", 400, .refused), ("IDPRejectedClaim", 403, .refused),
            ("AccessDenied", 403, .refused), ("ExpiredTokenException", 400, .unavailable),
            ("IDPCommunicationError", 400, .unavailable),
        ] as [(String, Int, CredentialError.Code)])
    func failures(code: String, status: Int, expected: CredentialError.Code) async throws {
        let time = HandClock()
        let answer = HTTPResponse.stsError(status, code, "token eyJ.hush is bad")
        let sts = try STSStandIn(clock: time.clock, script: [answer, answer, answer])
        let files = try SharedFiles()
        try Self.write("eyJ.hush", files)
        let error = try #require(
            await (try Self.source(files, url: sts.url, time: time)).failure(at: time.now))
        #expect(error.code == expected)
        #expect(error.message == "\(code): token (secret) is bad")
        #expect(!String(reflecting: error).contains("hush"))
    }
}
