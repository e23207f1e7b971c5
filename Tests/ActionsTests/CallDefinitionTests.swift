import JSON
import Testing

@testable import Actions

@Suite("Call definition")
struct CallDefinitionTests {
    private let call = CallDefinition.deliverConfigSnapshot

    @Test("names are unique and lead to their definition")
    func names() {
        #expect(Set(CallDefinition.all.map(\.name)).count == CallDefinition.all.count)
        for definition in CallDefinition.all {
            #expect(CallDefinition.named(definition.name)?.target == definition.target)
        }
        #expect(CallDefinition.named("config:deliverconfigsnapshot") == nil)
    }

    @Test(
        "inputs within the constraints have no problems",
        arguments: [1, 256].map { String(repeating: "é", count: $0) })
    func good(name: String) {
        #expect(call.problems(in: ["deliveryChannelName": .string(name)]).isEmpty)
    }

    @Test(
        "every mistake has its place and its sentence",
        arguments: [
            ([:], [], "`deliveryChannelName` is missing"),
            (
                ["deliveryChannelName": nil], ["deliveryChannelName"],
                "`deliveryChannelName` is required, but it is null"
            ),
            (
                ["deliveryChannelName": ""], ["deliveryChannelName"],
                "`deliveryChannelName` must have 1 to 256 characters, not 0"
            ),
            (
                ["deliveryChannelName": 5], ["deliveryChannelName"],
                "`deliveryChannelName` must be a string, not a number"
            ),
            (
                ["deliveryChannelName": "x", "channel": "y"], ["channel"],
                "config:DeliverConfigSnapshot has no parameter `channel`"
            ),
            ("x", [], "the input must be an object, not a string"),
        ] as [(JSONValue, [String], String)])
    func mistakes(input: JSONValue, path: [String], message: String) {
        let problems = call.problems(in: input)
        #expect(problems.map(\.path) == [path])
        #expect(problems.map(\.message) == [message])
    }

    @Test("257 characters are too many; two mistakes are two problems")
    func more() {
        let long = JSONValue.string(String(repeating: "x", count: 257))
        #expect(call.problems(in: ["deliveryChannelName": long]).count == 1)
        let problems = call.problems(in: ["deliveryChannelName": long, "x": 1])
        #expect(problems.count == 2)
        #expect(problems.first?.hint == "it takes `deliveryChannelName`")
    }

    @Test("templates are left for the rendered input")
    func templates() {
        let input: JSONValue = ["deliveryChannelName": ""]
        #expect(call.problems(in: input) { $0.isEmpty }.isEmpty)
    }

    @Test("null parameters are left out of what is sent")
    func prepared() {
        #expect(
            call.prepared(["deliveryChannelName": "x", "y": nil]) == ["deliveryChannelName": "x"])
        #expect(call.prepared("x") == "x")
    }

    @Test("a token is the same for a step, and the rule's own comes first")
    func token() {
        let create = CallDefinition.createResourceSnapshotJob
        let id = "01JD0000000000000000000000-2"
        let filled = create.withToken(["Catalog": "AWS"], id: id)
        #expect(filled["ClientToken"] == "hookferry-01JD0000000000000000000000-2")
        #expect(create.withToken(["Catalog": "AWS"], id: id) == filled)
        #expect(create.withToken(["ClientToken": "own"], id: id)["ClientToken"] == "own")
        let long = create.withToken([:], id: String(repeating: "x", count: 100))
        #expect(long["ClientToken"]?.stringValue?.count == 64)
        #expect(call.withToken([:], id: id) == [:])
        // Nobody's id would be everybody's token.
        #expect(create.withToken([:], id: "") == [:])
        #expect(create.tokenProblem(in: [:])?.message == "`ClientToken` is missing")
        #expect(create.tokenProblem(in: filled) == nil && call.tokenProblem(in: [:]) == nil)
    }

    @Test("the region is the step's, else as the definition says")
    func regions() {
        let start = CallDefinition.startResourceSnapshotJob
        let proton = CallDefinition.notifyResourceDeploymentStatusChange
        let arn: JSONValue = ["resourceArn": "arn:aws:proton:eu-west-1:123456789012:service/a"]
        for call in CallDefinition.all {
            #expect(call.region(named: "x", input: arn, configured: "y") == "x")
        }
        #expect(call.region(named: nil, input: [:], configured: "y") == "y")
        #expect(start.region(named: nil, input: [:], configured: "y") == "us-east-1")
        #expect(proton.region(named: nil, input: arn, configured: "y") == "eu-west-1")
        for text in [
            "arn:aws:proton::123456789012:service/a", "{{ x }}", "", "a:b:c:us-east-1:d:e",
        ] {
            let input: JSONValue = ["resourceArn": .string(text)]
            #expect(proton.region(named: nil, input: input, configured: "y") == "y")
            #expect(proton.region(named: nil, input: input, configured: nil) == nil)
        }
        let isTemplate: (String) -> Bool = { $0.contains("{{") }
        #expect(call.needsConfiguredRegion([:], isTemplate: isTemplate))
        #expect(!start.needsConfiguredRegion([:], isTemplate: isTemplate))
        #expect(!proton.needsConfiguredRegion(arn, isTemplate: isTemplate))
        #expect(!proton.needsConfiguredRegion(["resourceArn": "{{ x }}"], isTemplate: isTemplate))
        #expect(proton.needsConfiguredRegion([:], isTemplate: isTemplate))
    }
}
