import Events
import JSON
import Testing

@testable import Actions

@Suite("Action catalog")
struct ActionCatalogTests {
    @Test("a receiver or a call that is gone is refused")
    func gone() async throws {
        let catalog = try Parts.catalog()
        let report = await catalog.attempt(Parts.notify())
        #expect(report.outcome.label == "rejected invalid_input")
        #expect(report.request == ["notify": "ops"])
        let step = Step(action: .call("config:Nothing"), template: [:])
        let call = await catalog.attempt(Parts.request(step, [:]))
        #expect(call.outcome.label == "rejected invalid_input")
        #expect(call.request == ["call": "config:Nothing"])
    }

    @Test("what a call leaves out is not kept either, and what it refuses is kept as it is")
    func kept() {
        let secret: JSONValue = ["sensitive": true, "type": "string", "value": "hunter2"]
        let input: JSONValue = [
            "resourceArn": "arn:x", "statusMessage": nil,
            "outputs": ["url": ["sensitive": false, "value": "https://x"], "password": secret],
        ]
        let step = Step(
            action: .call("proton:NotifyResourceDeploymentStatusChange"),
            template: ["outputs": "{{ detail.outputs }}"])
        #expect(
            ActionCatalog.kept(input, of: step)
                == [
                    "resourceArn": "arn:x", "statusMessage": nil,
                    "outputs": [["key": "url", "valueString": "https://x"]],
                ])
        let other = Step(action: .call("config:DeliverConfigSnapshot"), template: [:])
        #expect(
            ActionCatalog.kept(["deliveryChannelName": nil], of: other) == [
                "deliveryChannelName": nil
            ])
        #expect(ActionCatalog.kept(input, of: Step(action: .notify("ops"), template: [:])) == input)
    }

    @Test("a message may be said twice, a snapshot may not be asked for twice")
    func repeatable() {
        #expect(ActionCatalog.isRepeatable(.notify("ops")))
        #expect(!ActionCatalog.isRepeatable(.call("config:DeliverConfigSnapshot")))
        #expect(!ActionCatalog.isRepeatable(.call("config:Nothing")))
    }
}
