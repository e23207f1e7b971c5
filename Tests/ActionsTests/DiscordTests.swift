import Events
import HTTP
import JSON
import Lifecycle
import Telemetry
import Testing

@testable import Actions

@Suite("Discord")
struct DiscordTests {
    private static let told: JSONValue = ["id": "1441000000000000001"]
    private static let edits = "/api/webhooks/12/\(Parts.secret)/messages/1441000000000000001"

    private static func platform(_ url: String, query: String = "") -> Discord {
        Discord(
            url: Secret("\(url)/api/webhooks/12/\(Parts.secret)\(query)"), allowed: Parts.loopback)
    }

    /// A Discord that takes what the real one would, and gives these answers to edits and posts.
    private static func standIn(
        post: HTTPResponse = json(200, told), edit: HTTPResponse = json(200, told)
    ) throws -> StandIn {
        try StandIn { request in
            let isPost = request.method == "POST"
            guard
                isPost ? request.query?.hasSuffix("wait=true") == true : request.method == "PATCH",
                request.headers["User-Agent"]?.hasPrefix("DiscordBot (https://") == true,
                request.headers["Content-Type"] == "application/json; charset=utf-8",
                let message = try? JSONValue(parsing: request.body),
                message["allowed_mentions"] == ["parse": []],
                let content = message["content"]?.stringValue, !content.isEmpty
            else { return json(400, ["message": "Invalid Form Body", "code": 50_035]) }
            return isPost ? post : edit
        }
    }

    private static func json(_ status: Int, _ body: JSONValue) -> HTTPResponse {
        HTTPResponse(status: status, headers: [:], body: body.serializedBytes())
    }

    private func attempt(
        _ platform: Discord, _ input: JSONValue = ["title": "Hello", "event": ["id": "01J"]],
        earlier: ToldMessage? = nil
    ) async throws -> AttemptReport {
        let catalog = try Parts.catalog(receivers: ["ops": Receiver(platform)])
        let request = Parts.notify(input)
        let report = await catalog.attempt(
            ActionRequest(
                id: request.id, step: request.step, input: input, startedAt: request.startedAt,
                context: MessageContext(earlier: earlier)))
        expectNoSecret(report)
        return report
    }

    private static func earlier(
        _ state: MessageState, reference: JSONValue = told
    ) -> ToldMessage {
        ToldMessage(
            reference: reference, headline: "It *fell*", state: state,
            toldAt: Timestamp(milliseconds: 1_699_999_000_000))
    }

    // MARK: Settings

    @Test(
        "Discord's own hosts need no permission, others do, and no problem quotes the URL",
        arguments: [
            ("https://discord.com/api/webhooks/1/", true),
            ("https://discord.com/api/v10/webhooks/1/", true),
            ("https://discordapp.com/api/webhooks/1/", true),
            ("https://ptb.discord.com/api/webhooks/1/", true),
            ("https://canary.discord.com/api/webhooks/1/", true),
            ("http://discord.com/api/webhooks/1/", false),
            ("https://evil.discord.com/api/webhooks/1/", false),
            ("https://discord.com.evil.example/api/webhooks/1/", false),
            ("https://evil.example/discord.com/", false), ("http://127.0.0.1:1/", false),
            ("https://discord.com/channels/1/", false), ("https://discord.com/", false),
            ("https://discord.com/api/webhooks/", false),
            ("https://discord.com/api/webhooks//", false),
            ("https://discord.com/api/webhooks/1/2/", false),
        ])
    func hosts(url: String, isFine: Bool) {
        let problem = Discord(url: Secret(url + Parts.secret)).problem
        #expect((problem == nil) == isFine)
        #expect(!"\(String(describing: problem))".contains(Parts.secret))
        #expect(!"\(Discord(url: Secret(url + Parts.secret)))".contains(Parts.secret))
    }

