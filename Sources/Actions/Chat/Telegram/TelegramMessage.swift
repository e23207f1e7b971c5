import Events
import JSON

/// A summary as Telegram wants it: one line, and below it what else there is to say.
struct TelegramMessage {
    /// "1-4096 characters after entities parsing" (https://core.telegram.org/bots/api#sendmessage);
    /// which characters it does not say: counted in UTF-16 units, entities as they are written.
    static let textUnitsMax = 4_096
    /// Ours, for the parts beside the text: together about 3,970 with the line of what is over, so
    /// that some of the text is always told. UTF-16 units after escaping.
    static let headlineUnitsMax = 350
    static let labelUnitsMax = 40
    static let valueUnitsMax = 300
    static let footerUnitsMax = 200
    static let linkUnitsMax = 300

    private let message: ChatMessage
    private let summary: Summary
    private let style: TelegramStyle

    init(_ message: ChatMessage, _ style: TelegramStyle = .html) {
        self.message = message
        summary = message.summary
        self.style = style
    }

    /// For `sendMessage`.
    func new(in chat: JSONValue, answering earlier: TelegramReference?) -> JSONValue {
        var body = body(in: chat, text: text(below: []))
        if message.isSilent { body["disable_notification"] = true }
        if let earlier {
            let id = JSONNumber(earlier.messageID)
            body["reply_parameters"] = [
                "message_id": .number(id), "allow_sending_without_reply": true,
            ]
        }
        return .object(body)
    }

    /// For `editMessageText`. What is over keeps its old line, struck out, for those who read it
    /// before.
    func edit(_ id: Int, in chat: JSONValue) -> JSONValue {
        var above: [TelegramPart] = []
        if message.isRecovery, let told = message.earlier?.headline, !told.isEmpty {
            let line = style.data(told.onOneLine, unitsMax: Self.headlineUnitsMax)
            above = [Self.after(Severity.success.emoji, style.tagged("s", line))]
        }
        var body = body(in: chat, text: text(below: above))
        body["message_id"] = .number(JSONNumber(id))
        return .object(body)
    }

    private func body(in chat: JSONValue, text: String) -> JSONObject {
        var body: JSONObject = [
            "chat_id": chat, "text": .string(text), "link_preview_options": ["is_disabled": true],
        ]
        if style == .html { body["parse_mode"] = "HTML" }
        return body
    }

    private func text(below above: [TelegramPart]) -> String {
        guard !summary.isBrief else { return brief(below: above) }
        let head = above + [line(isFirst: above.isEmpty)]
        let tail = facts(": ") + [link, footer].compactMap { $0 }
        guard let text = summary.text else {
            return TelegramPart.joined(head + tail, "\n").text
        }
        let taken = TelegramPart.joined(head + tail, "\n").units + 1
        let part = style.data(text, unitsMax: Self.textUnitsMax - taken)
        return TelegramPart.joined(head + [part] + tail, "\n").text
    }

    /// One line says it all.
    private func brief(below above: [TelegramPart]) -> String {
        let parts = [line(isFirst: above.isEmpty)] + facts(" ") + [link].compactMap { $0 }
        return TelegramPart.joined(above + [TelegramPart.joined(parts, " · ")], "\n").text
    }

    private func line(isFirst: Bool) -> TelegramPart {
        let headline = style.data(message.headline, unitsMax: Self.headlineUnitsMax)
        let line = summary.severity.isGrave ? style.tagged("b", headline) : headline
        return isFirst ? Self.after(summary.severity.emoji, line) : line
    }

    private static func after(_ emoji: String, _ part: TelegramPart) -> TelegramPart {
        .joined([TelegramPart(emoji), part], " ")
    }

    private func facts(_ separator: String) -> [TelegramPart] {
        summary.facts.map { fact in
            let value = style.code(fact.value, unitsMax: Self.valueUnitsMax)
            guard !fact.label.isEmpty else { return value }
            let label = style.data(fact.label, unitsMax: Self.labelUnitsMax)
            return .joined([label, value], separator)
        }
    }

    private var link: TelegramPart? {
        summary.link.flatMap { style.link($0, summary.linkLabel, unitsMax: Self.linkUnitsMax) }
    }

    private var footer: TelegramPart? {
        let id = summary.eventID.isEmpty ? nil : "event \(summary.eventID)"
        let words = [summary.source.nonEmpty, id].compactMap { $0 }.joined(separator: " · ")
        guard !words.isEmpty else { return nil }
        return style.tagged("i", style.data(words, unitsMax: Self.footerUnitsMax))
    }
}
