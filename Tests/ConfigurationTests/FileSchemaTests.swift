import Configuration
import Foundation
import JSON
import Testing
import YAML

@Suite("JSON Schema of the files")
struct FileSchemaTests {
    private static let examples = URL(filePath: #filePath)
        .appending(path: "../../../examples").standardized.path()

    /// A file as a schema sees it; nil for what is no YAML.
    private static func document(_ path: String) throws -> JSONValue? {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return (try? YAMLParser.parse(Array(text.utf8))).map { JSONValue($0.value) }
    }

    private static func fixtures(_ folder: String) -> [String] {
        (Fixtures.files(in: folder, "bad-") + Fixtures.files(in: folder, "good-"))
            .map { "\(Fixtures.directory)/\($0)" }
    }

    /// What the shape of a file decides, as the readers tell it.
    private static let shapeMistakes = [
        "unknown key", "is missing", "found a ", "found nothing", "has no parameter",
        "must be a string", "must be a mapping", "must be an object", "is no duration",
        "must match",
        "is no rate",
        "a field needs a list", "there is no operator", "a pattern is an object", "unknown call",
        "unknown source type", "unknown receiver type", "is no severity", "are two steps",
        "a step has either", "is empty", "matches nothing",
        "cannot be the", "signature versions", "exclude each other", "unknown algorithm",
        "unknown encoding", "name of a header field", "printable ASCII", "no ARN of an IAM role",
        "is a session of",
        "no external id", "needs `roleArn`", "expected a whole number", "unknown severity",
        "are no quiet hours", "no name of a time zone", "no offset from UTC", "no chat's number",
    ]

    /// Whether the file's own first lines say that its shape is wrong; nil if they leave it open.
    private static func isShapely(_ path: String) throws -> Bool? {
        let errors = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
            .filter { $0.hasPrefix("# expect: ") && $0.contains(": error: ") }
        if errors.isEmpty { return true }
        let isWrong = errors.contains { line in shapeMistakes.contains { line.contains($0) } }
        return isWrong ? false : nil
    }

    @Test(
        "takes every file that loads and refuses every file of a wrong shape",
        .enabled(if: SchemaValidator.isThere), arguments: FileSchema.allCases)
    func files(schema: FileSchema) throws {
        let folder = schema == .rules ? "rules" : "configuration"
        var expected: [(path: String, isValid: Bool)] = []
        var documents: [JSONValue] = []
        for path in Self.fixtures(folder) {
            // A rule file with a mistake of the call is told by the schema too.
            guard let isValid = try Self.isShapely(path), let document = try Self.document(path)
            else { continue }
            expected.append((path, isValid))
            documents.append(document)
        }
        let complaints = try SchemaValidator.complaints(about: documents, schema.json)
        #expect(complaints.count == expected.count)
        for (file, complaints) in zip(expected, complaints) {
            #expect(complaints.isEmpty == file.isValid, "\(file.path): \(complaints)")
        }
        #expect(expected.count { $0.isValid } >= 3)
        #expect(expected.count { !$0.isValid } >= 20)
    }

    @Test("takes the examples", .enabled(if: SchemaValidator.isThere))
    func examples() throws {
        let rules = try #require(
            try Self.document("\(Self.examples)/quickstart/rules/snapshots.yaml"))
        let configuration = try #require(
            try Self.document("\(Self.examples)/quickstart/hookferry.yaml"))
        #expect(
            try SchemaValidator.complaints(about: [rules], FileSchema.rules.json) == [[]])
        #expect(
            try SchemaValidator.complaints(about: [configuration], FileSchema.configuration.json)
                == [[]])
    }

    @Test("knows every form of an event pattern", .enabled(if: SchemaValidator.isThere))
    func patterns() throws {
        let good: [JSONValue] = [
            ["detail": ["a.b": [["anything-but": ["prefix": ["a", "b"]]]]]],
            ["$or": [["source": ["a"]], ["detail": ["$or": [["x": [1]], ["y": [.null]]]]]]],
            ["source": [["prefix": ["equals-ignore-case": "A"]], ["wildcard": "a*b"]]],
            ["detail": ["ip": [["cidr": "10.0.0.0/8"]], "n": [["numeric": [">", 1, "<=", 2]]]]],
            ["pipeline": ["status": ["failed"], "$or": [["name": ["a"]], ["ref": ["b"]]]]],
            [
                "detail": [
                    "a": [["exists": false]], "b": [["anything-but": 5]], "c": [["exactly": "x"]],
                ]
            ],
        ]
        let bad: [JSONValue] = [
            [:], ["source": "a"], ["source": []], ["detail": [:]], ["source": [["prefix": 1]]],
            ["source": [["prefix": "a", "suffix": "b"]]], ["$or": [["source": ["a"]]]],
            ["detail": ["n": [["numeric": [">"]]]]], ["pipeline": "x"], ["source": [[1]]],
            ["detail": ["a": [["exists": 1]]]],
        ]
        let documents = (good + bad).map { pattern -> JSONValue in
            ["rules": ["one": ["match": pattern, "steps": [["notify": "ops"]]]]]
        }
        let found = try SchemaValidator.complaints(about: documents, FileSchema.rules.json)
        #expect(found.map(\.isEmpty) == good.map { _ in true } + bad.map { _ in false })
    }

    @Test("offers nothing that is not available", arguments: FileSchema.allCases)
    func available(schema: FileSchema) {
        let text = schema.json.serialized()
        for word in ["postgres"] {
            #expect(!text.contains(word), "\(word)")
        }
        #expect(text.contains("\"$schema\":\"https://json-schema.org/draft/2020-12/schema\""))
        #expect(schema.json["title"] != nil)
    }
}

extension JSONValue {
    /// Places forgotten.
    fileprivate init(_ value: YAMLValue) {
        switch value {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .number(let text): self = JSONNumber(text: text).map(JSONValue.number) ?? .null
        case .string(let text): self = .string(text)
        case .sequence(let elements): self = .array(elements.map { JSONValue($0.value) })
        case .mapping(let members):
            var object = JSONObject()
            for member in members { object[member.key] = JSONValue(member.value.value) }
            self = .object(object)
        }
    }
}
