/// One key of an object with its value.
package struct JSONMember: Sendable, Hashable {
    package let key: String
    package var value: JSONValue

    package init(key: String, value: JSONValue) {
        self.key = key
        self.value = value
    }
}

/// An object whose members keep their order. Small objects are searched from end to end, larger
/// ones through an index, so that 100,000 keys of a stranger cost no quadratic time.
package struct JSONObject: Sendable {
    package private(set) var members: [JSONMember] = []
    private var positions: [String: Int] = [:]

    private static let scannedMembersMax = 12

    package init() {}

    package var count: Int { members.count }
    package var isEmpty: Bool { members.isEmpty }
    package var keys: [String] { members.map(\.key) }

    /// Setting nil removes the member; setting a new key appends it.
    package subscript(key: String) -> JSONValue? {
        get { position(of: key).map { members[$0].value } }
        set {
            switch (position(of: key), newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): remove(at: index)
            case (nil, let value?): append(key, value)
            case (nil, nil): break
            }
        }
    }

    /// Adds a member at the end; false, and nothing changed, when the key is there already.
    mutating func insert(_ key: String, _ value: JSONValue) -> Bool {
        guard position(of: key) == nil else { return false }
        append(key, value)
        return true
    }

    private func position(of key: String) -> Int? {
        if members.count > Self.scannedMembersMax { return positions[key] }
        return members.firstIndex { $0.key == key }
    }

    private mutating func append(_ key: String, _ value: JSONValue) {
        members.append(JSONMember(key: key, value: value))
        if members.count > Self.scannedMembersMax + 1 {
            positions[key] = members.count - 1
        } else if members.count > Self.scannedMembersMax {
            indexAll()
        }
    }

    private mutating func remove(at index: Int) {
        members.remove(at: index)
        indexAll()
    }

    private mutating func indexAll() {
        positions.removeAll()
        guard members.count > Self.scannedMembersMax else { return }
        for (index, member) in members.enumerated() { positions[member.key] = index }
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// The last of equal keys wins.
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        for (key, value) in elements { self[key] = value }
    }
}

/// Two objects are equal when they hold equal members, in whatever order (RFC 8259 section 4).
extension JSONObject: Hashable {
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.count == right.count && left.members.allSatisfy { right[$0.key] == $0.value }
    }

    package func hash(into hasher: inout Hasher) {
        var sum = 0
        for member in members { sum &+= member.hashValue }
        hasher.combine(sum)
    }
}
