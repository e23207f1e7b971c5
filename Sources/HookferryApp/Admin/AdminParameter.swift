import JSON
import Lifecycle

/// A parameter of the query: what it may be stands here once, for reading and for the document.
struct AdminParameter: Sendable {
    /// The kinds of values.
    enum Kind: Sendable {
        /// 1 to `textMax` characters, none of them a control character.
        case text
        case choice([String])
        /// A whole number in decimal digits.
        case number(ClosedRange<Int>)
        /// ISO 8601 with a zone.
        case time
    }

    let name: String
    let about: String
    let kind: Kind

    /// Characters of a text.
    static let textMax = 250

    init(_ name: String, _ about: String, _ kind: Kind = .text) {
        self.name = name
        self.about = about
        self.kind = kind
    }

    /// What is wrong with a value, behind "`name` "; nil when nothing is.
    func mistake(in value: String) -> String? {
        switch kind {
        case .text:
            let scalars = value.unicodeScalars
            guard (1...Self.textMax).contains(scalars.count) else {
                return "takes 1 to \(Self.textMax) characters"
            }
            return scalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
                ? "takes no control characters" : nil
        case .choice(let words):
            return words.contains(value) ? nil : "is one of \(words.joined(separator: ", "))"
        case .number(let range):
            let isNumber = value.utf8.count <= 9 && value.utf8.allSatisfy { (48...57) ~= $0 }
            let number = isNumber ? Int(value) : nil
            return number.map(range.contains) == true
                ? nil : "is a number from \(range.lowerBound) to \(range.upperBound)"
        case .time:
            return Timestamp(iso8601: value) == nil
                ? "is a time such as 2026-11-21T14:00:00Z (write the + of a zone as %2B)" : nil
        }
    }

    /// For the OpenAPI document.
    var schema: JSONValue {
        switch kind {
        case .text:
            [
                "type": "string", "minLength": 1, "maxLength": .number(JSONNumber(Self.textMax)),
                "pattern": #"^[^\u0000-\u001f\u007f]+$"#,
            ]
        case .choice(let words): ["type": "string", "enum": .array(words.map(JSONValue.string))]
        case .number(let range):
            [
                "type": "integer", "minimum": .number(JSONNumber(range.lowerBound)),
                "maximum": .number(JSONNumber(range.upperBound)),
            ]
        case .time: ["type": "string", "format": "date-time"]
        }
    }
}
