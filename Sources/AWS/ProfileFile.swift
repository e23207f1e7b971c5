/// A shared `config` or `credentials` file: sections of `key = value` lines in AWS's dialect of INI
/// (https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html).
struct ProfileFile: Sendable {
    /// Values by section title and lower-case key. Sections of one title are merged, the later
    /// value wins.
    private(set) var sections: [String: [String: String]] = [:]

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
        var title: String?
        var propertyIndent: Int?
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        for (number, line) in lines.enumerated() where !Self.isBlank(line) {
            let indent = line.prefix { $0 == " " || $0 == "\t" }.count
            let mistake = { (message: String) in
                CredentialError(.malformed, "\(place):\(number + 1)", message)
            }
            if indent == 0, line.first == "[" {
                guard let name = Self.title(line) else {
                    throw mistake("A section title ends with ].")
                }
                (title, propertyIndent) = (name, nil)
                sections[name, default: [:]].merge([:]) { $1 }
            } else if let propertyIndent, indent > propertyIndent {
                // The rest of the value above, or a nested property such as `s3 =` has. Nothing
                // that is read here has either.
            } else {
                guard let title else { throw mistake("A property stands before any section.") }
                guard let (key, value) = Self.property(line) else {
                    throw mistake("This line is no section and no key = value.")
                }
                sections[title]?[key] = value
                propertyIndent = indent
            }
        }
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
