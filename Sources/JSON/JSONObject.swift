/// One key of an object with its value.
package struct JSONMember: Sendable, Hashable {
    package let key: String
    package var value: JSONValue

    package init(key: String, value: JSONValue) {
        self.key = key
        self.value = value
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.key.isIdentical(to: right.key) && left.value == right.value
    }
}

/// An object whose members keep their order. Small objects are searched from end to end, larger
/// ones through an index, so that 100,000 keys of a stranger cost no quadratic time.
///
/// Keys are compared by their bytes: "é" in one character and in two are two keys. An object that
/// was read with `JSONLimits.DuplicateKeys.kept` may hold a key more than once; a lookup finds the
/// last, as most readers of JSON do.
package struct JSONObject: Sendable {
    package private(set) var members: [JSONMember] = []
    private var positions: [ExactKey: Int] = [:]

    private static let scannedMembersMax = 32

    /// A key that equals another only byte by byte. The string's own hash would be one for all
    /// ways of writing a text with accents, of which a stranger can send thousands.
    private struct ExactKey: Hashable {
        let text: String

        static func == (left: Self, right: Self) -> Bool { left.text.isIdentical(to: right.text) }

        func hash(into hasher: inout Hasher) {
            let bytes = text.utf8Span.span
            var index = 0
            while index &+ 8 <= bytes.count {
                hasher.combine(bytes.word(at: index))
                index &+= 8
            }
            while index < bytes.count {
                hasher.combine(bytes[index])
                index &+= 1
            }
        }
    }

    package init() {}

    /// Takes members as they were read.
    init(_ members: [JSONMember]) {
        self.members = members
        indexAll()
    }

    package var count: Int { members.count }
    package var isEmpty: Bool { members.isEmpty }
    package var keys: [String] { members.map(\.key) }

    /// Setting nil removes the member; setting a new key appends it.
    package subscript(key: String) -> JSONValue? {
        get { position(of: key).map { members[$0].value } }
        set {
            switch (position(of: key), newValue) {
            case (let index?, let value?): members[index].value = value
            case (_?, nil): remove(key)
            case (nil, let value?): append(key, value)
            case (nil, nil): break
            }
        }
    }

    fileprivate var keysAreUnique: Bool {
        if members.count > Self.scannedMembersMax { return positions.count == members.count }
        return members.indices.allSatisfy { position(of: members[$0].key) == $0 }
    }

    private func position(of key: String) -> Int? {
        if members.count > Self.scannedMembersMax { return positions[ExactKey(text: key)] }
        return members.lastIndex { $0.key.isIdentical(to: key) }
    }

    private mutating func append(_ key: String, _ value: JSONValue) {
        members.append(JSONMember(key: key, value: value))
        if members.count > Self.scannedMembersMax + 1 {
            positions[ExactKey(text: key)] = members.count - 1
        } else if members.count > Self.scannedMembersMax {
            indexAll()
        }
    }

    /// All members of this key.
    private mutating func remove(_ key: String) {
        members.removeAll { $0.key.isIdentical(to: key) }
        indexAll()
    }

    private mutating func indexAll() {
        if !positions.isEmpty { positions = [:] }
        guard members.count > Self.scannedMembersMax else { return }
        positions.reserveCapacity(members.count)
        for (index, member) in members.enumerated() {
            positions[ExactKey(text: member.key)] = index
        }
    }
}

extension String {
    /// Whether both have the same bytes; `==` would hold two ways of writing one accented letter
    /// for the same. It is asked first all the same, because it decides most cases at a glance:
    /// ASCII that equals a text of the same length is identical to it.
    package func isIdentical(to other: String) -> Bool {
        utf8.count == other.utf8.count && self == other
            && (utf8Span.isKnownASCII || utf8.elementsEqual(other.utf8))
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// The last of equal keys wins.
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        for (key, value) in elements { self[key] = value }
    }
}

/// Two objects are equal when they hold equal members, in whatever order (RFC 8259 section 4);
/// where a key stands twice, in the same order.
extension JSONObject: Hashable {
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        guard left.count == right.count else { return false }
        // Not one way and then the other: nested, that would double the work at every level.
        guard left.keysAreUnique else { return left.members == right.members }
        return left.members.allSatisfy { right[$0.key] == $0.value }
    }

    package func hash(into hasher: inout Hasher) {
        var sum = 0
        for member in members { sum &+= member.hashValue }
        hasher.combine(sum)
    }
}
