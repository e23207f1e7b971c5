import AWS
import JSON
import TestSupport
import Testing

@testable import Actions

@Suite("Call definitions")
struct CallDefinitionsTests {
    @Test(
        "DeliverConfigSnapshot is what botocore's model says",
        .enabled(if: PythonModel.isInstalled, "needs python3 and botocore"))
    func model() throws {
        let model = try PythonModel.operation("config", "DeliverConfigSnapshot")
        let call = CallDefinition.deliverConfigSnapshot
        let operation = try #require(call.name.split(separator: ":").last)
        #expect(model["target"] == .string(call.target))
        #expect(call.target.hasSuffix(".\(operation)"))
        #expect(model["jsonVersion"] == .string(call.protocolVersion.rawValue))
        #expect(model["signingName"] == .string(call.service.signingName))
        let errors = (model["errors"]?.arrayValue ?? []).compactMap { $0.stringValue }
        #expect(Set(errors) == Set(call.refusals.keys))
        let parameters = call.parameters.map { parameter -> JSONValue in
            [
                "name": .string(parameter.name), "required": .bool(parameter.isRequired),
                "type": "string", "min": .number(JSONNumber(parameter.length.lowerBound)),
                "max": .number(JSONNumber(parameter.length.upperBound)), "pattern": nil,
                "enum": nil,
            ]
        }
        #expect(model["parameters"] == .array(parameters))
    }
}

/// The API models that come with botocore.
enum PythonModel {
    static var isInstalled: Bool { (try? Python.run("import botocore", [])) == "" }

    static func operation(_ service: String, _ name: String) throws -> JSONValue {
        let program = """
            import json, sys, botocore.session
            model = botocore.session.get_session().get_service_model(sys.argv[1])
            operation = model.operation_model(sys.argv[2])
            shape = operation.input_shape
            print(json.dumps({
              "target": model.metadata["targetPrefix"] + "." + operation.name,
              "jsonVersion": model.metadata["jsonVersion"], "signingName": model.signing_name,
              "errors": [error.name for error in operation.error_shapes],
              "parameters": [
                {"name": name, "required": name in shape.required_members,
                 "type": member.type_name, "min": member.metadata.get("min"),
                 "max": member.metadata.get("max"), "pattern": member.metadata.get("pattern"),
                 "enum": member.metadata.get("enum")}
                for name, member in shape.members.items()]}))
            """
        return try JSONValue(parsing: try Python.run(program, [service, name]))
    }
}
