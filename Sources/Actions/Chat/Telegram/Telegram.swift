import Events
package import HTTP
package import JSON
package import Lifecycle
package import Telemetry

/// A chat of a Telegram bot: a person's, a group's or a channel's.
/// https://core.telegram.org/bots/api#sendmessage
package struct Telegram: ChatPlatform {
    package static let type = "telegram"
    package static let title = "Telegram"
    /// To a group, which takes about 20 messages a minute; other chats take about one a second.
    /// Exact numbers are not published
    /// (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this).
    package let rate = Rate(count: 20, periodMilliseconds: 60_000)
    package let url: WebhookURL
    private let token: Secret
    private let chatID: String

    private static let hosts = ["api.telegram.org"]

    package init(
        token: Secret, chatID: String, url: Secret = Secret("https://api.telegram.org"),
        allowed: [AddressRange] = []
    ) {
        self.url = WebhookURL(url, hosts: Self.hosts, allowed: allowed)
        self.token = token
        self.chatID = chatID
    }

    /// One bot may write to several chats, and each has its own queue.
    package var destination: String { WebhookURL(Secret("\(base)/\(chatID)")).place }

    package var problem: InputProblem? {
        if let problem = url.problem(Self.title, start: "https://api.telegram.org") {
            return problem
        }
        if !Self.isToken(token.reveal()) {
            return InputProblem(
                ["token"], "this is no token of a Telegram bot",
                hint: "BotFather gives it: digits, a colon and about 35 letters, digits, `-`, `_`")
        }
        guard Self.isChatID(chatID) else {
            return InputProblem(
                ["chatId"], "this is no id of a Telegram chat",
                hint: "a number such as -1001234567890, or the @name of a public channel")
        }
        return nil
    }

    package var addressPolicy: AddressPolicy { url.addressPolicy }

    /// A new message, or an edit of the earlier one.
    package func request(for message: ChatMessage) -> ChatRequest {
        let earlier = TelegramReference(message.earlier)
        let chat = earlier?.chat ?? self.chat
        let renderer = TelegramMessage(message)
        guard let earlier, message.replacesEarlier else {
            return request("sendMessage", renderer.new(in: chat, answering: earlier))
        }
        return request(
            "editMessageText", renderer.edit(earlier.messageID, in: chat), kind: "edit")
    }

    /// What the answer means, and by what the message is found again.
    package func verdict(
        on answer: ChatAnswer, to request: ChatRequest, of message: ChatMessage
    ) -> ChatVerdict {
        let chat = request.message["chat_id"] ?? self.chat
        switch TelegramAnswer(answer, isEdit: request.kind == "edit") {
        case .taken:
            let other: JSONValue? = chat == self.chat ? .none : .some(chat)
            let reference = TelegramReference(answer, in: other)
            let edited = request.kind == "edit" ? message.earlier?.reference : nil
            return .delivered(reference: reference?.json ?? edited ?? .null)
        case .unchanged: return .delivered(reference: message.earlier?.reference ?? .null)
        case .moved(let new):
            // In the new chat no message has its old number, so nothing is edited or answered.
            return again(message, to: new, isPlain: request.kind == "plain")
        case .notEdited: return again(message, to: chat, isPlain: false)
        case .unreadable where request.kind != "plain":
            return again(message, to: chat, isPlain: true)
        case .unreadable: return .refused
        case .other(let verdict): return verdict
        }
    }

    /// The description, unless it repeats the token.
    package func word(in answer: ChatAnswer) -> String? {
        answer.word(answer.json?["description"]?.stringValue) { text in
            let parts = token.reveal().split(separator: ":")
            return url.holds(text) || parts.contains { text.contains($0) }
        }
    }

    /// The text with its tags.
    package func readText(_ message: JSONValue) -> String { message["text"]?.stringValue ?? "" }

    // MARK: Requests

    private func again(_ message: ChatMessage, to chat: JSONValue, isPlain: Bool) -> ChatVerdict {
        let style: TelegramStyle = isPlain ? .plain : .html
        let body = TelegramMessage(message, style).new(in: chat, answering: nil)
        return .instead(
            InsteadRequest(request("sendMessage", body, kind: isPlain ? "plain" : "")))
    }

    private func request(_ method: String, _ body: JSONValue, kind: String = "") -> ChatRequest {
        var request = ChatRequest("\(base)/\(method)", body)
        request.kind = kind
        return request
    }

    /// Holds the token.
    private var base: String { "\(url.base)/bot\(token.reveal())" }

    /// "Integer or String" (https://core.telegram.org/bots/api#sendmessage).
    private var chat: JSONValue {
        Int(chatID).map { .number(JSONNumber($0)) } ?? .string(chatID)
    }

    // MARK: Settings

    /// `110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw`. How long a token is, nobody promises.
    /// https://core.telegram.org/bots/api#authorizing-your-bot
    private static func isToken(_ text: String) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && parts[0].utf8.allSatisfy(isDigit)
            && !parts[1].isEmpty
            && parts[1].utf8.allSatisfy { isNameByte($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isChatID(_ text: String) -> Bool {
        if text.hasPrefix("@") {
            let name = text.utf8.dropFirst()
            return !name.isEmpty && name.allSatisfy(isNameByte)
        }
        return Int(text) != nil && !text.hasPrefix("+")
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "_"):
            true
        default: isDigit(byte)
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
