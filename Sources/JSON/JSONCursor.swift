/// One value of a document, read where it stands: nothing is copied before it is asked for, and
/// then no more than asked for. For looking at a few places of what may have megabytes.
package struct JSONCursor: Sendable {
    private let document: JSONDocument
    private let index: Int

    fileprivate init(_ document: JSONDocument, at index: Int) {
        self.document = document
        self.index = index
    }

    private var entry: JSONEntry { document.entries[index] }

    package var kind: JSONEntry.Kind { entry.kind }

    /// The value as a tree.
    package var value: JSONValue {
        var position = index
        return document.value(at: &position)
    }

    /// The member of an object; of several with the key the last, nil without one.
    package subscript(key: String) -> JSONCursor? {
        guard entry.kind == .object else { return nil }
        let hash = JSONHash.hash(key.utf8Span.span)
        let end = document.end(of: index)
        var found: Int?
        var place = index + 1
        while place < end {
            let candidate = document.entries[place]
            if candidate.hash == hash, document.text(of: candidate).isIdentical(to: key) {
                found = place + 1
            }
            place = document.end(of: place + 1)
        }
        return found.map { JSONCursor(document, at: $0) }
    }

    /// The first elements of an array; none of anything else.
    package func elements(countMax: Int) -> [JSONCursor] {
        guard entry.kind == .array else { return [] }
        var elements: [JSONCursor] = []
        var place = index + 1
        let end = document.end(of: index)
        while place < end, elements.count < countMax {
            elements.append(JSONCursor(document, at: place))
            place = document.end(of: place)
        }
        return elements
    }

    /// The keys of the first members of an object, none longer than `bytesMax`; none of anything
    /// else.
    package func keys(countMax: Int, bytesMax: Int) -> [String] {
        guard entry.kind == .object else { return [] }
        var keys: [String] = []
        var place = index + 1
        let end = document.end(of: index)
        while place < end, keys.count < countMax {
            keys.append(text(document.entries[place], bytesMax: bytesMax))
            place = document.end(of: place + 1)
        }
        return keys
    }

    /// The bytes of a string or a number; none of anything else.
    package var bytes: ArraySlice<UInt8> {
        switch entry.kind {
        case .string, .number: document.bytes[entry.text]
        case .null, .no, .yes, .array, .object, .key: []
        }
    }

    /// The beginning of a string or a number, cut between characters' scalars, or a truth value;
    /// nil for anything else.
    package func text(bytesMax: Int) -> String? {
        switch entry.kind {
        case .string, .number: text(entry, bytesMax: bytesMax)
        case .yes: "true"
        case .no: "false"
        case .null, .array, .object, .key: nil
        }
    }

    private func text(_ entry: JSONEntry, bytesMax: Int) -> String {
        let start = entry.text.lowerBound
        var end = entry.text.upperBound
        if entry.text.count > bytesMax {
            end = start + bytesMax
            // A byte that continues a scalar is no place for a cut (RFC 3629, section 3).
            while end > start, document.bytes[end] & 0xC0 == 0x80 { end -= 1 }
        }
        return String(decoding: document.bytes[start..<end], as: UTF8.self)
    }
}

extension JSONDocument {
    /// The whole value.
    package var top: JSONCursor { JSONCursor(self, at: 0) }
}
