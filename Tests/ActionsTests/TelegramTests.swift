import Events
import HTTP
import JSON
import Telemetry
import Testing

@testable import Actions

@Suite("Telegram")
struct TelegramTests {
    private static let token = "110201543:\(Parts.secret)"

    private func telegram(_ url: String, chat: String = "-1001234567890") -> Telegram {
        Telegram(
            token: Secret(Self.token), chatID: chat, url: Secret(url), allowed: Parts.loopback)
    }

    /// Answers by method, and refuses what Telegram would not understand.
    private func standIn(
        _ answers: [String: (Int, String)] = [:]
    ) throws -> StandIn {
        try StandIn { request in
            let method = request.path.split(separator: "/").last.map(String.init) ?? ""
            guard request.method == "POST", request.path == "/bot\(Self.token)/\(method)",
                let body = try? JSONValue(parsing: request.body), body["text"] != nil,
                (method == "editMessageText") == (body["message_id"] != nil)
            else { return HTTPResponse(status: 404) }
            let key = body["parse_mode"] == nil ? "plain" : method
            let (status, answer) =
                answers["\(key) \(body["chat_id"]?.serialized() ?? "")"] ?? answers[key]
                ?? (200, "{\"ok\":true,\"result\":{\"message_id\":99,\"chat\":{\"id\":1}}}")
            return HTTPResponse(status: status, body: Array(answer.utf8))
        }
    }

    private static func refusal(_ words: String) -> (Int, String) {
        (400, "{\"ok\":false,\"error_code\":400,\"description\":\"Bad Request: \(words)\"}")
    }

    private func bodies(_ standIn: StandIn) throws -> [JSONValue] {
        let bodies = try standIn.requests.map { try JSONValue(parsing: $0.body) }
        for body in bodies { try TelegramLimits.expect(body) }
        return bodies
    }

    private func methods(_ standIn: StandIn) -> [String] {
        standIn.requests.map { $0.path.split(separator: "/").last.map(String.init) ?? "" }
    }

    // MARK: New messages

    @Test("a message is posted to the bot's path and remembered by its number")
    func posts() async throws {
        let server = try standIn()
        let report = try await Parts.attempt(telegram(server.url))
        expectNoSecret(report)
        #expect(report.outcome == .succeeded(result: .null))
        #expect(report.told?.reference == ["message_id": 99])
        let body = try #require(try bodies(server).first)
        #expect(body["chat_id"] == -1_001_234_567_890)
        #expect(body["text"] == "🔵 Hello")
        #expect(report.request["message"] == body)
        #expect(server.requests.first?.headers["Content-Type"] == "application/json; charset=utf-8")
    }

    @Test("a channel's name is sent as text, and a slash behind the URL does no harm")
    func channel() async throws {
        let server = try standIn()
        let report = try await Parts.attempt(telegram("\(server.url)/", chat: "@ops"))
        #expect(report.outcome.label == "succeeded")
        #expect(try bodies(server).first?["chat_id"] == "@ops")
    }

