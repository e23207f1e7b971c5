import Events
import JSON
import Lifecycle
import Testing

@testable import Rules

@Suite("Step context")
struct StepContextTests {
    private func event(_ detail: JSONValue = ["name": "{{ id }}"]) -> Event {
        Event(
            EventEnvelope(
                id: "e-1", source: "aws.config", detailType: "Config Change",
                account: "123456789012", region: "us-east-2", time: "2026-11-20T00:00:00Z",
                detail: detail),
            intake: IntakeRecord(
                id: "01J", source: "topic", type: "sns", receivedAt: Timestamp(milliseconds: 0),
                deliveryID: "d-1", verified: "sns-signature-v1"))
    }

    private func step(_ action: StepAction, _ template: JSONValue) -> Step {
        Step(action: action, template: template)
    }

    @Test("templates read the event, earlier results, the rule and the failure")
    func reads() throws {
        let context = StepContext(
            event: event(), rule: "r", results: ["snapshot": ["id": "s-1"]],
            failure: ["step": "snapshot", "attempts": 3])
        let template: JSONValue = [
            "a": "{{ detail.name }}", "b": "{{ steps.snapshot.id }}", "c": "{{ rule.name }}",
            "d": "{{ failure.attempts }}", "e": "{{ intake.id }}",
        ]
        #expect(
            try context.render(step(.call("x"), template))
                == ["a": "{{ id }}", "b": "s-1", "c": "r", "d": 3, "e": "01J"])
    }

    @Test("what a step to come will tell is written out, and nothing else")
    func preview() throws {
        let context = StepContext(event: event(["a": 7]), rule: "r")
        let template: JSONValue = [
            "lone": "{{ steps.one.id }}", "mixed": "{{ detail.a }}: {{steps.one.id || 'no'}}",
            "list": ["{{ steps.one.id }}", "{{ detail.a }}"], "all": "{{ keys(steps) }}",
            "other": "{{ steps.two.id }}", "detail": "{{ detail.steps.one }}",
        ]
        let preview = try context.preview(step(.call("x"), template), pending: ["one"])
        #expect(
            preview.input == [
                "lone": "‹steps.one.id›", "mixed": "7: ‹steps.one.id || 'no'›",
                "list": ["‹steps.one.id›", 7], "all": "‹keys(steps)›", "other": nil,
                "detail": nil,
            ])
        #expect(
            preview.unresolved == ["steps.one.id", "steps.one.id || 'no'", "keys(steps)"])
        let plain = try context.preview(step(.call("x"), ["all": "{{ steps }}"]), pending: [])
        #expect(plain == InputPreview(input: ["all": [:]], unresolved: []))
    }

    @Test("a preview of a message has the event, as the message has")
    func previewOfMessage() throws {
        let context = StepContext(event: event(), rule: "r")
        let message = step(.notify("ops"), ["text": "{{ steps.one.id }}"])
        let preview = try context.preview(message, pending: ["one"])
        #expect(preview.input["event"] == (try context.render(message))["event"])
        #expect(preview.input["text"] == "‹steps.one.id›")
        #expect(throws: TemplateError.self) {
            try context.preview(step(.call("c"), ["a": "{{ abs('x') }}"]), pending: [])
        }
    }

    @Test("without a failure there is none to read, whatever the event says")
    func noFailure() throws {
        let context = StepContext(event: event(), rule: "r")
        #expect(context.json["failure"] == nil)
        #expect(context.json["steps"] == [:])
    }

    @Test("a text of a call with a missing value is an error, of a message it is not")
    func strictness() throws {
        let context = StepContext(event: event(), rule: "r")
        let template: JSONValue = ["deliveryChannelName": "ch-{{ detail.gone }}"]
        #expect(throws: TemplateError.self) { try context.render(step(.call("c"), template)) }
        #expect(
            try context.render(step(.notify("ops"), template))["deliveryChannelName"] == "ch-null")
    }

    @Test("a message also gets what there is to say about its event")
    func summary() throws {
        let detail: JSONValue = [
            "messageType": "ConfigurationSnapshotDeliveryFailed", "configSnapshotId": "s-9",
            "other": "x",
        ]
        let context = StepContext(event: event(detail), rule: "r", failure: ["step": "s"])
        let message = try context.render(step(.notify("ops"), ["title": "T"]))
        #expect(
            message == [
                "title": "T",
                "event": [
                    "id": "01J", "source": "aws.config", "detailType": "Config Change",
                    "time": "2026-11-20T00:00:00Z", "rule": "r", "account": "123456789012",
                    "region": "us-east-2", "messageType": "ConfigurationSnapshotDeliveryFailed",
                    "configSnapshotId": "s-9", "failure": ["step": "s"],
                ],
            ])
    }

    @Test(
        "details of another shape are left out of it",
        arguments: [nil, "text", ["messageType": 1]] as [JSONValue])
    func oddDetail(detail: JSONValue) throws {
        let context = StepContext(event: event(detail), rule: "r")
        let summary = try context.render(step(.notify("ops"), [:]))["event"]
        #expect(summary?["messageType"] == nil)
        #expect(summary?["id"] == "01J")
    }

    @Test("a message also gets the call before it, as far as a message could hold it")
    func lastCall() throws {
        let long = JSONValue.string(String(repeating: "x", count: 2_000))
        let call: JSONValue = [
            "name": "config:DeliverConfigSnapshot",
            "result": ["configSnapshotId": "s-1", "count": 2, "long": long, "deep": ["k": 1]],
        ]
        let context = StepContext(event: event(), rule: "r", lastCall: call)
        let told = try context.render(step(.notify("ops"), [:]))["event"]?["call"]
        #expect(
            told == [
                "name": "config:DeliverConfigSnapshot",
                "result": ["configSnapshotId": "s-1", "count": 2],
            ])
        #expect(context.json["call"] == nil)
        #expect(try context.render(step(.call("c"), ["a": "b"])) == ["a": "b"])
    }

    @Test(
        "a call without a result is told by its name, and one without a name not at all",
        arguments: [
            (["name": "c"], ["name": "c", "result": [:]]),
            (["name": "c", "result": [1]], ["name": "c", "result": [:]]), (["result": [:]], nil),
            (nil, nil),
        ] as [(JSONValue?, JSONValue?)])
    func oddCall(call: JSONValue?, told: JSONValue?) throws {
        let context = StepContext(event: event(), rule: "r", lastCall: call)
        #expect(try context.render(step(.notify("ops"), [:]))["event"]?["call"] == told)
    }

    @Test("texts of an event are cut to what a message could hold")
    func longTexts() throws {
        let long = JSONValue.string(String(repeating: "é", count: 2_000))
        let context = StepContext(event: event(["configSnapshotId": long]), rule: "r")
        let told = try context.render(step(.notify("ops"), [:]))["event"]?["configSnapshotId"]
        #expect(told == .string(String(repeating: "é", count: 512)))
    }
}
