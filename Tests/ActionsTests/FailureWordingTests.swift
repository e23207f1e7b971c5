import Events
import JSON
import Testing

@testable import Actions

@Suite("Words for failures")
struct FailureWordingTests {
    private func summary(
        _ action: JSONValue, _ reason: JSONValue, rule: JSONValue = "r", input: JSONObject = [:]
    ) -> Summary {
        var input = input
        input["event"] = [
            "rule": rule, "id": "01J",
            "failure": [
                "rule": "r", "step": "snap", "action": action, "reason": reason, "attempts": 3,
                "message": "No such channel. Make one.", "delivery": "D1",
            ],
            "call": ["name": "config:DeliverConfigSnapshot", "result": ["configSnapshotId": "s"]],
        ]
        let event = Parts.event([:], source: "github", type: "push")
        return Summary(.object(input), MessageContext(event: event))
    }

    @Test(
        "what failed, and how",
        arguments: [
            (
                "call config:X", "not_found", "config:X failed", "hookferry.call_failed",
                "not found"
            ),
            (
                "call config:X", "uncertain", "config:X uncertain: nobody knows if it was done",
                "hookferry.call_uncertain", "uncertain, may have been done"
            ),
            (
                "call config:X", "overdue", "config:X overdue: its end was not reported",
                "hookferry.call_overdue", "end not reported in time"
            ),
            (
                "notify team", "destination_dead", "Message to team failed",
                "hookferry.message_failed", "destination gone"
            ),
            (nil, "strange", "Rule r failed: snap", "hookferry.step_failed", "strange"),
        ] as [(JSONValue, JSONValue, String, String, String)])
    func failures(
        action: JSONValue, reason: JSONValue, subject: String, kind: String, words: String
    ) {
        let summary = summary(action, reason)
        #expect(summary.headline == "\(subject) — 123456789012 · us-east-2")
        #expect(summary.kind == kind)
        #expect(summary.manner == "error firing")
        #expect(summary.text == "No such channel. Make one.")
        #expect(
            summary.factLines == ["Reason: \(words)", "Attempts: 3", "Rule: r", "Event: push"])
        #expect(summary.storyKey == "config/s")
    }

    @Test("a call that fails in one run and succeeds in the next is one condition")
    func condition() {
        let failed = summary("call config:X", "refused")
        let event = Parts.event([:], source: "github", type: "push")
        let done = Summary(
            ["event": ["rule": "r", "call": ["name": "config:X"]]], MessageContext(event: event))
        #expect(failed.groupKey == "hookferry/call/r/config:X/123456789012/us-east-2")
        #expect(done.groupKey == failed.groupKey)
        #expect(summary("notify team", "refused").groupKey == nil)
    }

    @Test(
        "an announcement is a dead letter of its own, told by rule and step",
        arguments: [
            ("refused", "", "refused"),
            ("uncertain", " uncertain", "uncertain, may have been done"),
            ("overdue", " overdue", "end not reported in time"),
        ] as [(JSONValue, String, String)])
    func deadLetter(reason: JSONValue, end: String, words: String) {
        for action in ["call config:X", "notify team"] as [JSONValue] {
            let summary = summary(action, reason, rule: .string(FailureWording.deadLetterRule))
            #expect(summary.kind == "hookferry.dead_letter")
            #expect(
                summary.headline == "Rule r failed: snap\(end) — 123456789012 · us-east-2")
            #expect(summary.manner == "error firing")
            #expect(summary.groupKey == "hookferry/dead-letter/D1")
            #expect(
                summary.factLines == [
                    "Reason: \(words)", "Attempts: 3", "Rule: r", "Event: push", "Delivery: D1",
                ])
        }
    }

    @Test("the announcement of a dead destination says what becomes of its messages")
    func deadDestination() {
        let rule = JSONValue.string(FailureWording.deadLetterRule)
        let summary = summary("notify team", "destination_dead", rule: rule)
        #expect(
            summary.text
                == "No such channel. Make one. Its messages end as dead letters until it answers "
                + "again; it is asked once an hour.")
    }

    @Test("every reason has words", arguments: FailureReason.allCases)
    func reasons(reason: FailureReason) {
        let words = summary("call config:X", .string(reason.rawValue)).facts.first?.value ?? ""
        #expect(!words.isEmpty && !words.contains("_"))
    }
}
