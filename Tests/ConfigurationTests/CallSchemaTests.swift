import AWS
import JSON
import Testing

@testable import Actions
@testable import Configuration

@Suite("Schema of calls")
struct CallSchemaTests {
    private static let arn = JSONValue.string(
        "arn:aws:proton:us-east-1:123456789012:environment/shop")

    /// Each with what stands beside it and whether the readers and the schema take it.
    private static let inputs: [(call: String, input: JSONValue?, isGood: Bool)] = [
        ("proton:NotifyResourceDeploymentStatusChange", ["resourceArn": arn], true),
        (
            "proton:NotifyResourceDeploymentStatusChange",
            ["resourceArn": "{{ a }}", "status": "{{ b }}", "outputs": "{{ c }}"], true
        ),
        (
            "proton:NotifyResourceDeploymentStatusChange",
            ["resourceArn": arn, "outputs": ["a": 1], "status": nil], true
        ),
        (
            "proton:NotifyResourceDeploymentStatusChange",
            ["resourceArn": arn, "outputs": [["key": "a", "valueString": "{{ b }}"], "{{ c }}"]],
            true
        ),
        ("proton:NotifyResourceDeploymentStatusChange", ["resourceArn": "x"], false),
        (
            "proton:NotifyResourceDeploymentStatusChange", ["resourceArn": arn, "status": "DONE"],
            false
        ),
        (
            "proton:NotifyResourceDeploymentStatusChange",
            ["resourceArn": arn, "outputs": [["key": 1]]], false
        ),
        (
            "partnercentral:StartResourceSnapshotJob",
            ["Catalog": "AWS", "ResourceSnapshotJobIdentifier": "job-0123456789abc"], true
        ),
        (
            "partnercentral:StartResourceSnapshotJob",
            ["Catalog": "AWS", "ResourceSnapshotJobIdentifier": "job-1"], false
        ),
        ("partnercentral:StartResourceSnapshotJob", ["Catalog": "AWS"], false),
        ("partnercentral:StartResourceSnapshotJob", nil, false),
        ("config:DeliverConfigSnapshot", ["deliveryChannelName": ""], false),
    ]

    @Test("agrees with the readers", .enabled(if: SchemaValidator.isThere))
    func agrees() throws {
        let documents = Self.inputs.map { row -> JSONValue in
            var step: JSONObject = ["call": .string(row.call)]
            step["with"] = row.input
            return ["rules": ["one": ["match": ["source": ["ci"]], "steps": [.object(step)]]]]
        }
        let found = try SchemaValidator.complaints(about: documents, FileSchema.rules.json)
        #expect(found.map(\.isEmpty) == Self.inputs.map(\.isGood))
        for row in Self.inputs {
            let problems = CallDefinition.named(row.call)?.problems(
                in: row.input ?? [:], isTemplate: Node.isTemplate)
            #expect(problems?.isEmpty == row.isGood, "\(row)")
        }
    }

    @Test("is made of any definition")
    func sixth() throws {
        let call = CallDefinition(
            name: "widgets:PaintWidget", summary: "Paints.", page: "https://docs.example.com",
            service: AWSService(signingName: "widgets", serviceID: "WIDGETS"),
            target: "Widgets.PaintWidget", protocolVersion: .json10,
            parameters: [CallParameter("colour", .choice("red", "blue"), "What is seen.")],
            repetition: .harmless, refusals: [:],
            permission: CallPermission("widgets:PaintWidget"))
        let schema = try #require(CallSchema.conditions([call]).first)
        #expect(schema["if"]?["properties"]?["call"]?["const"] == "widgets:PaintWidget")
        let input = try #require(schema["then"]?["properties"]?["with"])
        #expect(input["required"] == ["colour"])
        let forms: JSONValue? = input["properties"]?["colour"]?["anyOf"]
        #expect(forms?[0] == ["enum": ["red", "blue"]])
    }
}
