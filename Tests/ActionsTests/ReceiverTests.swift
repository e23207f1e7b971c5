import Events
import HTTP
import JSON
import Telemetry
import Testing

@testable import Actions

@Suite("Receiver")
struct ReceiverTests {
    private func attempt(
        _ url: String, timeoutMilliseconds: Int = 10_000
    ) async throws -> AttemptReport {
        let catalog = try Parts.catalog(receivers: ["ops": Receiver(Parts.slack(url))])
        let report = await catalog.attempt(
            Parts.notify(timeoutMilliseconds: timeoutMilliseconds))
        expectNoSecret(report)
        return report
    }

    @Test("the message is posted as JSON to the webhook's path")
    func posts() async throws {
        let slack = try StandIn(200, "ok")
        let report = try await attempt(slack.url)
        #expect(report.outcome == .succeeded(result: nil))
        #expect(report.response == ["status": 200, "body": "ok"])
        let request = try #require(slack.requests.first)
        #expect(request.method == "POST")
        #expect(request.path == "/services/T0/B0/\(Parts.secret)")
        #expect(request.headers["Content-Type"] == "application/json; charset=utf-8")
        let message = try JSONValue(parsing: request.body)
        #expect(message["text"] == "🔵 Hello")
        #expect(report.request["message"] == message)
        #expect(report.request["notify"] == "ops")
    }

    @Test(
        "a page too long to be read counts by its status",
        arguments: [
            (200, "succeeded"), (404, "rejected destination_dead"), (503, "retry unavailable"),
        ])
    func longAnswer(status: Int, label: String) async throws {
        let slack = try StandIn(status, String(repeating: "x", count: 5_000))
        #expect(try await attempt(slack.url).outcome.label == label)
    }

    @Test("no answer in time, a hang-up and no listener are all tried again")
    func silence() async throws {
        let hanging = try RudeServer(hangsUp: false)
        #expect(
            try await attempt(hanging.url, timeoutMilliseconds: 200).outcome.label
                == "retry timed_out")
        let hangingUp = try RudeServer(hangsUp: true)
        #expect(try await attempt(hangingUp.url).outcome.label == "retry unavailable")
        #expect(try await attempt("http://127.0.0.1:1").outcome.label == "retry unavailable")
    }

    @Test("addresses that are not allowed are not reached")
    func addresses() async throws {
        let slack = try StandIn(200, "ok")
        let elsewhere = [AddressRange(cidr: "10.0.0.0/8")].compactMap { $0 }
        let url = "\(slack.url)/services/\(Parts.secret)"
        let refused = Slack(url: Secret(url), allowed: elsewhere)
        let catalog = try Parts.catalog(receivers: ["ops": Receiver(refused)])
        let report = await catalog.attempt(Parts.notify())
        expectNoSecret(report)
        #expect(report.outcome.label == "rejected refused")

        let strict = Slack(url: Secret(url))
        let strictly = await (try Parts.catalog(receivers: ["ops": Receiver(strict)]))
            .attempt(Parts.notify())
        expectNoSecret(strictly)
        #expect(strictly.outcome.label == "rejected invalid_input")
        #expect(slack.requests.isEmpty)
    }

    @Test("a burst of a hundred arrives whole")
    func burst() async throws {
        let slack = try StandIn(200, "ok")
        let catalog = try Parts.catalog(receivers: ["ops": Receiver(Parts.slack(slack.url))])
        let delivered = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<100 {
                group.addTask {
                    let input: JSONValue = ["title": .string("message \(number)")]
                    return await catalog.attempt(Parts.notify(input)).outcome.label == "succeeded"
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(delivered == 100)
        #expect(Set(slack.requests.map(\.body)).count == 100)
    }
}
