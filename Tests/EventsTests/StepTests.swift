import Events
import JSON
import Testing

@Suite("Step")
struct StepTests {
    private static let full = Step(
        id: "snapshot", action: .call("config:DeliverConfigSnapshot"),
        template: ["deliveryChannelName": "{{ detail.name }}"], account: "prod",
        region: "eu-west-1",
        retry: RetryPolicy(forMilliseconds: 3_600_000, repeatsUncertain: true),
        timeoutMilliseconds: 5_000)
    private static let plain = Step(action: .notify("ops"), template: nil)

    @Test("a step comes back from its JSON", arguments: [full, plain])
    func roundTrip(step: Step) throws {
        #expect(Step(json: step.json) == step)
        #expect(Step(json: try JSONValue(parsing: step.json.serialized())) == step)
    }

    @Test("a plan comes back from its JSON")
    func planRoundTrip() throws {
        let plan = PlannedDelivery(
            rule: "r", steps: [Self.full, Self.plain], onFailure: [Self.plain])
        let text = plan.json.serialized()
        #expect(PlannedDelivery(json: try JSONValue(parsing: text)) == plan)
        let empty = PlannedDelivery(rule: "r", steps: [])
        #expect(PlannedDelivery(json: empty.json) == empty)
    }

    @Test("a plan with a step that is none is not read")
    func brokenPlan() {
        for key in ["steps", "onFailure"] {
            var object = PlannedDelivery(rule: "r", steps: [Self.plain]).json.objectValue
            object?[key] = [["retry": 1]]
            #expect(object.flatMap { PlannedDelivery(json: .object($0)) } == nil)
        }
        var step = Self.plain.json.objectValue
        step?["notify"] = nil
        #expect(step.flatMap { Step(json: .object($0)) } == nil)
    }

    @Test("the action's label and member are those of rule files")
    func labels() {
        #expect(Self.full.action.label == "call config:DeliverConfigSnapshot")
        #expect(Self.plain.action.label == "notify ops")
        #expect(Self.plain.action.member == ("notify", "ops"))
    }
}
