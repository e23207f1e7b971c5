import CYAML

/// One event of libyaml, copied.
struct YAMLEvent {
    enum Kind {
        case streamStart, streamEnd
        case documentStart, documentEnd
        case alias
        case scalar(String, isPlain: Bool)
        case sequenceStart, sequenceEnd
        case mappingStart(isFlow: Bool)
        case mappingEnd
    }

    let kind: Kind
    let position: YAMLPosition
    let hasAnchor: Bool
    let tag: String?
}

/// libyaml's parser over one text.
///
/// "An application must not alter or move the parser object" while it is in use, and
/// `yaml_parser_set_input_string` says that the input "must be valid until" the parser is done:
/// both live in memory of their own that this struct frees.
@safe struct EventReader: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>
    private let escapes: SurrogateEscapes

    init(_ bytes: [UInt8]) {
        escapes = SurrogateEscapes(replacingIn: bytes)
        let size = escapes.bytes.count
        unsafe input = .allocate(capacity: size)
        _ = unsafe input.initialize(from: escapes.bytes)
        unsafe parser = .allocate(capacity: 1)
        unsafe parser.initialize(to: yaml_parser_t())
        // Returns 0 only if memory ran out; every later call then reports an error.
        unsafe yaml_parser_initialize(parser)
        unsafe yaml_parser_set_input_string(parser, input.baseAddress, size)
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe input.deallocate()
    }

    mutating func next() throws(YAMLError) -> YAMLEvent {
        var event = unsafe yaml_event_t()
        // "The application is responsible for freeing any buffers associated with the produced
        // event object using the yaml_event_delete() function."
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw failure() }
        defer { unsafe yaml_event_delete(&event) }
        return unsafe copy(event)
    }

    private func copy(_ event: yaml_event_t) -> YAMLEvent {
        let kind: YAMLEvent.Kind
        var anchor: UnsafeMutablePointer<yaml_char_t>?
        var tag: UnsafeMutablePointer<yaml_char_t>?
        switch unsafe event.type {
        case YAML_STREAM_START_EVENT: kind = .streamStart
        case YAML_DOCUMENT_START_EVENT: kind = .documentStart
        case YAML_DOCUMENT_END_EVENT: kind = .documentEnd
        case YAML_ALIAS_EVENT: kind = .alias
        case YAML_SCALAR_EVENT:
            let scalar = unsafe event.data.scalar
            let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            kind = unsafe .scalar(
                String(decoding: bytes, as: UTF8.self),
                isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
            unsafe (anchor, tag) = (scalar.anchor, scalar.tag)
        case YAML_SEQUENCE_START_EVENT:
            kind = .sequenceStart
            unsafe (anchor, tag) = (event.data.sequence_start.anchor, event.data.sequence_start.tag)
        case YAML_SEQUENCE_END_EVENT: kind = .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            let mapping = unsafe event.data.mapping_start
            kind = .mappingStart(isFlow: unsafe mapping.style == YAML_FLOW_MAPPING_STYLE)
            unsafe (anchor, tag) = (mapping.anchor, mapping.tag)
        case YAML_MAPPING_END_EVENT: kind = .mappingEnd
        default: kind = .streamEnd
        }
        return YAMLEvent(
            kind: kind, position: unsafe position(of: event.start_mark),
            hasAnchor: unsafe anchor != nil, tag: unsafe tag.map { unsafe String(cString: $0) })
    }

    private func position(of mark: yaml_mark_t) -> YAMLPosition {
        let column = escapes.originalColumn(line: Int(mark.line), column: Int(mark.column))
        return YAMLPosition(line: Int(mark.line) + 1, column: column + 1)
    }

    /// libyaml's last error, in a sentence.
    private func failure() -> YAMLError {
        let state = unsafe parser.pointee
        let problem =
            unsafe state.problem.map { unsafe String(cString: $0) } ?? "the parser is out of memory"
        if unsafe state.error == YAML_READER_ERROR {
            // Reader errors carry an offset in bytes and no mark.
            let place = unsafe escapes.position(ofByte: Int(state.problem_offset))
            return YAMLError(
                .encoding, "the text is not plain UTF-8: \(problem)", at: place,
                hint: "save the file as UTF-8, without control characters")
        }
        let place = unsafe position(of: state.problem_mark)
        var message = problem
        if let context = unsafe state.context.map({ unsafe String(cString: $0) }) {
            let start = unsafe position(of: state.context_mark)
            message += " \(context)"
            if start.line > 0, start != place { message += " that starts on line \(start.line)" }
        }
        let lines = escapes.bytes.split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let line = lines.indices.contains(place.line - 1) ? lines[place.line - 1] : []
        return YAMLError(
            .syntax, message, at: place,
            hint: SyntaxHint.hint(
                problem: problem, line: String(decoding: line, as: UTF8.self),
                column: place.column))
    }
}
