/// The header fields of one message, in order; names compare without regard to ASCII case
/// (RFC 9110, section 5.1), values exactly.
package struct HTTPHeaders: Sendable {
    /// One header line.
    package typealias Field = (name: String, value: String)

    /// The fields as they came or were added.
    package private(set) var fields: [Field] = []

    package init() {}

    package init(_ fields: [Field]) {
        self.fields = fields
    }

    /// The value of the first field of that name. Setting replaces all fields of that name;
    /// setting nil removes them.
    package subscript(name: String) -> String? {
        get { fields.first { Self.isSameName($0.name, name) }?.value }
        set {
            if let newValue { set(name, newValue) } else { remove(name) }
        }
    }

    /// The values of every field of that name, in order.
    package func values(of name: String) -> [String] {
        fields.filter { Self.isSameName($0.name, name) }.map(\.value)
    }

    /// Adds a field and keeps those of the same name.
    package mutating func add(_ name: String, _ value: String) {
        fields.append((name, value))
    }

    /// Puts the value in the place of the first field of that name and drops the others.
    package mutating func set(_ name: String, _ value: String) {
        guard let first = fields.firstIndex(where: { Self.isSameName($0.name, name) }) else {
            return add(name, value)
        }
        let before = fields[..<first]
        let after = fields[(first + 1)...].filter { !Self.isSameName($0.name, name) }
        fields = before + [(name, value)] + after
    }

    /// Removes every field of that name.
    package mutating func remove(_ name: String) {
        fields.removeAll { Self.isSameName($0.name, name) }
    }

    /// Whether a field can be sent: the name a token, the value without line ends and other control
    /// characters that would break the message apart.
    static func isSendable(_ field: Field) -> Bool {
        isToken(field.name)
            && field.value.utf8.allSatisfy { $0 == 9 || $0 >= 0x20 && $0 != 0x7F }
    }

    /// Whether a text is a token, as names of fields are (RFC 9110, section 5.6.2).
    package static func isToken(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(isTokenCharacter)
    }

    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        // From ^ to z there are _, ` and the small letters; from # to ' there are $, % and &.
        case UInt8(ascii: "^")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "#")...UInt8(ascii: "'"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "*"), UInt8(ascii: "+"),
            UInt8(ascii: "!"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }

    /// Whether two names differ at most in the case of ASCII letters.
    static func isSameName(_ one: String, _ other: String) -> Bool {
        one.utf8.count == other.utf8.count
            && zip(one.utf8, other.utf8).allSatisfy { asciiLowercase($0) == asciiLowercase($1) }
    }
}

extension HTTPHeaders: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, String)...) {
        fields = elements.map { (name: $0, value: $1) }
    }
}

extension HTTPHeaders: Sequence {
    package func makeIterator() -> IndexingIterator<[Field]> {
        fields.makeIterator()
    }
}

extension HTTPHeaders: Hashable {
    package static func == (one: Self, other: Self) -> Bool {
        one.fields.count == other.fields.count
            && zip(one.fields, other.fields).allSatisfy {
                isSameName($0.name, $1.name) && $0.value == $1.value
            }
    }

    package func hash(into hasher: inout Hasher) {
        for field in fields {
            for byte in field.name.utf8 { hasher.combine(asciiLowercase(byte)) }
            hasher.combine(field.value)
        }
    }
}

private func asciiLowercase(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
}
