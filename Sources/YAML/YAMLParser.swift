/// What a text may cost.
package struct YAMLLimits: Sendable, Hashable {
    /// Size of the text in bytes; 1 MiB is the limit of rule files.
    package var bytesMax: Int
    /// Sequences and mappings inside each other.
    package var depthMax: Int

    package init(bytesMax: Int = 1 << 20, depthMax: Int = 64) {
        self.bytesMax = bytesMax
        self.depthMax = depthMax
    }
}

/// Reads one YAML document into values that know their places.
///
/// The dialect is small on purpose: no anchors, aliases, tags, duplicate keys, keys that are no
/// strings, or second documents. JSON is read as it is, with three exceptions of libyaml: control
/// characters (and DEL) cannot stand in strings, keys have at most 1,024 characters, and a lone
/// surrogate escape is refused.
package enum YAMLParser {
    /// The document's value; null at 1:1 if there is none.
    package static func parse(
        _ bytes: [UInt8], limits: YAMLLimits = YAMLLimits()
    ) throws(YAMLError) -> YAMLNode {
        let start = YAMLPosition(line: 1, column: 1)
        guard bytes.count <= limits.bytesMax else {
            throw YAMLError(
                .tooLarge,
                "the text has \(bytes.count) bytes; at most \(limits.bytesMax) are read",
                at: start)
        }
        let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = bytes.starts(with: byteOrderMark) ? Array(bytes.dropFirst(3)) : bytes
        var composer = Composer(text, depthMax: limits.depthMax)
        return try composer.document() ?? YAMLNode(position: start, value: .null)
    }
}

/// Builds nodes from events, one call per node.
private struct Composer: ~Copyable {
    private var events: EventReader
    private let depthMax: Int

    init(_ bytes: [UInt8], depthMax: Int) {
        events = EventReader(bytes)
        self.depthMax = depthMax
    }

    mutating func document() throws(YAMLError) -> YAMLNode? {
        _ = try events.next()  // The start of the stream.
        if case .streamEnd = try events.next().kind { return nil }
        let root = try node(from: events.next(), depth: 0)
        _ = try events.next()  // The end of the document.
        let end = try events.next()
        guard case .streamEnd = end.kind else {
            throw YAMLError(
                .severalDocuments, "a second document starts here", at: end.position,
                hint: "keep one document in a file")
        }
        return root
    }

    private mutating func node(
        from event: YAMLEvent, depth: Int
    ) throws(YAMLError) -> YAMLNode {
        try refuseProperties(of: event)
        guard depth <= depthMax else {
            throw YAMLError(
                .tooDeep, "values are nested more than \(depthMax) deep", at: event.position)
        }
        let value: YAMLValue
        switch event.kind {
        case .scalar(let text, isPlain: true): value = try plain(text, at: event.position)
        case .scalar(let text, isPlain: false): value = .string(text)
        case .sequenceStart: value = .sequence(try sequence(depth: depth + 1))
        case .mappingStart(let isFlow):
            value = .mapping(try mapping(depth: depth + 1, isFlow: isFlow))
        default: value = .null
        }
        return YAMLNode(position: event.position, value: value)
    }

    private mutating func sequence(depth: Int) throws(YAMLError) -> [YAMLNode] {
        var elements: [YAMLNode] = []
        while true {
            let event = try events.next()
            if case .sequenceEnd = event.kind { return elements }
            elements.append(try node(from: event, depth: depth))
        }
    }

    private mutating func mapping(
        depth: Int, isFlow: Bool
    ) throws(YAMLError) -> [YAMLMember] {
        var members: [YAMLMember] = []
        var places: [String: YAMLPosition] = [:]
        while true {
            let event = try events.next()
            if case .mappingEnd = event.kind { return members }
            let key = try self.key(from: event, isFlow: isFlow)
            if let first = places.updateValue(event.position, forKey: key) {
                throw YAMLError(
                    .duplicateKey,
                    "the key \(key) is written twice; the first is on line \(first.line), "
                        + "column \(first.column)",
                    at: event.position)
            }
            let value = try node(from: events.next(), depth: depth)
            members.append(YAMLMember(key: key, keyPosition: event.position, value: value))
        }
    }

    private func key(from event: YAMLEvent, isFlow: Bool) throws(YAMLError) -> String {
        try refuseProperties(of: event)
        switch event.kind {
        case .scalar(let text, isPlain: false): return text
        case .scalar(let text, isPlain: true):
            if case .string = try plain(text, at: event.position) { return text }
            throw YAMLError(
                .key, text.isEmpty ? "a key is missing here" : "the key \(text) is no string",
                at: event.position, hint: text.isEmpty ? nil : "put it in quotes")
        case .mappingStart(isFlow: true) where isFlow:
            throw YAMLError(
                .key, "a mapping cannot be a key", at: event.position,
                hint: SyntaxHint.quoteTemplates)
        default:
            throw YAMLError(.key, "only a string can be a key", at: event.position)
        }
    }

    private func plain(
        _ text: String, at position: YAMLPosition
    ) throws(YAMLError) -> YAMLValue {
        do {
            return try CoreSchema.value(ofPlain: text)
        } catch {
            throw YAMLError(.number, error.message, at: position, hint: error.hint)
        }
    }

    private func refuseProperties(of event: YAMLEvent) throws(YAMLError) {
        if case .alias = event.kind {
            throw YAMLError(
                .anchor, "aliases (*name) are not allowed", at: event.position,
                hint: "write the value out; quote a text that starts with *")
        }
        if event.hasAnchor {
            throw YAMLError(
                .anchor, "anchors (&name) are not allowed", at: event.position,
                hint: "write the value out; quote a text that starts with &")
        }
        if let tag = event.tag {
            throw YAMLError(
                .tag, "tags are not allowed, found \(tag)", at: event.position,
                hint: "leave it out; quote a text that starts with !")
        }
    }
}
