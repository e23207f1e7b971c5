import Events
import HTTP
import Lifecycle
import Telemetry
import Testing

@testable import Actions

@Suite("Slack")
struct SlackTests {
    private func problem(_ url: String, allowed: [AddressRange] = []) -> InputProblem? {
        Slack(url: Secret(url), allowed: allowed).problem
    }

    @Test(
        "Slack's own hosts over https need no permission",
        arguments: [
            "https://hooks.slack.com/services/T/B/x", "https://hooks.slack-gov.com/services/T/B/x",
        ])
    func own(url: String) {
        #expect(problem(url) == nil)
        #expect(problem(url, allowed: Parts.loopback) == nil)
    }

    @Test(
        "everything else does, and no problem quotes the URL",
        arguments: [
            "http://hooks.slack.com/services/", "https://hooks.slack.com.evil.example/",
            "https://hooks.slack.com@evil.example/", "https://evil.example/hooks.slack.com/",
            "http://127.0.0.1:1/", "", "hooks.slack.com/services/", "ftp://hooks.slack.com/",
        ])
    func others(url: String) throws {
        let problem = try #require(self.problem(url + Parts.secret))
        #expect(problem.path == ["url"])
        #expect(!"\(problem)".contains(Parts.secret))
    }

    @Test("permission for some addresses opens no others")
    func otherAddresses() async throws {
        let url = "https://1.1.1.1/services/\(Parts.secret)"
        let settings = Slack(url: Secret(url), allowed: Parts.loopback)
        let catalog = try Parts.catalog(receivers: ["ops": Receiver(settings)])
        let report = await catalog.attempt(Parts.notify())
        expectNoSecret(report)
        #expect(report.outcome.label == "rejected refused")
    }

    @Test("messages of one webhook queue together, under a name without its secret")
    func destination() {
        let slack = Parts.slack("https://hooks.slack.com")
        #expect(slack.destination == slack.url.place)
        #expect(slack.rate == Rate(count: 1, periodMilliseconds: 1_000))
        #expect(slack.isForPeople && slack.isHosted)
    }

    @Test("settings cannot be printed")
    func printing() {
        #expect(!"\(Parts.slack("https://hooks.slack.com"))".contains(Parts.secret))
        #expect(
            !String(reflecting: Receiver(Parts.slack("https://hooks.slack.com")))
                .contains(Parts.secret))
    }
}
