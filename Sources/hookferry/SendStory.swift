import HookferryApp
import JSON

/// The bridge's answer to a delivery, as people read it in a terminal.
struct SendStory {
    private let answer: SendAnswer

    init(_ answer: SendAnswer) { self.answer = answer }

    /// `202 accepted 01K…`, and below it what there is to say.
    var text: String {
        guard let json = answer.json else {
            return "\(answer.status)\n  the answer is not one of Hookferry's\n"
        }
        let words = [
            "\(answer.status)", json["status"]?.stringValue ?? json["error"]?["code"]?.stringValue,
            json["id"]?.stringValue,
        ]
        var lines = [words.compactMap { $0 }.joined(separator: " ")]
        for text in [json["error"]?["message"], json["reason"]] {
            if let text = text?.stringValue { lines.append("  \(text)") }
        }
        for delivery in json["deliveries"]?.arrayValue ?? [] {
            lines.append("  rule \(Self.word(delivery["rule"])): \(Self.word(delivery["status"]))")
            lines += (delivery["steps"]?.arrayValue ?? []).map(Self.line(ofStep:))
        }
        return lines.map(EventStory.printable).joined(separator: "\n") + "\n"
    }

    private static func line(ofStep step: JSONValue) -> String {
        let action = ["call", "notify"].compactMap { key in
            step[key].map { "\(key) \(word($0))" }
        }
        let line = "    \(action.joined()): \(word(step["status"]))"
        guard let error = step["error"] else { return line }
        return "\(line) – \(word(error["message"] ?? error))"
    }

    private static func word(_ value: JSONValue?) -> String {
        value.map { $0.stringValue ?? $0.serialized() } ?? "–"
    }
}
