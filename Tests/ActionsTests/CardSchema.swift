import Foundation
import JSON
import TestSupport

/// A published schema of a platform's messages, asked by the Python package jsonschema.
struct CardSchema {
    static let discordPost = CardSchema("discord-execute-webhook.schema.json")
    static let discordEdit = CardSchema("discord-edit-webhook-message.schema.json")
    static let teamsEnvelope = CardSchema("teams-workflow-envelope.schema.json")
    static let teamsCard = CardSchema("teams-card-1.4.schema.json")
    /// Microsoft's own, which does not know `msteams`.
    static let adaptiveCard = CardSchema("adaptive-card-1.4.0.json")

    private static let folder = "/work/shared/fixtures/chat-schemas/"
    private let path: String

    private init(_ name: String) { path = Self.folder + name }

    static var canCheck: Bool {
        FileManager.default.fileExists(atPath: folder) && Python.has("jsonschema")
    }

    /// One line for each mistake; empty when all hold.
    func complaints(about values: [JSONValue]) throws -> String {
        let program = """
            import json, sys, jsonschema
            schema = json.load(open(sys.argv[1]))
            kind = jsonschema.validators.validator_for(schema)
            validator = kind(schema, format_checker=kind.FORMAT_CHECKER)
            for number, value in enumerate(json.load(sys.stdin)):
                for error in validator.iter_errors(value):
                    print(number, list(error.absolute_path), error.message[:200])
            """
        return try Python.run(program, [path], input: JSONValue.array(values).serialized())
    }
}
