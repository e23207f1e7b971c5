import JSON
import Testing

@testable import Actions

@Suite("Words for calls")
struct CallWordingTests {
    private func summary(_ call: JSONValue) -> Summary {
        let event = Parts.event([:], source: "github", type: "push")
        return Summary(
            ["event": ["rule": "r", "id": "01J", "call": call]], MessageContext(event: event))
    }

    @Test("after a call that succeeded, that is told, and of what event")
    func succeeded() {
        let summary = summary(["name": "proton:NotifyResourceDeploymentStatusChange"])
        #expect(
            summary.headline == "proton:NotifyResourceDeploymentStatusChange succeeded"
                + " — 123456789012 · us-east-2")
        #expect(summary.manner == "success resolved")
        #expect(
            summary.factLines == [
                "Call: proton:NotifyResourceDeploymentStatusChange", "Event: push", "Rule: r",
            ])
        #expect(summary.isBrief)
        #expect(summary.kind == "hookferry.call_succeeded")
        #expect(summary.storyKey == nil)
    }

    @Test("a snapshot is requested, and when it was waited for delivered; both are its story")
    func snapshot() {
        let name: JSONValue = "config:DeliverConfigSnapshot"
        let requested = summary(["name": name, "result": ["configSnapshotId": "s-1"]])
        #expect(
            requested.headline == "AWS Config snapshot requested — 123456789012 · us-east-2")
        #expect(requested.manner == "success progress")
        #expect(requested.groupKey == nil)
        #expect(requested.storyKey == "config/s-1")
        #expect(requested.linkLabel == "Open AWS Config")
        let delivered = summary([
            "name": name,
            "result": [
                "configSnapshotId": "s-1", "s3Bucket": "b", "s3ObjectKey": "k",
                "messageType": "ConfigurationSnapshotDeliveryCompleted",
            ],
        ])
        #expect(delivered.headline.hasPrefix("AWS Config snapshot delivered — "))
        #expect(delivered.factLines.prefix(2) == ["Location: s3://b/k", "Snapshot: s-1"])
        #expect(delivered.manner == "success resolved")
        let odd = summary(["name": name, "result": "x"])
        #expect(odd.headline.hasPrefix("config:DeliverConfigSnapshot succeeded"))
    }

    @Test("what is no call is none", arguments: [nil, "x", [:], ["name": [1]]] as [JSONValue])
    func none(call: JSONValue) {
        #expect(summary(call).headline == "push — 123456789012 · us-east-2")
    }
}
