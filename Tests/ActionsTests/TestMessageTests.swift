import Events
import HTTP
import JSON
import Lifecycle
import Telemetry
import Testing

@testable import Actions

@Suite("Test messages")
struct TestMessageTests {
    private static let now = Timestamp(milliseconds: 1_795_269_600_000)
    private static let local = ["127.0.0.0/8"].compactMap(AddressRange.init(cidr:))

    private func send(
        _ platform: any ChatPlatform, options: ReceiverOptions = ReceiverOptions()
    ) async throws -> TestMessageAnswer {
        let http = try HTTPClient()
        let receiver = Receiver(platform, options: options)
        let answer = await receiver.sendTest(named: "ops", http: http, now: Self.now)
        await http.shutdown()
        #expect(!"\(answer)".contains(Parts.secret))
        return answer
    }

    @Test("one message says that it is a test, who sent it, and to which receiver")
    func message() async throws {
        let slack = try StandIn(200, "ok")
        let answer = try await send(Parts.slack(slack.url))
        #expect(
            answer
                == TestMessageAnswer(
                    isDelivered: true, status: 200, message: "Slack took the message (200 ok)."))
        #expect(slack.requests.count == 1)
        let text = Slack(url: Secret("")).readText(
            try JSONValue(parsing: try #require(slack.requests.first).body))
        #expect(text.hasPrefix("🔵 Hookferry test message\n"))
        #expect(text.contains("Sent by hookferry check --send-test. Nothing is wrong."))
        #expect(text.contains("*Receiver*\n`ops`"))
    }

    @Test("neither quiet hours nor a least severity hold it back")
    func options() async throws {
        let slack = try StandIn(200, "ok")
        let always = QuietHours(begin: 1, end: 0, offsetMinutes: nil)
        let answer = try await send(
            Parts.slack(slack.url), options: ReceiverOptions(minSeverity: .critical, quiet: always))
        #expect(answer.isDelivered)
        #expect(slack.requests.count == 1)
    }

    @Test(
        "every kind of answer is told in plain words",
        arguments: [
            (
                404, "no_service", [:],
                "Slack refused it: 404 no_service – the webhook is gone; make a new one and put "
                    + "its URL where `url` is read from."
            ),
            (
                400, "invalid_blocks", [:],
                "Slack refused it: 400 invalid_blocks – the destination is there, and does not "
                    + "take this message."
            ),
            (
                429, "rate_limited", ["Retry-After": "30"],
                "Slack wants fewer messages: 429 rate_limited – try again in 30 s."
            ),
            (
                429, "", [:], "Slack wants fewer messages: 429 – try again in a minute."
            ),
            (503, "", [:], "Slack is not well: 503 – try again later."),
            (500, "rollup_error", [:], "Slack is not well: 500 rollup_error – try again later."),
            (
                302, "", ["Location": "http://127.0.0.1:1/elsewhere"],
                "Slack is not well: 302 – try again later."
            ),
            (
                404, "<html>\(Parts.secret)</html>", [:],
                "Slack refused it: 404 – the webhook is gone; make a new one and put its URL where "
                    + "`url` is read from."
            ),
        ] as [(Int, String, HTTPHeaders, String)])
    func answers(status: Int, body: String, headers: HTTPHeaders, message: String) async throws {
        let slack = try StandIn(status, body, headers)
        let answer = try await send(Parts.slack(slack.url))
        #expect(
            answer == TestMessageAnswer(isDelivered: false, status: status, message: message))
    }

    @Test("Teams' 202 is no promise, and its 401 has a cause of its own")
    func teams() async throws {
        func teams(_ status: Int) async throws -> TestMessageAnswer {
            let teams = try StandIn(status, "")
            let url = "\(teams.url)/workflows/\(Parts.secret)/triggers/manual/paths/invoke?sig=x"
            return try await send(Teams(url: Secret(url), allowed: Self.local))
        }
        let accepted = try await teams(202)
        #expect(accepted.isDelivered)
        #expect(
            accepted.message
                == "Microsoft Teams accepted the message (202); whether it was posted stands in "
                + "the workflow's run history.")
        let dead = try await teams(401)
        #expect(!dead.isDelivered && dead.status == 401)
        #expect(dead.message.contains("not for anyone to trigger"))
    }

    @Test("what a platform of its own kind has for a reason is told as its own")
    func others() async throws {
        let key = Secret("0123456789abcdef0123456789abcdef")
        let duty = try StandIn(400, "{}")
        let refused = try await send(
            PagerDuty(routingKey: key, url: Secret(duty.url), allowed: Self.local))
        #expect(refused.message.hasPrefix("PagerDuty refused it: 400"))
        #expect(refused.message.contains("`routingKey`"))
        let program = try StandIn(410, "")
        let secret = Secret("whsec_aGlkZGVuLWhpZGRlbi1oaWRkZW4taGlkZGVu")
        let gone = try await send(
            StandardWebhook(
                url: Secret("\(program.url)/\(Parts.secret)"), secret: secret, allowed: Self.local))
        #expect(gone.message.hasPrefix("The webhook refused it: 410"))
        #expect(gone.message.contains("wants no more messages"))
    }

    @Test("a destination that cannot be reached is told with the reason")
    func unreachable() async throws {
        let rude = try RudeServer(hangsUp: true)
        let answer = try await send(Parts.slack(rude.url))
        #expect(!answer.isDelivered && answer.status == nil)
        #expect(answer.message.hasPrefix("Slack cannot be reached: "))
        #expect(answer.message.hasSuffix(".") && !answer.message.hasSuffix(".."))
    }

    @Test("an address that is not allowed gets nothing, and the way out is told")
    func notAllowed() async throws {
        let slack = try StandIn(200, "ok")
        let other = ["10.0.0.0/8"].compactMap(AddressRange.init(cidr:))
        let url = Secret("\(slack.url)/services/T0/B0/\(Parts.secret)")
        let answer = try await send(Slack(url: url, allowed: other))
        #expect(slack.requests.isEmpty)
        #expect(!answer.isDelivered && answer.status == nil)
        #expect(answer.message.hasPrefix("nothing was sent: "))
        #expect(answer.message.hasSuffix("allow its addresses: `allow: [10.0.0.0/8]`."))
    }

    @Test("settings that cannot be used send nothing")
    func problem() async throws {
        let answer = try await send(Slack(url: Secret("https://example.com/\(Parts.secret)")))
        #expect(answer.message.hasPrefix("nothing was sent: a URL of Slack starts with https://"))
    }
}
