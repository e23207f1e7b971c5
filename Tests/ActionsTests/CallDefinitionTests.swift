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
                "`deliveryChannelName` must have 1 to 256 characters"
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
    func cleaned() {
        #expect(
            call.cleaned(["deliveryChannelName": "x", "y": nil]) == ["deliveryChannelName": "x"])
        #expect(call.cleaned("x") == "x")
    }
}