    @Test("a URL for Slack's bodies is found early")
    func otherBodies() {
        let url = "https://discord.com/api/webhooks/1/\(Parts.secret)/slack"
        #expect(
            Discord(url: Secret(url)).problem?.hint
                == "copy it whole, without `/slack` or `/github` behind it")
    }

    @Test("30 messages a minute, unless the configuration says otherwise")
    func rate() {
        #expect(
            Self.platform("https://discord.com").rate == Rate(count: 30, periodMilliseconds: 60_000)
        )
    }

    // MARK: Posting

    @Test("the message is posted, and its id is the reference to it")
    func posts() async throws {
        let discord = try Self.standIn()
        let report = try await attempt(Self.platform(discord.url, query: "?thread_id=5"))
        #expect(report.outcome == .succeeded(result: nil))
        #expect(report.told?.reference == Self.told)
        #expect(report.request["kind"] == nil)
        let request = try #require(discord.requests.first)
        #expect(request.path == "/api/webhooks/12/\(Parts.secret)")
        #expect(request.query == "thread_id=5&wait=true")
        #expect(try JSONValue(parsing: request.body) == report.request["message"])
        #expect(discord.requests.count == 1)
    }

    @Test(
        "an answer without a proper id is a delivery all the same",
        arguments: [
            nil, ["id": 7], ["id": "../../1"], ["id": ""], ["id": "111111111111111111111"], [],
        ] as [JSONValue])
    func noReference(answer: JSONValue) async throws {
        let discord = try Self.standIn(post: Self.json(200, answer))
        let report = try await attempt(Self.platform(discord.url))
        #expect(report.outcome.label == "succeeded")
        #expect(report.told?.reference == .null)
    }

    // MARK: Editing

    @Test("a story's next message takes the place of the last one")
    func editsStory() async throws {
        let discord = try Self.standIn(edit: HTTPResponse(status: 200, headers: [:], body: []))
        let platform = Self.platform(discord.url, query: "?wait=true&thread_id=5")
        let report = try await attempt(platform, [:], earlier: Self.earlier(.progress))
        #expect(report.outcome.label == "succeeded")
        #expect(report.request["kind"] == "edit")
        #expect(report.told?.reference == Self.told)
        let request = try #require(discord.requests.first)
        #expect(request.method == "PATCH")
        #expect(request.path == Self.edits)
        #expect(request.query == "thread_id=5")
        #expect(discord.requests.count == 1)
    }

    @Test("a recovery is told where the failure was")
    func editsRecovery() async throws {
        let discord = try Self.standIn()
        var summary = Summary(["title": "It is up"])
        summary.state = .resolved
        let message = ChatMessage(
            summary, id: "01J-0", time: Timestamp(milliseconds: 1_700_000_000_000),
            earlier: Self.earlier(.firing))
        let report = await Receiver(Self.platform(discord.url)).post(
            message, as: "ops", http: try HTTPClient(), timeoutMilliseconds: 10_000)
        expectNoSecret(report)
        #expect(report.outcome.label == "succeeded")
        #expect(
            report.request["message"] == [
                "content": #"✅ ~~It \*fell\*~~ recovered <t:1700000000:R> · It is up"#,
                "allowed_mentions": ["parse": []],
            ])
        #expect(discord.requests.map(\.method) == ["PATCH"])
    }

    @Test(
        "what must be heard and what stands for itself is posted anew",
        arguments: [
            ("error", .progress, told), ("warning", .progress, told), ("info", .firing, told),
            ("info", .none, told), ("success", .resolved, told), ("info", .progress, nil),
            ("info", .progress, ["id": "1/../2"]), ("info", .progress, told),
        ] as [(String, MessageState, JSONValue)])
    func postsAnew(severity: String, state: MessageState, reference: JSONValue) async throws {
        let discord = try Self.standIn()
        let report = try await attempt(
            Self.platform(discord.url), ["title": "T", "severity": .string(severity)],
            earlier: Self.earlier(state, reference: reference))
        #expect(report.outcome.label == "succeeded")
        #expect(discord.requests.map(\.method) == ["POST"])
    }

    @Test(
        "an edit that is refused becomes a post",
        arguments: [
            (404, ["message": "Unknown Message", "code": 10_008]), (404, nil), (410, nil),
            (400, ["message": "Invalid Form Body", "code": 50_035]),
            (400, ["message": "Too many edits of old messages", "code": 30_046]),
            (429, ["message": "Old", "code": 30_046, "retry_after": 900, "global": false]),
            (403, nil), (401, nil), (404, ["message": "Unknown Webhook", "code": 10_015]),
            (429, ["retry_after": 1]), (502, nil),
        ] as [(Int, JSONValue)])
    func fallback(status: Int, answer: JSONValue) async throws {
        let discord = try Self.standIn(edit: Self.json(status, answer))
        let report = try await attempt(
            Self.platform(discord.url), [:], earlier: Self.earlier(.progress))
        let labels = [
            401: "rejected destination_dead", 403: "rejected destination_dead",
            429: "retry throttled", 502: "retry unavailable",
        ]
        let isDead = answer["code"] == 10_015
        let isOld = answer["code"] == 30_046
        let label = isDead ? "rejected destination_dead" : isOld ? nil : labels[status]
        #expect(report.outcome.label == label ?? "succeeded")
        #expect(discord.requests.map(\.method) == (label == nil ? ["PATCH", "POST"] : ["PATCH"]))
        #expect(report.request["kind"] == (label == nil ? nil : "edit"))
    }

    @Test("what the post after a refused edit says counts")
    func fallbackFails() async throws {
        let gone = Self.json(404, ["message": "Unknown Webhook", "code": 10_015])
        let discord = try Self.standIn(post: gone, edit: Self.json(404, nil))
        let report = try await attempt(
            Self.platform(discord.url), [:], earlier: Self.earlier(.progress))
        #expect(report.outcome.label == "rejected destination_dead")
        #expect(report.outcome.message == "Discord answered 404 Unknown Webhook")
    }
}
