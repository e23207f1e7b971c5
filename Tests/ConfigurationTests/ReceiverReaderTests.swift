import Actions
import Configuration
import HTTP
import Telemetry
import Testing

@Suite("Receivers")
struct ReceiverReaderTests {
    private func load(_ text: String) throws -> LoadResult {
        let folder = try TemporaryFolder()
        try folder.write("hookferry.yaml", "sources: {}\nrules: []\nreceivers: { a: \(text) }\n")
        return folder.load()
    }

    @Test("take Slack's own URL")
    func slack() throws {
        let result = try load("{ type: slack, url: { env: SLACK_URL } }")
        guard let settings = result.settings?.receivers["a"]?.platform as? Slack else {
            Issue.record("\(result.lines)")
            return
        }
        #expect(settings.url.secret.reveal() == Fixtures.environment["SLACK_URL"])
        #expect(settings.url.allowed.isEmpty)
    }

    @Test("take another http URL only where its addresses are allowed")
    func standIn() throws {
        let allowed = try load("{ type: slack, url: { env: LOCAL_URL }, allow: [127.0.0.0/8] }")
        guard let settings = allowed.settings?.receivers["a"]?.platform as? Slack else {
            Issue.record("\(allowed.lines)")
            return
        }
        #expect(settings.url.allowed.map { $0.contains(address: "127.0.0.1") } == [true])
        let refused = try load("{ type: slack, url: { env: LOCAL_URL } }")
        #expect(refused.settings == nil)
    }

    @Test(
        "refuse what is no URL",
        arguments: ["ftp://a/", "https:///x", "https://", "http://a b", "a"])
    func noURL(text: String) throws {
        let result = try load("{ type: slack, url: \"\(text)\", allow: [127.0.0.0/8] }")
        #expect(result.lines.contains("hookferry.yaml:3:37: error: this is no http or https URL"))
    }

    @Test("of which one is wrong do not make its name unknown")
    func names() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "hookferry.yaml",
            "sources: {}\nrules: []\nfailures: a\nreceivers: { a: { type: teams, url: x } }\n")
        #expect(folder.load().diagnostics.count == 1)
    }
}
