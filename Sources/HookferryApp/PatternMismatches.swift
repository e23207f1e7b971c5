package import EventPatterns
package import JSON

extension PatternMismatch {
    /// `{"path","wanted","got","hint"?}`
    package var json: JSONValue {
        var object: JSONObject = [
            "path": .string(path), "wanted": .string(wanted), "got": .string(got),
        ]
        object["hint"] = hint.map(JSONValue.string)
        return .object(object)
    }
}
