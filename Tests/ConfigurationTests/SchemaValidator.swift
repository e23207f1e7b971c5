import JSON
import TestSupport

/// The Python package jsonschema, where it is installed.
enum SchemaValidator {
    static let isThere = (try? Python.run("import jsonschema")) != nil

    /// For each document what is wrong with it. Throws when the schema itself is wrong.
    static func complaints(
        about documents: [JSONValue], _ schema: JSONValue
    ) throws -> [[String]] {
        let program = """
            import json, sys, jsonschema
            given = json.load(sys.stdin)
            jsonschema.Draft202012Validator.check_schema(given["schema"])
            validator = jsonschema.Draft202012Validator(given["schema"])
            print(json.dumps([[error.json_path + ": " + error.message[:200]
                for error in validator.iter_errors(document)] for document in given["documents"]]))
            """
        let given: JSONValue = ["schema": schema, "documents": .array(documents)]
        let output = try Python.run(program, input: given.serialized())
        let found = try JSONValue(parsing: output).arrayValue ?? []
        return found.map { ($0.arrayValue ?? []).compactMap(\.stringValue) }
    }
}
