/// One JSON text, read and checked, whose values stay where they are: a list of entries tells
/// what stands where. Reading makes no strings and no tree; whoever needs one value of many, as
/// the pattern matcher does, looks at its bytes in place.
///
/// Strings hold a start and a length in `bytes`; those written with escapes are resolved behind
/// the text. Containers know where they end, so what is of no interest is stepped over at once.
package struct JSONDocument: Sendable {
    /// The text, and behind it the resolved texts of strings with escapes. All of it is UTF-8.
    package let bytes: [UInt8]
    private let textByteCount: Int
    /// In the order of the text; the first is the whole value. A key comes right before its value.
    package let entries: [JSONEntry]

    /// Reads one JSON text, strictly (RFC 8259): UTF-8 is checked, half a surrogate pair is
    /// refused, nothing may follow.
    package init(parsing bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONError) {
        do throws(JSONMistake) {
            guard bytes.count <= min(limits.bytesMax, JSONEntry.bytesMax) else {
                throw JSONMistake(.tooLarge, at: 0)
            }
            try Self.checkUTF8(bytes)
            var parser = JSONParser(limits)
            let entries = try parser.entries(of: bytes)
            // There was room for many more, and documents are kept.
            self.entries = Array(capacity: entries.count) { exact in
                for entry in entries { exact.append(entry) }
            }
            self.bytes = parser.unescaped.isEmpty ? bytes : bytes + parser.unescaped
            textByteCount = bytes.count
        } catch {
            throw JSONError(error, in: bytes, limits: limits)
        }
    }

    /// A value as it is written.
    package init(_ value: JSONValue) {
        let limits = JSONLimits(bytesMax: .max, depthMax: .max, duplicateKeys: .kept)
        do throws(JSONError) {
            try self.init(parsing: value.serializedBytes(), limits: limits)
        } catch {
            // More than `JSONEntry.bytesMax`, which nothing that came in ever reaches.
            self.init()
        }
    }

    /// Null.
    private init() {
        bytes = Array("null".utf8)
        entries = [JSONEntry(.null)]
        textByteCount = bytes.count
    }

    private static func checkUTF8(_ bytes: [UInt8]) throws(JSONMistake) {
        do {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            throw JSONMistake(.invalidUTF8, at: error.byteOffsets.lowerBound)
        }
    }
}

/// One value or key of a `JSONDocument`.
package struct JSONEntry: Sendable {
    /// What stands here.
    package enum Kind: UInt8, Sendable {
        case null, no, yes, number, string, array, object
        /// Of the member whose value is the next entry.
        case key
    }

    package let kind: Kind
    /// Of a key: equal for equal bytes, see `JSONHash`. Else 0.
    package var hash: UInt32
    /// Of strings, keys and numbers: where their text starts in the document's bytes. Of arrays
    /// and objects: how many elements or members they have.
    package let start: UInt32
    /// Of strings, keys and numbers: bytes of their text. Of arrays and objects: the number of the
    /// entry after their last one.
    package let length: UInt32

    /// What the numbers above can hold, with room for what escapes add.
    static let bytesMax = 1 << 30

    init(_ kind: Kind, start: Int = 0, length: Int = 0, hash: UInt32 = 0) {
        self.kind = kind
        self.start = UInt32(truncatingIfNeeded: start)
        self.length = UInt32(truncatingIfNeeded: length)
        self.hash = hash
    }

    /// Where the text of a string, a key or a number stands in the document's bytes.
    @inlinable
    package var text: Range<Int> { Int(start)..<Int(start &+ length) }
}

extension JSONDocument {
    /// The number of the entry that follows the value at `index` and all that is inside it.
    @inlinable
    package func end(of index: Int) -> Int {
        let entry = entries[index]
        return entry.kind == .array || entry.kind == .object ? Int(entry.length) : index + 1
    }

    /// The text as it was read.
    package var text: String { String(decoding: bytes[..<textByteCount], as: UTF8.self) }

    /// The member of the topmost object; of several with the key the last, nil without one.
    package func member(_ key: String) -> JSONValue? { top[key]?.value }

    /// The whole text as a tree of values.
    package var value: JSONValue {
        var position = 0
        return value(at: &position)
    }

    /// Recursion is as deep as the text, which `JSONLimits.depthMax` bounds.
    func value(at position: inout Int) -> JSONValue {
        let entry = entries[position]
        position += 1
        switch entry.kind {
        case .null: return .null
        case .no: return .bool(false)
        case .yes: return .bool(true)
        case .number: return .number(JSONNumber(scanned: text(of: entry)))
        case .string, .key: return .string(text(of: entry))
        case .array:
            var elements: [JSONValue] = []
            elements.reserveCapacity(Int(entry.start))
            for _ in 0..<entry.start { elements.append(value(at: &position)) }
            return .array(elements)
        case .object:
            var members: [JSONMember] = []
            members.reserveCapacity(Int(entry.start))
            for _ in 0..<entry.start {
                let key = text(of: entries[position])
                position += 1
                members.append(JSONMember(key: key, value: value(at: &position)))
            }
            return .object(JSONObject(members))
        }
    }

    /// The text of a string, a key or a number.
    package func text(of entry: JSONEntry) -> String {
        do {
            return String(copying: try UTF8Span(validating: bytes.span.extracting(entry.text)))
        } catch {
            // All bytes were checked when they were read, so this does not happen.
            return ""
        }
    }
}

/// Two documents are equal when they were written alike.
extension JSONDocument: Hashable {
    package static func == (left: Self, right: Self) -> Bool {
        left.bytes[..<left.textByteCount] == right.bytes[..<right.textByteCount]
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(bytes[..<textByteCount]) }
}
