import Cryptography
import Events
import HTTP
import JSON
import Lifecycle
import Telemetry
import Testing

@testable import Intake

@Suite("SNS sources")
struct SNSReaderTests {
    @Test("a subscription is confirmed from topic and token, and kept without its token")
    func confirmation() async throws {
        let rig = try Rig()
        let answer = try await rig.post(Rig.confirmation())
        #expect(answer.status == 200)
        #expect(answer.text == #"{"status":"confirmed"}"#)
        let asked = try #require(rig.seen.confirmations.first)
        #expect(asked.topicARN == Rig.topic)
        #expect(asked.region == "us-east-2")
        #expect(asked.token.reveal() == Rig.token)
        let event = try #require(rig.seen.events.first)
        #expect(event.source == "aws.sns")
        #expect(event.detailType == "SNS Subscription Confirmation")
        #expect(event.document["detail"]?["topicArn"]?.stringValue == Rig.topic)
        expectNoSecret(Rig.token, in: rig, answer)
        #expect(rig.seen.acceptances.map(\.status) == [.confirmed])
    }

    @Test("a repeated confirmation confirms again and stays 200")
    func confirmationAgain() async throws {
        let rig = try Rig()
        _ = try await rig.post(Rig.confirmation())
        #expect(try await rig.post(Rig.confirmation()).summary == "200 confirmed")
        #expect(rig.seen.confirmations.count == 2)
        #expect(rig.seen.events.count == 1)
    }

    @Test("a subscription that SNS refuses to confirm is 403")
    func confirmationRefused() async throws {
        let rig = try Rig()
        rig.world.withLock { $0.confirmation = .refused(code: "InvalidParameter") }
        let answer = try await rig.post(Rig.confirmation())
        #expect(answer.summary == "403 not_allowed")
        #expect(rig.seen.refusals.first?.reason.contains("InvalidParameter") == true)
        #expect(rig.seen.events.isEmpty)
        expectNoSecret(Rig.token, in: rig, answer)
    }

    @Test("a subscription that cannot be confirmed right now is 503")
    func confirmationUnavailable() async throws {
        let rig = try Rig()
        rig.world.withLock { $0.confirmation = .unavailable }
        let answer = try await rig.post(Rig.confirmation())
        #expect(answer.summary == "503 confirmation_unavailable")
        #expect(answer.headers["Retry-After"] == "5")
        #expect(rig.seen.events.isEmpty)
    }

    @Test("confirm: false leaves subscriptions alone")
    func confirmationOff() async throws {
        let rig = try Rig { $0.confirmsSubscriptions = false }
        let answer = try await rig.post(Rig.confirmation())
        #expect(answer.summary == "200 ignored")
        #expect(answer.json?["reason"]?.stringValue?.contains("confirm: false") == true)
        #expect(rig.seen.confirmations.isEmpty)
        #expect(rig.seen.events.isEmpty)
        #expect(rig.seen.acceptances.map(\.status) == [.ignored])
    }

    @Test("an unsubscription is kept without its token and nothing is fetched for it")
    func unsubscription() async throws {
        let rig = try Rig()
        let answer = try await rig.post(Rig.confirmation(.unsubscribeConfirmation))
        #expect(answer.summary == "202 accepted")
        let event = try #require(rig.seen.events.first)
        #expect(event.detailType == "SNS Unsubscribe Confirmation")
        #expect(rig.seen.confirmations.isEmpty)
        #expect(rig.seen.fetches == [rig.signer.certificateURL])
        expectNoSecret(Rig.token, in: rig, answer)
    }

    @Test("a token that the message's text repeats is taken out")
    func tokenInText() async throws {
        let rig = try Rig()
        var content = Rig.confirmation()
        content.message += " Or send \(Rig.token)\u{301}."
        let answer = try await rig.post(content)
        #expect(answer.summary == "200 confirmed")
        expectNoSecret(Rig.token, in: rig, answer)
    }

    @Test("basic authentication is asked for as SNS expects it")
    func credentials() async throws {
        let rig = try Rig {
            $0.credentials = BasicCredentials(username: "sns", password: Secret("pass:word"))
        }
        let content = Rig.notification()
        let body = try rig.signer.body(content)
        let wrong = [nil, "Basic", "Basic !", basic("sns", "other"), basic("SNS", "pass:word")]
        for field in wrong + [basic("sns", "pass:word").replacing("Basic", with: "Bearer")] {
            let answer = await rig.post(body, headers: headers(field))
            #expect(answer.summary == "401 bad_credentials")
            #expect(answer.headers["WWW-Authenticate"] == "Basic realm=\"hookferry\"")
            expectNoSecret("pass:word", in: rig, answer)
        }
        #expect(rig.seen.fetches.isEmpty)
        let right = await rig.post(body, headers: headers(basic("sns", "pass:word")))
        #expect(right.summary == "202 accepted")
    }

    @Test("raw delivery needs right credentials, raw: true and an allowed topic")
    func raw() async throws {
        func rig(allowed: Bool) throws -> Rig {
            try Rig {
                $0.credentials = BasicCredentials(username: "u", password: Secret("p"))
                $0.allowsRaw = allowed
            }
        }
        var fields = headers(basic("u", "p"))
        for field in SNSSigner.headers(Rig.notification()) { fields.add(field.name, field.value) }
        fields.add("x-amz-sns-rawdelivery", "true")
        let body = Array(#"{"messageType":"ComplianceChangeNotification"}"#.utf8)
        let off = await (try rig(allowed: false)).post(body, headers: fields)
        #expect(off.summary == "403 not_allowed")
        let on = try rig(allowed: true)
        #expect(await on.post(body, headers: fields).summary == "202 accepted")
        let event = try #require(on.seen.events.first)
        #expect(event.intake.verified == "basic")
        #expect(event.detailType == "Config Rules Compliance Change")
        #expect(event.time == Rig.start.iso8601)
        #expect(on.seen.fetches.isEmpty)
        var other = fields
        other["x-amz-sns-topic-arn"] = "arn:aws:sns:us-east-2:999999999999:config-topic"
        #expect(await on.post(body, headers: other).summary == "403 topic_not_allowed")
        for name in ["x-amz-sns-topic-arn", "x-amz-sns-message-id", "x-amz-sns-message-type"] {
            var less = fields
            less[name] = nil
            #expect(await on.post(body, headers: less).summary == "400 malformed_request")
        }
        #expect(await on.post([0xFF], headers: fields).summary == "400 malformed_body")
        var stranger = fields
        stranger["Authorization"] = nil
        #expect(await on.post(body, headers: stranger).summary == "401 bad_credentials")
    }

    private func basic(_ username: String, _ password: String) -> String {
        "Basic " + Base64.encode(Array("\(username):\(password)".utf8))
    }

    private func headers(_ authorization: String?) -> HTTPHeaders {
        var headers: HTTPHeaders = [:]
        headers["Authorization"] = authorization
        return headers
    }
}

/// The secret stands in no answer, no record and no event.
func expectNoSecret(
    _ secret: String, in rig: Rig, _ answer: Answer,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let bytes = Array(secret.utf8)
    var texts = [answer.text, "\(answer.headers)"]
    texts += rig.seen.refusals.map { "\($0)" } + rig.seen.acceptances.map { "\($0)" }
    texts += rig.seen.events.map { $0.document.serialized() } + rig.seen.events.map { "\($0)" }
    texts += rig.seen.confirmations.map { "\($0)" }
    for text in texts {
        #expect(
            Array(text.utf8).firstRange(ofBytes: bytes) == nil, sourceLocation: sourceLocation)
    }
}
