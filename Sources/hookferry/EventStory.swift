import JSON

/// One event's page as people read it in a terminal.
struct EventStory {
    private let page: JSONValue

    init(_ page: JSONValue) { self.page = page }

    var text: String {
        let event = page["event"] ?? .null
        let intake = event["intake"] ?? .null
        var lines = [
            "event     \(Self.word(intake["id"]))",
            "received  \(Self.word(intake["receivedAt"])) by \(Self.word(intake["source"])), "
                + "verified by \(Self.word(intake["verified"]))",
            "type      \(Self.word(event["source"])) · \(Self.word(event["detail-type"]))",
            "detail    \(Self.word(event["detail"]))",
        ]
        let deliveries = page["deliveries"]?.arrayValue ?? []
        if deliveries.isEmpty { lines.append("no rule matched") }
        for delivery in deliveries { lines += Self.lines(ofDelivery: delivery) }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func lines(ofDelivery delivery: JSONValue) -> [String] {
        let title = "\nrule \(word(delivery["rule"])): \(word(delivery["status"]))"
        let steps = delivery["steps"]?.arrayValue ?? []
        return ["\(title)  (delivery \(word(delivery["id"])))"] + steps.flatMap(lines(ofStep:))
    }

    private static func lines(ofStep step: JSONValue) -> [String] {
        let action = ["call", "notify"].compactMap { key in
            step[key].map { "\(key) \(word($0))" }
        }
        var lines = ["  \(action.joined()): \(word(step["status"]))"]
        if let input = step["input"] { lines.append("    input   \(word(input))") }
        if let result = step["result"] { lines.append("    result  \(word(result))") }
        for attempt in step["attempts"]?.arrayValue ?? [] {
            var line = "    attempt \(word(attempt["number"])) at \(word(attempt["startedAt"]))"
            line += ", \(word(attempt["durationMs"])) ms: \(word(attempt["outcome"]))"
            if let reason = attempt["reason"] { line += " (\(word(reason)))" }
            if let message = attempt["message"] { line += " – \(word(message))" }
            lines.append(line)
        }
        return lines
    }

    /// A string as it is, anything else as JSON; never a control character.
    private static func word(_ value: JSONValue?) -> String {
        guard let value else { return "–" }
        return printable(value.stringValue ?? value.serialized())
    }

    /// The same for a line that should stay one: what is too long ends in "…". Scalars are counted,
    /// because a stranger's character may have any number of accents.
    static func shown(_ text: String, charactersMax: Int) -> String {
        let start = text.unicodeScalars.prefix(charactersMax)
        let isWhole = start.endIndex == text.unicodeScalars.endIndex
        return printable(String(start)) + (isWhole ? "" : "…")
    }

    /// Event data comes from strangers: what could move the cursor becomes a question mark.
    static func printable(_ text: String) -> String {
        String(
            text.unicodeScalars.map { scalar in
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator: "?"
                default: Character(scalar)
                }
            })
    }
}
