import Configuration
import Events
import HookferryApp
import JSON

/// One event's page as people read it in a terminal, with what the rules of today that did not fire
/// on it would say.
struct EventStory {
    private let page: JSONValue
    /// Whether the rules were asked when it came.
    private let isPlanned: Bool
    /// Rules of today that have no delivery of it, with what they make of it.
    private let others: [RuleExplanation]

    /// Length in characters of what is shown of a value.
    private static let valueCharactersMax = 2_000

    init(_ page: JSONValue, isPlanned: Bool, _ settings: Settings) {
        self.page = page
        self.isPlanned = isPlanned
        let fired = (page["deliveries"]?.arrayValue ?? []).compactMap { $0["rule"]?.stringValue }
        let event = page["event"].flatMap { Event(json: JSONDocument($0)) }
        let rules = event.map { Explanation($0, settings).rules } ?? []
        others = rules.filter { !fired.contains($0.rule) }
    }

    /// The page, with the others as `hookferry explain --json` tells of them.
    var json: JSONValue {
        var object = page.objectValue ?? JSONObject()
        object["otherRules"] = .array(others.map(\.json))
        return .object(object)
    }

    var text: String {
        let deliveries = page["deliveries"]?.arrayValue ?? []
        var lines = Self.lines(ofEvent: page["event"] ?? .null)
        if deliveries.isEmpty {
            lines.append(isPlanned ? "no rule matched" : "no rule was asked yet")
        }
        for delivery in deliveries { lines += Self.lines(ofDelivery: delivery) }
        if !others.isEmpty { lines.append("\nother rules of today") }
        for rule in others { lines += self.lines(of: rule) }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func lines(ofEvent event: JSONValue) -> [String] {
        let intake = event["intake"] ?? .null
        var lines = [
            "event     \(word(intake["id"]))",
            "received  \(word(intake["receivedAt"])) by \(word(intake["source"])) "
                + "(\(word(intake["type"]))), verified by \(word(intake["verified"]))",
            "sent as   \(word(intake["deliveryId"]))",
        ]
        if let subject = intake["subject"] { lines.append("subject   \(word(subject))") }
        lines.append("type      \(word(event["source"])) · \(word(event["detail-type"]))")
        lines.append("detail    \(word(event["detail"]))")
        return lines
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
        for attempt in step["attempts"]?.arrayValue ?? [] { lines += Self.lines(of: attempt) }
        if let time = step["nextAttemptAt"] { lines.append("    next    \(word(time))") }
        if let destination = step["queuedFor"] {
            let held = step["heldUntil"].map { ", not before \(word($0))" } ?? ""
            lines.append("    queued  for its turn at \(word(destination))\(held)")
        }
        if let time = step["followedUntil"] {
            lines.append("    follow  waits for news until \(word(time))")
        }
        return lines
    }

    private static func lines(of attempt: JSONValue) -> [String] {
        var line = "    attempt \(word(attempt["number"])) at \(word(attempt["startedAt"]))"
        if let duration = attempt["durationMs"], let outcome = attempt["outcome"] {
            line += ", \(word(duration)) ms: \(word(outcome))"
        } else {
            line += ": \(attempt["outcome"].map { word($0) } ?? "under way, or cut short")"
        }
        if let reason = attempt["reason"] { line += " (\(word(reason)))" }
        if let message = attempt["message"] { line += " – \(word(message))" }
        var lines = [line]
        if let request = attempt["request"] { lines.append("      request  \(word(request))") }
        if let answer = attempt["response"] { lines.append("      answer   \(word(answer))") }
        return lines
    }

    private func lines(of rule: RuleExplanation) -> [String] {
        let name = Self.shown(rule.rule, charactersMax: Self.valueCharactersMax)
        switch rule.verdict {
        case .matches:
            let past = isPlanned ? ", and did not fire when the event came" : ""
            return ["  \(name): matches\(past)"]
        case .fails(let mismatches):
            return ["  \(name): does not match"]
                + MismatchStory(mismatches).lines.map { "    \($0)" }
        }
    }

    /// A string as it is, anything else as JSON; never a control character.
    private static func word(_ value: JSONValue?) -> String {
        guard let value else { return "–" }
        return shown(value.stringValue ?? value.serialized(), charactersMax: valueCharactersMax)
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
