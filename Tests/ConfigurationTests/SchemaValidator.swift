import Foundation
import JSON

/// The Python package jsonschema, where it is installed.
enum SchemaValidator {
    static let isThere = (try? run("import jsonschema", [:])) != nil

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
        let output = try run(program, ["schema": schema, "documents": .array(documents)])
        let found = try JSONValue(parsing: output).arrayValue ?? []
        return found.map { ($0.arrayValue ?? []).compactMap(\.stringValue) }
    }

    private static func run(_ program: String, _ input: JSONValue) throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).json")
        try Data(input.serializedBytes()).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-W", "ignore", "-c", program]
        process.standardInput = try FileHandle(forReadingFrom: file)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw POSIXError(.ENOENT) }
        return String(decoding: data, as: UTF8.self)
    }
}
