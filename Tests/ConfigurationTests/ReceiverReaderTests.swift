import Actions
import HTTP
import Lifecycle
import Telemetry
import Testing
import YAML

@testable import Configuration

@Suite("Receivers")
struct ReceiverReaderTests {
    /// What a file has where it names a receiver's secret, and what is in it.
    private static let slackURL = Secret(Fixtures.environment["SLACK_URL"] ?? "")
    private static let wrongURL = Secret("gopher://hidden.example.com/")

    private func load(
        _ text: String, _ purpose: LoadPurpose = .serve, extra: [String: String] = [:]
    ) throws -> LoadResult {
        let folder = try TemporaryFolder()
        try folder.write("hookferry.yaml", "sources: {}\nrules: []\nreceivers: { a: \(text) }\n")
        return folder.load(
            purpose, environment: Fixtures.environment.merging(extra) { _, new in new })
    }

    private func receiver(_ text: String) throws -> Receiver {
        let result = try load(text)
        return try #require(result.settings?.receivers["a"], "\(result.lines)")
    }

    @Test("take Slack's own URL")
    func slack() throws {
        let slack = try #require(
            try receiver("{ type: slack, url: { env: SLACK_URL } }").platform as? Slack)
        #expect(slack.url.secret == Self.slackURL)
        #expect(slack.url.allowed.isEmpty)
    }

    @Test("take another http URL only where its addresses are allowed")
    func standIn() throws {
        let slack = try #require(
            try receiver("{ type: slack, url: { env: LOCAL_URL }, allow: [127.0.0.0/8] }").platform
                as? Slack)
        #expect(slack.url.allowed.map { $0.contains(address: "127.0.0.1") } == [true])
        let refused = try load("{ type: slack, url: { env: LOCAL_URL } }")
        #expect(refused.settings == nil)
    }

    @Test(
        "of every type become the platform of that type, with the allowed addresses",
        arguments: [
            ("slack", "url: { env: LOCAL_URL }"), ("teams", "url: { env: LOCAL_URL }"),
            ("discord", "url: { env: LOCAL_URL }"), ("google-chat", "url: { env: LOCAL_URL }"),
            ("mattermost", "url: { env: LOCAL_URL }"), ("rocket-chat", "url: { env: LOCAL_URL }"),
            ("telegram", "token: { env: SET_BOT_TOKEN }, chatId: 5, url: { env: LOCAL_URL }"),
            ("pagerduty", "routingKey: { env: SET_ROUTING_KEY }, url: { env: LOCAL_URL }"),
            ("webhook", "url: { env: LOCAL_URL }, secret: { env: SET_SIGNING_SECRET }"),
        ])
    func types(type: String, keys: String) throws {
        let platform = try receiver("{ type: \(type), \(keys), allow: [127.0.0.0/8] }").platform
        #expect(Swift.type(of: platform).type == type)
        #expect(platform.destination.hasPrefix("127.0.0.1#"))
        let standIn = try #require(AddressRange(cidr: "127.0.0.0/8"))
        let isAllowed =
            platform.addressPolicy == .within([standIn])
            || platform.addressPolicy == .publicHTTPS(allowing: [standIn])
        #expect(isAllowed, "\(platform.addressPolicy)")
    }

    @Test("are of nine types, each with a section of its shape")
    func sections() {
        #expect(ReceiverReader.types.count == 9)
        for type in ReceiverReader.types {
            let keys = ReceiverReader.section(type)?.keys.map(\.name) ?? []
            for key in ["type", "url", "rate", "burst", "allow", "minSeverity", "quiet"] {
                #expect(keys.contains(key), "\(type) \(key)")
            }
        }
        #expect(ReceiverReader.section("smoke-signals") == nil)
    }

    @Test("take the options that all of them have")
    func options() throws {
        let own = try receiver(
            "{ type: slack, url: { env: SLACK_URL }, rate: 30/m, burst: 7, minSeverity: warning, "
                + "quiet: 22:00-07:30 +02:00 }")
        #expect(
            own.options
                == ReceiverOptions(
                    rate: Rate(count: 30, periodMilliseconds: 60_000), burst: 7,
                    minSeverity: .warning,
                    quiet: QuietHours(begin: 1320, end: 450, offsetMinutes: 120)))
        #expect(
            try receiver("{ type: slack, url: { env: SLACK_URL } }").options == ReceiverOptions())
    }

    @Test("say where `burst` has no effect")
    func burst() throws {
        let keys = ", burst: 3, routingKey: { env: SET_ROUTING_KEY }"
        let result = try load("{ type: pagerduty\(keys) }")
        #expect(result.settings?.receivers["a"] != nil)
        #expect(
            result.lines == [
                "hookferry.yaml:3:43: warning: `burst` has no effect here: machines are told "
                    + "every message by itself"
            ])
    }

    @Test("tell a platform's complaint about its URL where the URL stands")
    func complaints() throws {
        let platforms: [(any ChatPlatform, keys: String)] = [
            (Slack(url: Self.wrongURL), ""), (Teams(url: Self.wrongURL), ""),
            (Discord(url: Self.wrongURL), ""), (GoogleChat(url: Self.wrongURL), ""),
            (Mattermost(url: Self.wrongURL), ""), (RocketChat(url: Self.wrongURL), ""),
            (
                Telegram(
                    token: Secret(Fixtures.environment["SET_BOT_TOKEN"] ?? ""), chatID: "5",
                    url: Self.wrongURL), ", token: { env: SET_BOT_TOKEN }, chatId: 5"
            ),
            (
                PagerDuty(
                    routingKey: Secret(Fixtures.environment["SET_ROUTING_KEY"] ?? ""),
                    url: Self.wrongURL), ", routingKey: { env: SET_ROUTING_KEY }"
            ),
            (
                StandardWebhook(url: Self.wrongURL, secret: Secret(Fixtures.signingSecret)),
                ", secret: { env: SET_SIGNING_SECRET }"
            ),
        ]
        #expect(platforms.count == ReceiverReader.types.count)
        for (platform, keys) in platforms {
            let type = Swift.type(of: platform).type
            let problem = try #require(platform.problem, "\(type)")
            let hint = problem.hint.map { " (\($0))" } ?? ""
            let result = try load(
                "{ url: { env: WRONG_URL }, type: \(type)\(keys) }",
                extra: ["WRONG_URL": Self.wrongURL.reveal()])
            #expect(result.lines == ["hookferry.yaml:3:24: error: \(problem.message)\(hint)"])
        }
    }

    @Test(
        "tell a complaint at its key, and at the receiver when the key is not there",
        arguments: [(["routingKey"], "2:13"), (["url"], "1:1"), ([], "1:1")])
    func places(path: [String], place: String) throws {
        let session = LoadSession(environment: [:], purpose: .serve)
        let bytes = Array("type: pagerduty\nroutingKey: x\n".utf8)
        let node = Node(
            file: SourceFile(path: "a.yaml", bytes: bytes), session: session,
            yaml: try YAMLParser.parse(bytes, limits: YAMLLimits(bytesMax: 100)))
        let table = try #require(Table(node, .pagerduty))
        ReceiverReader.report(InputProblem(path, "it is wrong", hint: "do so"), table)
        #expect(
            session.diagnostics.map(\.description)
                == ["a.yaml:\(place): error: it is wrong (do so)"])
    }

    @Test(
        "refuse what is no URL, allowed addresses or not",
        arguments: ["ftp://a/", "https:///x", "https://", "http://a b", "a"])
    func noURL(text: String) throws {
        let result = try load("{ type: slack, url: \"\(text)\", allow: [127.0.0.0/8] }")
        let errors = result.lines.filter { $0.contains(": error: ") }
        #expect(errors.count == 1)
        #expect(errors.first?.hasPrefix("hookferry.yaml:3:37: error: ") == true)
        #expect(result.settings == nil)
    }

    @Test(
        "whose secrets are not set are told of once in a check, and are not to be used",
        arguments: [
            ("{ type: teams, url: { env: GONE } }", 1),
            ("{ type: telegram, token: { env: GONE }, chatId: 5 }", 1),
            ("{ type: pagerduty, routingKey: { env: GONE } }", 1),
            ("{ type: webhook, url: { env: GONE }, secret: { env: GONE2 } }", 2),
            ("{ type: webhook, url: { env: WEBHOOK_URL }, secret: { env: GONE } }", 1),
        ])
    func unset(text: String, count: Int) throws {
        let checked = try load(text, .check)
        #expect(checked.lines.count == count)
        #expect(checked.lines.allSatisfy { $0.contains("warning: the environment variable GONE") })
        #expect(checked.settings?.unsetReceivers == ["a"])
        #expect(checked.settings?.receivers["a"] != nil)
        let served = try load(text)
        #expect(served.settings == nil)
        #expect(served.lines.count == count)
        #expect(served.lines.allSatisfy { $0.contains("error: the environment variable GONE") })
    }

    @Test("with their secrets are to be used")
    func set() throws {
        let checked = try load("{ type: slack, url: { env: SLACK_URL } }", .check)
        #expect(checked.settings?.unsetReceivers.isEmpty == true)
    }

    @Test("a wrong URL is told of though another secret is not set")
    func wrongBesideUnset() throws {
        let checked = try load(
            "{ type: webhook, url: { env: FRAGMENT_URL }, secret: { env: GONE } }", .check)
        #expect(checked.lines.count == 2)
        #expect(checked.lines.first?.contains("3:39: error: ") == true, "\(checked.lines)")
    }

    @Test("of which one is wrong do not make its name unknown")
    func names() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "hookferry.yaml",
            "sources: {}\nrules: []\nfailures: a\nreceivers: { a: { type: smoke, url: x } }\n")
        #expect(folder.load().diagnostics.count == 1)
    }
}
