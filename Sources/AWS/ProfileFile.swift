/// A shared `config` or `credentials` file: sections of `key = value` lines in AWS's dialect of INI
/// (https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html).
struct ProfileFile: Sendable, Undisclosed {
    /// Values by section title and lower-case key. Sections of one title are merged, the later
    /// value wins.
    private(set) var sections: [String: [String: String]] = [:]
    /// What stands indented below a key without a value, by section title, that key and its own.
    private(set) var nested: [String: [String: [String: String]]] = [:]

    static let bytesMax = 1 << 20
    static let tooLarge = "The file exceeds \(bytesMax) bytes."

    /// Throws `malformed` with the line of the first mistake.
    init(parsing bytes: [UInt8], place: String) throws(CredentialError) {
        guard bytes.count <= Self.bytesMax else {
            throw CredentialError(.malformed, place, Self.tooLarge)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CredentialError(.malformed, place, "The file is not UTF-8 text.")
        }
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        var position = Position()
        for (number, line) in lines.enumerated() where !Self.isBlank(line) {
            if let message = read(line, at: &position) {
                throw CredentialError(.malformed, "\(place):\(number + 1)", message)
            }
        }
    }

    /// Whose lines come next.
    private struct Position {
        var title: String?
        /// The property above, and how far in it stands.
        var property: (key: String, hasValue: Bool, indent: Int)?
    }

    /// What is wrong with the line; nil for nothing.
    private mutating func read(_ line: Substring, at position: inout Position) -> String? {
        let indent = line.prefix { $0 == " " || $0 == "\t" }.count
        if indent == 0, line.first == "[" {
            guard let title = Self.title(line) else { return "A section title ends with ]." }
            position = Position(title: title)
            sections[title] = sections[title] ?? [:]
            return nil
        }
        guard let title = position.title else { return "A property stands before any section." }
        let parent = position.property.flatMap { indent > $0.indent ? $0 : nil }
        // The rest of a value that began above, on a line of its own as in botocore.
        if let parent, parent.hasValue {
            sections[title]?[parent.key]? += "\n" + Self.withoutComment(line).trimmingWhitespace()
            return nil
        }
        guard let (key, value) = Self.property(line) else {
            return "This line is no section and no key = value."
        }
        if let parent {
            nested[title, default: [:]][parent.key, default: [:]][key] = value
        } else {
            sections[title]?[key] = value
            position.property = (key, !value.isEmpty, indent)
        }
        return nil
    }

    private static func isBlank(_ line: Substring) -> Bool {
        guard let first = line.first(where: { !$0.isWhitespace }) else { return true }
        return first == "#" || first == ";"
    }

    /// `[profile "ops"] # comment` → `profile ops`
    private static func title(_ line: Substring) -> String? {
        guard let end = line.firstIndex(of: "]") else { return nil }
        return line[..<end].dropFirst()
            .split { $0.isWhitespace }
            .joined(separator: " ")
            .filter { $0 != "\"" && $0 != "'" }
    }

    private static func property(_ line: Substring) -> (String, String)? {
        guard let equals = line.firstIndex(of: "=") else { return nil }
        let key = line[..<equals].trimmingWhitespace().lowercased()
        guard !key.isEmpty else { return nil }
        return (key, withoutComment(line[line.index(after: equals)...]).trimmingWhitespace())
    }

    /// A comment inside a line has white space before its sign; a secret may hold the sign itself.
    private static func withoutComment(_ value: Substring) -> Substring {
        var previous: Character = "="
        for index in value.indices {
            if value[index] == "#" || value[index] == ";", previous.isWhitespace {
                return value[..<index]
            }
            previous = value[index]
        }
        return value
    }
}
