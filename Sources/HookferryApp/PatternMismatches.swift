package import EventPatterns
package import JSON

// The one place that asks a pattern why it does not match, for `match` and `explain` alike.

extension EventPattern {
    /// The fields that fail, the deepest first; empty when the event matches.
    package func failures(in event: JSONValue) -> [PatternMismatch] {
        firstMismatch(event).map { [$0] } ?? []
    }
}

extension PatternMismatch {
    /// What to do about it, in a sentence.
    package var advice: String? { nil }

    /// `{"path","wanted","got","hint"?}`
    package var json: JSONValue {
        var object: JSONObject = [
            "path": .string(path), "wanted": .string(wanted), "got": .string(got),
        ]
        object["hint"] = advice.map(JSONValue.string)
        return .object(object)
    }
}
