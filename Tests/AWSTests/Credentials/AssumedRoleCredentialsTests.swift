import HTTP
import Lifecycle
import Telemetry
import Testing

@testable import AWS

@Suite("Sessions of a role")
struct AssumedRoleCredentialsTests {
    static let role = AssumedRole(arn: "arn:aws:iam::123456789012:role/hookferry")
    static let keys = Credentials(
        accessKeyId: "AKIDBASE", secretAccessKey: Secret("base-secret"),
        sessionToken: Secret("base-token"))

    static func source(
        _ role: AssumedRole = role, url: String, time: HandClock,
        signedBy base: any CredentialSource = CountingSource { _, _ in keys }
    ) throws -> AssumedRoleCredentials {
        let parts = CredentialParts(
            http: try HTTPClient(), environment: ["AWS_ENDPOINT_URL_STS": url],
            surroundings: time.surroundings)
        return AssumedRoleCredentials(role, region: "eu-west-1", signedBy: base, parts)
    }

    @Test("a signed form goes out, a session with its end comes back")
    func session() async throws {
        let time = HandClock()
        let sts = try STSStandIn(clock: time.clock)
        var role = Self.role
        (role.externalID, role.durationSeconds, role.sessionName) = ("x/1 é", 900, "me@here")
        let found = try await Self.source(role, url: sts.url, time: time)
            .credentials(at: time.now)
        #expect(found.accessKeyId == "ASIA1")
        #expect(found.secretAccessKey.reveal() == "session/secret+ASIA1")
        #expect(found.sessionToken?.reveal() == "session/token==&ASIA1")
        #expect(found.expiration == time.now.adding(milliseconds: 900_000))
        #expect(
            sts.asked == [
                STSStandIn.Asked(
                    form: [
                        "Action": "AssumeRole", "Version": "2011-06-15", "RoleArn": Self.role.arn,
                        "RoleSessionName": "me@here", "ExternalId": "x/1 é",
                        "DurationSeconds": "900",
                    ], key: "AKIDBASE", region: "eu-west-1")
            ])
        #expect(sts.requests.first?.headers["X-Amz-Security-Token"] == "base-token")
    }

    @Test("what is not set is not sent, and the session is called hookferry")
    func defaults() async throws {
        let time = HandClock()
        let sts = try STSStandIn(clock: time.clock)
        _ = try await Self.source(url: sts.url, time: time).credentials(at: time.now)
        #expect(
            sts.asked.first?.form == [
                "Action": "AssumeRole", "Version": "2011-06-15", "RoleArn": Self.role.arn,
                "RoleSessionName": "hookferry",
            ])
    }

    @Test(
        "what STS says, and what it means",
        arguments: [
            (.stsError(403, "AccessDenied", "Not you."), .refused, 1),
            (.stsError(400, "ValidationError", "No."), .refused, 1),
            (.stsError(403, "RegionDisabledException", "Off."), .refused, 1),
            (.stsError(403, "InvalidClientTokenId", "Who?"), .refused, 1),
            (.stsError(403, "ExpiredToken", "Late."), .unavailable, 1),
            (.stsError(400, "Throttling", "Slow down."), .unavailable, 3),
            (.stsError(500, "InternalFailure", "Oops."), .unavailable, 3),
            (HTTPResponse(status: 503), .unavailable, 3),
            (HTTPResponse(status: 200, body: Array("<html></html>".utf8)), .unavailable, 1),
            (HTTPResponse(status: 200), .unavailable, 1),
        ] as [(HTTPResponse, CredentialError.Code, Int)])
    func failures(answer: HTTPResponse, code: CredentialError.Code, requests: Int) async throws {
        let time = HandClock()
        let sts = try STSStandIn(clock: time.clock, script: [answer, answer, answer])
        let error = await (try Self.source(url: sts.url, time: time)).failure(at: time.now)
        #expect(error?.code == code)
        #expect(error?.isRetryable == (code == .unavailable))
        #expect(error?.place == "AssumeRole of \(Self.role.arn)")
        #expect(sts.count == requests)
    }

    @Test("answers whose credentials cannot be used")
    func unusable() async throws {
        let time = HandClock()
        func answer(secret: String = "s", expiration: String) -> HTTPResponse {
            let body =
                "<AssumeRoleResponse><AccessKeyId>A</AccessKeyId><SecretAccessKey>\(secret)"
                + "</SecretAccessKey><SessionToken>t</SessionToken><Expiration>\(expiration)"
                + "</Expiration></AssumeRoleResponse>"
            return HTTPResponse(status: 200, body: Array(body.utf8))
        }
        for (answer, code) in [
            (answer(expiration: "soon"), CredentialError.Code.unavailable),
            (answer(expiration: "2020-01-01T00:00:00Z"), .expired),
            (answer(secret: "", expiration: "2030-01-01T00:00:00Z"), .malformed),
            (answer(secret: "a&#10;b", expiration: "2030-01-01T00:00:00Z"), .malformed),
        ] {
            let sts = try STSStandIn(clock: time.clock, script: [answer])
            let error = await (try Self.source(url: sts.url, time: time)).failure(at: time.now)
            #expect(error?.code == code)
        }
    }

    @Test("nobody there passes; nothing to sign with does not")
    func base() async throws {
        let time = HandClock()
        let nobody = try Self.source(url: RawServer.freeURL(), time: time)
        #expect(await nobody.failure(at: time.now)?.code == .unavailable)
        let sts = try STSStandIn(clock: time.clock)
        for (code, told) in [
            (CredentialError.Code.notConfigured, CredentialError.Code.incomplete),
            (.refused, .refused), (.expired, .unavailable), (.unavailable, .unavailable),
        ] {
            let none = CountingSource { _, _ throws(CredentialError) in
                throw CredentialError(code, "base", "None.")
            }
            let source = try Self.source(url: sts.url, time: time, signedBy: none)
            #expect(await source.failure(at: time.now)?.code == told)
        }
        #expect(sts.count == 0)
        var role = Self.role
        role.sessionName = "x"
        let parts = CredentialParts(
            http: try HTTPClient(), environment: [:], surroundings: time.surroundings)
        let lost = AssumedRoleCredentials(
            role, region: "nowhere", signedBy: CountingSource(livingSeconds: 9), parts)
        #expect(await lost.failure(at: time.now)?.code == .malformed)
    }

    @Test("STS may repeat what it got; no error does")
    func noSecrets() async throws {
        let time = HandClock()
        let echo = "base-secret base-token"
        let sts = try STSStandIn(
            clock: time.clock, script: [.stsError(403, "AccessDenied", echo)])
        let error = try #require(
            await (try Self.source(url: sts.url, time: time)).failure(at: time.now))
        for text in ["\(error)", String(reflecting: error), "\(AWSError(error))"] {
            #expect(text.contains("(secret)"))
            #expect(!text.contains("base-"))
        }
    }
}
