import Configuration
import Events
import JSON
import TestSupport
import Testing

@testable import HookferryApp

@Suite("Explanations")
struct ExplanationTests {
    private let event: Event

    init() throws {
        let document: JSONValue = [
            "id": "e-1", "source": "aws.config", "detail": ["state": "bad", "channel": "c"],
            "intake": [
                "id": "01J", "source": "t", "type": "sns", "deliveryId": "d",
                "receivedAt": "2026-01-01T00:00:00.000Z", "verified": "sns-signature-v1",
            ],
        ]
        event = try #require(Event(json: JSONDocument(document)))
    }

    /// What becomes of rule `a`; rule `b` never fires.
    private func explain(_ rule: String) throws -> JSONValue {
        let directory = try TemporaryDirectory()
        let path = try directory.write(
            """
            receivers: { ops: { type: slack, url: "https://hooks.slack.com/services/T0/B0/x" } }
            aws: { region: us-east-2 }
            rules: [rules.yaml]

            """, to: "hookferry.yaml")
        let nobody = #"{ match: { source: [nobody] }, steps: [{ notify: ops }] }"#
        try directory.write("rules:\n  a: \(rule)\n  b: \(nobody)\n", to: "rules.yaml")
        let loaded = ConfigurationLoader.load(path: path, environment: [:], purpose: .serve)
        let settings = try #require(loaded.settings, "\(loaded.diagnostics)")
        #expect(Explanation(event, settings, rule: "b").rules.map(\.rule) == ["b"])
        let explanation = Explanation(event, settings)
        #expect(explanation.rules.map(\.rule) == ["a", "b"])
        #expect(explanation.json["event"] == event.document)
        return try #require(explanation.json["rules"]?[0])
    }

    /// A step of a rule in YAML's flow style.
    private func call(_ channel: String, id: String? = nil) -> String {
        let id = id.map { "id: \($0), " } ?? ""
        return "{ \(id)call: config:DeliverConfigSnapshot, "
            + "with: { deliveryChannelName: \"\(channel)\" } }"
    }

    @Test("a rule that matches tells its steps, rendered")
    func steps() throws {
        let rule = try explain(
            """
            { match: { detail: { state: [bad] } }, steps: [
                \(call("{{ detail.channel }}", id: "one")),
                { notify: ops, text: "got {{ steps.one.id }}" }],
              onFailure: [{ notify: ops, text: "{{ failure.step }}" }] }
            """)
        #expect(rule["rule"] == "a")
        #expect(rule["matches"] == true)
        #expect(rule["onFailure"] == ["notify ops"])
        #expect(
            rule["steps"]?[0] == [
                "id": "one", "call": "config:DeliverConfigSnapshot",
                "input": ["deliveryChannelName": "c"],
            ])
        let notify = rule["steps"]?[1]
        #expect(notify?["input"] == ["text": "got ‹steps.one.id›"])
        #expect(notify?["text"] == "🔵 got ‹steps.one.id›")
        #expect(notify?["message"]?["text"] == "🔵 got ‹steps.\u{200B}one.\u{200B}id›")
        #expect(notify?["unresolved"] == ["steps.one.id"])
    }

    @Test("a step tells its spans as rule files write them")
    func spans() throws {
        let step =
            call("c").dropLast() + ", coalesce: 300s, follow: 30m }"
        let rule = try explain("{ match: { source: [aws.config] }, steps: [\(step)] }")
        #expect(
            rule["steps"]?[0] == [
                "call": "config:DeliverConfigSnapshot", "coalesce": "5m", "follow": "30m",
                "input": ["deliveryChannelName": "c"],
            ])
    }

    @Test("a rule that does not match tells the field")
    func mismatch() throws {
        let rule = try explain("{ match: { detail: { state: [good] } }, steps: [{ notify: ops }] }")
        #expect(
            rule == [
                "rule": "a", "matches": false,
                "mismatches": [["path": "detail.state", "wanted": "[\"good\"]", "got": "\"bad\""]],
            ])
    }

    @Test("a step that would fail says why")
    func errors() throws {
        let steps = [
            call("{{ detail.none }}"), call("{{ abs(detail) }}"), call("x", id: "one"),
            call("{{ steps.one.x }}"),
        ]
        let rule = try explain(
            "{ match: { source: [aws.config] }, steps: [\(steps.joined(separator: ", "))] }")
        let errors = rule["steps"]?.arrayValue?.map { $0["error"]?.stringValue }
        #expect(errors?[0] == "`deliveryChannelName` is required, but it is null")
        #expect(errors?[1]?.contains("invalid-type") == true)
        #expect(errors?[2...] == [nil, nil])
        #expect(rule["steps"]?[1]?["input"] == nil)
    }
}
