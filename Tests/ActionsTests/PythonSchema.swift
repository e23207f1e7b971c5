import Foundation
import JSON
import TestSupport

/// The Python package jsonschema.
enum PythonSchema {
    private static let slack =
        "/work/shared/fixtures/chat-schemas/slack-incoming-webhook.schema.json"

    static var canCheckSlack: Bool {
        FileManager.default.fileExists(atPath: slack)
            && Python.has("jsonschema")
    }

    /// One line for each mistake; empty when all messages hold.
    static func complaints(about messages: [JSONValue]) throws -> String {
        let program = """
            import json, sys, jsonschema
            schema = json.load(open(sys.argv[1]))
            validator = jsonschema.Draft202012Validator(schema)
            for number, message in enumerate(json.load(sys.stdin)):
                for error in validator.iter_errors(message):
                    print(number, list(error.absolute_path), error.message[:200])
            """
        return try Python.run(program, [slack], input: JSONValue.array(messages).serialized())
    }
}
