import Events
import HTTP
import Telemetry
import Testing

@testable import Actions

@Suite("Slack settings")
struct SlackSettingsTests {
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

    @Test("with permission any http or https URL will do, other schemes will not")
    func allowed() {
        #expect(problem("http://127.0.0.1:1/x", allowed: Parts.loopback) == nil)
        #expect(problem("https://chat.example/x", allowed: Parts.loopback) == nil)
        #expect(problem("ftp://127.0.0.1/x", allowed: Parts.loopback) != nil)
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

    @Test(
        "a slip of the copying hand is found early",
        arguments: [
            "https://hooks.slack.com/services/T/B/x\n", " https://hooks.slack.com/services/T/B/x",
            "https://hooks.slack.com/services/T/B/x#a", "https://hooks.slack.com/services/T/B/ü",
        ])
    func slips(url: String) throws {
        let problem = try #require(self.problem(url, allowed: Parts.loopback))
        #expect(problem.message.hasPrefix("a webhook URL has no blanks"))
    }

    @Test("settings cannot be printed")
    func printing() {
        #expect(!"\(Parts.slack("https://hooks.slack.com"))".contains(Parts.secret))
        #expect(
            !String(reflecting: Receiver(Parts.slack("https://hooks.slack.com")))
                .contains(Parts.secret))
    }
}
