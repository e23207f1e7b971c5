import JSON
import YAML

/// A file under the name the user gave it, with its lines for exact places.
struct SourceFile {
    /// As messages show it.
    let path: String
    let lines: [[Unicode.Scalar]]

    init(path: String, bytes: [UInt8]) {
        self.path = path
        let text = String(decoding: bytes, as: UTF8.self)
        lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
            .map(Array.init)
    }

    /// Where relative paths in the file start.
    var directory: String { TextFile.directory(of: path) }
}

/// One value of a file on its way to becoming a setting. Each verb gives the value with its type,
/// or reports why it cannot and gives nil.
struct Node {
    let file: SourceFile
    let session: LoadSession
    let yaml: YAMLNode

    var position: YAMLPosition { yaml.position }

    func error(_ message: String, hint: String? = nil, at place: YAMLPosition? = nil) {
        session.add(.error, in: file.path, at: place ?? position, message, hint: hint)
    }

    func warning(_ message: String, hint: String? = nil, at place: YAMLPosition? = nil) {
        session.add(.warning, in: file.path, at: place ?? position, message, hint: hint)
    }

    /// What depends on the machine: a warning where the files are only checked.
    func absent(_ message: String, hint: String? = nil) {
        let severity: Diagnostic.Severity = session.purpose == .check ? .warning : .error
        session.add(severity, in: file.path, at: position, message, hint: hint)
    }

    func with(_ other: YAMLNode) -> Node { Node(file: file, session: session, yaml: other) }

    // MARK: Values

    func string() -> String? {
        switch yaml.value {
        case .string(let text): return text
        case .bool, .number:
            expected("a string", hint: "put it in quotes")
        default: expected("a string")
        }
        return nil
    }

    /// A string with something in it.
    func name() -> String? {
        guard let text = string() else { return nil }
        guard !text.isEmpty,
            text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else {
            error(text.isEmpty ? "this is empty" : "control characters have no place here")
            return nil
        }
        return text
    }

    func bool() -> Bool? {
        if case .bool(let value) = yaml.value { return value }
        expected("true or false")
        return nil
    }

    func elements() -> [Node]? {
        if case .sequence(let elements) = yaml.value { return elements.map(with) }
        switch yaml.value {
        case .null, .sequence: expected("a list")
        case .mapping: expected("a list", hint: "start each element with - or put it in [ ]")
        case .string, .number, .bool: expected("a list", hint: "put it in [ ]")
        }
        return nil
    }

    func members() -> [YAMLMember]? {
        if case .mapping(let members) = yaml.value { return members }
        expected("a mapping")
        return nil
    }

    /// In milliseconds, more than none.
    func duration() -> Int64? {
        guard let text = text() else { return nil }
        if let milliseconds = TimeText.milliseconds(ofDuration: text) { return milliseconds }
        error("`\(text)` is no duration", hint: TimeText.durationHint)
        return nil
    }

    /// The characters of a string or a number: `14` in the place of `14d` is named in its message.
    func text() -> String? {
        if case .number(let text) = yaml.value { return text }
        return string()
    }

    func expected(_ what: String, hint: String? = nil) {
        error("expected \(what), found \(yaml.value.kindName)", hint: hint)
    }
}

extension YAMLValue {
    var kindName: String {
        switch self {
        case .null: "nothing"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }

    /// The same value as JSON, places forgotten.
    var json: JSONValue {
        switch self {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .number(let text): return JSONNumber(text: text).map(JSONValue.number) ?? .string(text)
        case .string(let text): return .string(text)
        case .sequence(let elements): return .array(elements.map(\.value.json))
        case .mapping(let members):
            var object = JSONObject()
            for member in members { object[member.key] = member.value.value.json }
            return .object(object)
        }
    }
}
