import Events
import JSON
import Lifecycle

/// A summary as a program wants it: as it is.
struct WebhookBody {
    /// Bytes; a body should stay below 20 KB.
    /// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
    static let bytesMax = 20_000
    /// Ours, in UTF-16 units.
    static let keyUnitsMax = 255
    static let kindBytesMax = 100

    private let message: ChatMessage
    private let summary: Summary

    init(_ message: ChatMessage) {
        self.message = message
        summary = message.summary
    }

    var json: JSONValue {
        guard let text = summary.text else { return body(why: nil) }
        // The text takes what the others leave: 10,000 bytes in the worst case.
        let taken = body(why: "").serializedBytes().count
        return body(
            why: Markup.plain.text(text, unitsMax: .max, bytesMax: Self.bytesMax - taken))
    }

    private func body(why: String?) -> JSONValue {
        let facts = summary.facts.map { fact -> JSONValue in
            ["label": .string(fact.label), "value": .string(fact.value)]
        }
        var data: JSONObject = [
            "headline": .string(message.headline),
            "severity": .string(summary.severity.rawValue),
            "state": .string(summary.state.rawValue),
        ]
        data["why"] = why.map(JSONValue.string)
        data["facts"] = .array(facts)
        data["link"] = summary.link.map(JSONValue.string)
        data["source"] = summary.source.nonEmpty.map(JSONValue.string)
        data["time"] = summary.time.map { .string($0.iso8601) }
        data["eventId"] = summary.eventID.nonEmpty.map(JSONValue.string)
        data["groupKey"] = summary.groupKey.map(Self.key)
        data["storyKey"] = summary.storyKey.map(Self.key)
        return [
            "type": .string(type),
            "timestamp": .string((summary.time ?? message.time).iso8601),
            "data": .object(data),
        ]
    }

    private static func key(_ key: String) -> JSONValue {
        .string(key.boundedKey(unitsMax: keyUnitsMax))
    }

    /// Words of letters, digits and `_` with full stops between them.
    private var type: String {
        let words = summary.kind.utf8.prefix(Self.kindBytesMax).map { byte in
            Self.isOfType(byte) ? Character(Unicode.Scalar(byte)) : "_"
        }
        return words.isEmpty ? "event" : String(words)
    }

    private static func isOfType(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    // MARK: Reading

    static func readText(_ message: JSONValue) -> String {
        let data = message["data"]
        let facts = (data?["facts"]?.arrayValue ?? []).map { fact in
            "\(fact["label"]?.stringValue ?? ""): \(fact["value"]?.stringValue ?? "")"
        }
        let lines = [data?["headline"]?.stringValue, data?["why"]?.stringValue]
        return (lines + facts + [data?["link"]?.stringValue])
            .compactMap { $0 }.joined(separator: "\n")
    }
}