    @Test(
        "every answer of Telegram has its meaning",
        arguments: [
            (200, "", "succeeded"), (200, "{\"ok\":true,\"result\":true}", "succeeded"),
            (400, "Bad Request: chat not found", "rejected destination_dead"),
            (400, "Bad Request: group chat was deactivated", "rejected destination_dead"),
            (
                400, "Bad Request: not enough rights to send text messages to the chat",
                "rejected destination_dead"
            ),
            (400, "Bad Request: CHAT_WRITE_FORBIDDEN", "rejected destination_dead"),
            (400, "Bad Request: message is too long", "rejected refused"),
            (400, "Bad Request: message text is empty", "rejected refused"),
            (400, "", "rejected refused"), (400, "<html>", "rejected refused"),
            (401, "Unauthorized", "rejected destination_dead"),
            (
                403, "Forbidden: bot was kicked from the supergroup chat",
                "rejected destination_dead"
            ),
            (403, "Forbidden: bot was blocked by the user", "rejected destination_dead"),
            (404, "Not Found", "rejected destination_dead"),
            (429, "Too Many Requests: retry after 14", "retry throttled"),
            (500, "Internal Server Error", "retry unavailable"),
            (502, "<html>", "retry unavailable"),
            (302, "", "retry unavailable"),
        ])
    func answers(status: Int, words: String, label: String) async throws {
        let isJSON = !words.isEmpty && !["<", "{"].contains(words.prefix(1))
        let body =
            isJSON ? "{\"ok\":false,\"error_code\":\(status),\"description\":\"\(words)\"}" : words
        let server = try StandIn(status, body)
        let report = try await Parts.attempt(telegram(server.url))
        expectNoSecret(report)
        #expect(report.outcome.label == label)
        #expect(server.requests.count == 1)
        if status == 403 { #expect(report.outcome.message.contains("Forbidden: bot was ")) }
    }

    @Test(
        "the pause is taken from the body too",
        arguments: [
            ([:], "{\"ok\":false,\"parameters\":{\"retry_after\":14}}", 14_000),
            (["Retry-After": "3"], "{\"parameters\":{\"retry_after\":14}}", 3_000), ([:], "", nil),
        ] as [(HTTPHeaders, String, Int64?)])
    func retryAfter(headers: HTTPHeaders, body: String, milliseconds: Int64?) async throws {
        let server = try StandIn(429, body, headers)
        let outcome = try await Parts.attempt(telegram(server.url)).outcome
        #expect(outcome.label == "retry throttled")
        #expect(outcome.afterMilliseconds == milliseconds)
    }

    @Test("an answer that repeats the token does not bring it into the journal")
    func echo() async throws {
        for words in ["no bot\(Self.token)", "no \(Parts.secret)", Self.token] {
            let server = try StandIn(404, "{\"description\":\"\(words)\"}")
            let report = try await Parts.attempt(telegram(server.url))
            expectNoSecret(report)
            #expect(report.outcome.message == "Telegram answered 404")
        }
        let lettered = Telegram(token: Secret("1:AbCdEfGh"), chatID: "1")
        let answer = ChatAnswer(status: 404, body: Array("{\"description\":\"AbCdEfGh\"}".utf8))
        #expect(lettered.word(in: answer) == nil)
    }

    // MARK: Fallbacks

    @Test("tags that are not understood are left out, once")
    func plain() async throws {
        let refusal = Self.refusal("can't parse entities: Unsupported start tag")
        let server = try standIn(["sendMessage": refusal])
        let report = try await Parts.attempt(telegram(server.url))
        #expect(report.outcome.label == "succeeded")
        #expect(report.request["kind"] == "plain")
        let bodies = try bodies(server)
        #expect(bodies.map { $0["parse_mode"] } == ["HTML", nil])
        #expect(bodies.last?["disable_notification"] == true)

        let stubborn = try standIn(["sendMessage": refusal, "plain": refusal])
        let refused = try await Parts.attempt(telegram(stubborn.url))
        #expect(refused.outcome.label == "rejected refused")
        #expect(stubborn.requests.count == 2)
    }

    private static let moved = (
        400,
        """
        {"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a \
        supergroup chat","parameters":{"migrate_to_chat_id":-1009}}
        """
    )

    @Test("a group with a new id gets the message there, and the message is known by both")
    func migrates() async throws {
        let server = try standIn(["sendMessage -5": Self.moved, "editMessageText -5": Self.moved])
        let platform = telegram(server.url, chat: "-5")
        let report = try await Parts.post(
            Parts.message([:], state: .progress), to: platform)
        #expect(report.outcome.label == "succeeded")
        #expect(try bodies(server).map { $0["chat_id"] } == [-5, -1009])
        #expect(report.told?.reference == ["message_id": 99, "chat_id": -1009])

        // The next of the story goes there at once.
        let next = Parts.message([:], state: .none, earlier: report.told)
        #expect(try await Parts.post(next, to: platform).told?.reference == report.told?.reference)
        #expect(try bodies(server).last?["chat_id"] == -1009)
        #expect(methods(server).last == "editMessageText")
        #expect(server.requests.count == 3)

        // A message of the old group cannot be edited in the new one.
        let old = Parts.told(["message_id": 7], "Begun", .progress)
        let anew = Parts.message([:], state: .none, earlier: old)
        #expect(try await Parts.post(anew, to: platform).outcome.label == "succeeded")
        #expect(methods(server).suffix(2) == ["editMessageText", "sendMessage"])
        #expect(try bodies(server).last?["chat_id"] == -1009)
    }

    // MARK: Edits

    private let recovery = Parts.message(
        ["title": "It recovered", "severity": "success"], state: .resolved,
        earlier: Parts.told(["message_id": 7]))

    @Test("a recovery edits the message of the failure")
    func edits() async throws {
        let server = try standIn()
        let report = try await Parts.post(recovery, to: telegram(server.url))
        expectNoSecret(report)
        #expect(report.outcome.label == "succeeded")
        #expect(report.request["kind"] == "edit")
        #expect(report.told?.reference == ["message_id": 99])
        #expect(methods(server) == ["editMessageText"])
        let body = try #require(try bodies(server).first)
        #expect(body["message_id"] == 7)
        #expect(body["text"] == "✅ <s>It fails</s>\nIt recovered")
    }

    @Test("a message that says it already counts as told")
    func unchanged() async throws {
        let server = try standIn([
            "editMessageText": Self.refusal(
                "message is not modified: specified new message content")
        ])
        let report = try await Parts.post(recovery, to: telegram(server.url))
        #expect(report.outcome.label == "succeeded")
        #expect(report.told?.reference == ["message_id": 7])
        #expect(server.requests.count == 1)
    }

    @Test(
        "an edit that is refused is sent anew",
        arguments: [
            "message can't be edited", "message to edit not found", "MESSAGE_ID_INVALID",
            "can't parse entities: Unsupported start tag",
        ])
    func notEdited(words: String) async throws {
        let server = try standIn(["editMessageText": Self.refusal(words)])
        let report = try await Parts.post(recovery, to: telegram(server.url))
        #expect(report.outcome.label == "succeeded")
        #expect(report.told?.reference == ["message_id": 99])
        #expect(methods(server) == ["editMessageText", "sendMessage"])
        let body = try #require(try bodies(server).last)
        #expect(body["message_id"] == nil)
        #expect(body["text"] == "✅ It recovered")
        #expect(body["chat_id"] == -1_001_234_567_890)
    }

    @Test("an edit, a new message and one without tags: three requests, no more")
    func allFallbacks() async throws {
        let unreadable = Self.refusal("can't parse entities")
        let server = try standIn(["editMessageText": unreadable, "sendMessage": unreadable])
        let report = try await Parts.post(recovery, to: telegram(server.url))
        #expect(report.outcome.label == "succeeded")
        #expect(methods(server) == ["editMessageText", "sendMessage", "sendMessage"])
    }

    @Test("a chat that is gone is gone for edits too")
    func deadEdit() async throws {
        let server = try standIn(["editMessageText": Self.refusal("chat not found")])
        let report = try await Parts.post(recovery, to: telegram(server.url))
        #expect(report.outcome.label == "rejected destination_dead")
        #expect(server.requests.count == 1)
    }

    @Test("grave news is sent anew, as an answer to the earlier message")
    func grave() async throws {
        let server = try standIn()
        let message = Parts.message(
            ["title": "It failed", "severity": "error"], state: .firing,
            earlier: Parts.told(["message_id": 7], "Begun", .progress))
        #expect(
            try await Parts.post(message, to: telegram(server.url)).outcome.label == "succeeded")
        #expect(methods(server) == ["sendMessage"])
        let body = try #require(try bodies(server).first)
        #expect(
            body["reply_parameters"]
                == ["message_id": 7, "allow_sending_without_reply": true])
        #expect(body["disable_notification"] == nil)
    }

    @Test("what still fires or stands for itself stays, and what has no number is not edited")
    func notOverwritten() async throws {
        let id: JSONValue = ["message_id": 7]
        let kept = [
            Parts.told(id), Parts.told(id, "Well", .resolved), Parts.told(id, "Said", .none),
            Parts.told(nil, "Begun", .progress),
        ]
        for earlier in kept {
            let server = try standIn()
            let message = Parts.message([:], state: .progress, earlier: earlier)
            _ = try await Parts.post(message, to: telegram(server.url))
            #expect(methods(server) == ["sendMessage"])
        }
    }

    @Test("two rules that tell of one event in their own words are both read")
    func ownWords() async throws {
        let server = try standIn()
        let platform = telegram(server.url)
        let first = try await Parts.post(
            Parts.message(["title": "For the team"], state: .progress), to: platform)
        #expect(first.told?.state == MessageState.none)
        _ = try await Parts.post(
            Parts.message(["title": "For the boss"], state: .progress, earlier: first.told),
            to: platform)
        _ = try await Parts.post(
            Parts.message([:], state: .resolved, earlier: first.told), to: platform)
        #expect(methods(server) == ["sendMessage", "sendMessage", "sendMessage"])
    }

    @Test("an answer that repeats a long text names its message all the same")
    func longAnswer() async throws {
        let long = String(repeating: "x", count: 5_000)
        let server = try StandIn(
            200, "{\"ok\":true,\"result\":{\"message_id\":99,\"text\":\"\(long)\"}}")
        let report = try await Parts.attempt(telegram(server.url))
        #expect(report.told?.reference == ["message_id": 99])

        let nameless = try standIn(["editMessageText": (200, "{\"ok\":true,\"result\":true}")])
        let edit = try await Parts.post(recovery, to: telegram(nameless.url))
        #expect(edit.told?.reference == ["message_id": 7])
    }

    // MARK: Settings

    private func problem(
        token: String = token, chat: String = "42", url: String = "https://api.telegram.org"
    ) -> InputProblem? {
        Telegram(token: Secret(token), chatID: chat, url: Secret(url)).problem
    }

    @Test("a bot's token, a chat's number or name, and Telegram's own host are all it takes")
    func settings() {
        for chat in ["42", "-1001234567890", "@ops_channel"] { #expect(problem(chat: chat) == nil) }
        #expect(problem(token: "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALD-_aw") == nil)
        #expect(Telegram(token: Secret(Self.token), chatID: "42").problem == nil)
    }

    @Test(
        "a slip of the copying hand is found early, and no problem quotes the token",
        arguments: [
            " 1:\(Parts.secret)", "1:\(Parts.secret)\n", "1:\(Parts.secret)/x",
            "1:ü\(Parts.secret)",
            "bot1:\(Parts.secret)", Parts.secret, "1:\(Parts.secret):2", ":\(Parts.secret)", "1:",
            "",
            "1:\(Parts.secret)?x", "1:\(Parts.secret)#",
        ])
    func tokens(token: String) throws {
        let problem = try #require(self.problem(token: token))
        #expect(problem.path == ["token"])
        #expect(!"\(problem)".contains(Parts.secret))
    }

    @Test("what is no chat and what is no host of Telegram's is found too")
    func others() {
        for chat in ["", "@", "ops", "42 ", "@o ps", "4.2", "+42", "@ü"] {
            #expect(problem(chat: chat)?.path == ["chatId"])
        }
        for url in ["http://api.telegram.org", "https://telegram.example", "", "api.telegram.org"] {
            #expect(problem(url: url)?.path == ["url"])
        }
    }

    @Test("the destination tells bots and chats apart and holds no secret")
    func destination() {
        let places = [
            telegram("https://api.telegram.org"),
            telegram("https://api.telegram.org", chat: "42"),
            Telegram(token: Secret("1:other"), chatID: "42"),
        ].map(\.destination)
        #expect(Set(places).count == 3)
        for place in places {
            #expect(place.contains(#/^api\.telegram\.org#[0-9a-f]{8}$/#))
        }
        #expect(!"\(telegram("https://api.telegram.org"))".contains(Parts.secret))
    }

    @Test("people read the text")
    func reads() {
        let platform = telegram("https://api.telegram.org")
        let request = platform.request(for: recovery)
        #expect(
            platform.readText(request.message)
                == "✅ <s>It fails</s>\nIt recovered")
    }
}
