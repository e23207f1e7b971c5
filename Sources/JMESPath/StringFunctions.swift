import JSON

/// Functions on strings. A character is a Unicode scalar.
enum StringFunction: String, Sendable, CaseIterable {
    case endsWith = "ends_with"
    case startsWith = "starts_with"
    case join
    case toString = "to_string"

    // Of JMESPath Community, <https://jmespath.site/main/#functions>:

    /// `find_first('subject string', 'string')` → `8`. Optional: where to start, and where to end,
    /// in characters. Null if it is not there, or if either string is empty.
    case findFirst = "find_first"
    /// `lower('STRING')` → `"string"`.
    case lower
    /// `` replace('aabaa', 'aa', '-', `1`) `` → `"-baa"`. Without a count, all are replaced.
    case replace
    /// `` split('a-b-c', '-', `1`) `` → `["a", "b-c"]`. Without a count, at every place. An empty
    /// separator splits between all characters.
    case split
    /// `trim('  text ')` → `"text"`, `trim('--a-', '-')` → `"a"`.
    case trim
    /// `upper('string')` → `"STRING"`.
    case upper

    var signature: Signature {
        switch self {
        case .startsWith, .endsWith: Signature(required: [.string, .string])
        case .join: Signature(required: [.string, .strings])
        case .toString: Signature(required: [.any])
        case .findFirst: Signature(required: [.string, .string], optional: [.number, .number])
        case .replace: Signature(required: [.string, .string, .string], optional: [.number])
        case .split: Signature(required: [.string, .string], optional: [.number])
        case .trim: Signature(required: [.string], optional: [.string])
        case .lower, .upper: Signature(required: [.string])
        }
    }
}

extension Evaluation {
    mutating func string(
        _ function: StringFunction, _ arguments: Arguments
    ) throws(JMESPathError) -> JSONValue {
        let subject = arguments.string(0)
        try spend(bytes: subject.utf8.count)
        switch function {
        case .startsWith: return .bool(subject.utf8.starts(with: arguments.string(1).utf8))
        case .endsWith:
            return .bool(subject.utf8.reversed().starts(with: arguments.string(1).utf8.reversed()))
        case .join: return try join(arguments.array(1), with: subject)
        case .toString:
            let value = arguments.value(0)
            if case .string = value { return value }
            try weigh(value)
            return .string(value.serialized())
        case .findFirst: return try findFirst(arguments)
        case .lower: return .string(subject.lowercased())
        case .upper: return .string(subject.uppercased())
        case .replace:
            let pieces = try pieces(of: subject, arguments, countAt: 3)
            return try join(pieces, with: arguments.string(2))
        case .split: return .array(try pieces(of: subject, arguments, countAt: 2))
        case .trim:
            // A set is dearer than a search.
            try spend(arguments.string(1).utf8.count)
            return .string(trim(subject, of: arguments.string(1)))
        }
    }

    private mutating func join(
        _ pieces: [JSONValue], with separator: String
    ) throws(JMESPathError) -> JSONValue {
        var result = ""
        for (index, piece) in pieces.enumerated() {
            let text = piece.stringValue ?? ""
            try spend(1 + (text.utf8.count + separator.utf8.count) / Self.bytesPerStep)
            if index > 0 { result += separator }
            result += text
        }
        return .string(result)
    }

    private mutating func findFirst(_ arguments: Arguments) throws(JMESPathError) -> JSONValue {
        let scalars = arguments.string(0).unicodeScalars
        let wanted = arguments.string(1)
        let start = max(try arguments.integer(2) ?? 0, 0)
        let end = min(try arguments.integer(3) ?? scalars.count, scalars.count)
        guard start < end, !wanted.isEmpty else { return .null }
        let window = String(scalars.dropFirst(start).prefix(end - start))
        let bytes = window.utf8Span.span
        guard let place = try firstPlace(of: wanted.utf8Span.span, in: bytes, from: 0) else {
            return .null
        }
        let before = window.utf8.prefix(place).count { $0 & 0xC0 != 0x80 }
        return .number(JSONNumber(start + before))
    }

    /// The pieces of `subject` between occurrences of argument 1, of which at most as many are
    /// used as the argument `countIndex` says.
    private mutating func pieces(
        of subject: String, _ arguments: Arguments, countAt countIndex: Int
    ) throws(JMESPathError) -> [JSONValue] {
        let count = try arguments.count(countIndex) ?? .max
        let separator = Array(arguments.string(1).utf8)
        if separator.isEmpty {
            return countIndex == 2 ? try characters(of: subject, count: count) : [.string(subject)]
        }
        let bytes = Array(subject.utf8)
        var pieces: [JSONValue] = []
        var start = 0
        while pieces.count < count,
            let place = try firstPlace(of: separator.span, in: bytes.span, from: start)
        {
            try spend()
            pieces.append(.string(String(decoding: bytes[start..<place], as: UTF8.self)))
            start = place + separator.count
        }
        return pieces + [.string(String(decoding: bytes[start...], as: UTF8.self))]
    }

    private mutating func characters(
        of subject: String, count: Int
    ) throws(JMESPathError) -> [JSONValue] {
        let scalars = subject.unicodeScalars
        try spend(scalars.count)
        guard !scalars.isEmpty else { return [] }
        // Each cut frees one character, and the rest follows whole.
        let cuts = min(count, scalars.count - 1)
        return scalars.prefix(cuts).map { .string(String($0)) }
            + [.string(String(scalars.dropFirst(cuts)))]
    }

    private func trim(_ subject: String, of characters: String) -> String {
        let set = Set(characters.unicodeScalars)
        let isTrimmed = { (scalar: Unicode.Scalar) in
            set.isEmpty ? scalar.properties.isWhitespace : set.contains(scalar)
        }
        let scalars = subject.unicodeScalars
        guard let first = scalars.firstIndex(where: { !isTrimmed($0) }),
            let last = scalars.lastIndex(where: { !isTrimmed($0) })
        else { return "" }
        return String(scalars[first...last])
    }

    /// Where `wanted` first stands in `bytes` at or after `start`. UTF-8 needs no decoding for
    /// this: no character's bytes begin inside another's.
    mutating func firstPlace(
        of wanted: Span<UInt8>, in bytes: Span<UInt8>, from start: Int
    ) throws(JMESPathError) -> Int? {
        guard !wanted.isEmpty, bytes.count - start >= wanted.count else { return nil }
        for place in start...(bytes.count - wanted.count) where bytes[place] == wanted[0] {
            var length = 1
            while length < wanted.count, bytes[place + length] == wanted[length] { length += 1 }
            if length == wanted.count { return place }
            try spend(bytes: length)
        }
        return nil
    }
}
