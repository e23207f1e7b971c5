import Events
import JSON
import TestSupport
import Testing

@testable import Actions

@Suite("PagerDuty event")
struct PagerDutyEventTests {
    private static let input: JSONValue = [
        "title": "It <failed> & *fell*", "text": "why @ops", "severity": "error",
        "fields": ["Account": "prod", "Region": "eu-west-1", "Bucket": "b"],
        "link": "https://example.com/?a=1&b=2",
        "event": ["id": "01J", "source": "aws.config", "time": "2026-11-20T10:00:00Z"],
    ]

    @Test("what is wrong opens an alert with all that is known")
    func trigger() {
        let event = PagerDutyEvent(
            Parts.message(
                Self.input, state: .firing, groupKey: "config/prod", kind: "aws.config.failed"))
        #expect(event.path == "/v2/enqueue")
        let details: JSONValue = [
            "Account": "prod", "Region": "eu-west-1", "Bucket": "b", "why": "why @ops",
            "event": "01J",
        ]
        let payload: JSONValue = [
            "summary": "It <failed> & *fell*", "source": "aws.config",
            "timestamp": "2026-11-20T10:00:00.000Z", "custom_details": details,
            "severity": "error", "class": "aws.config.failed",
        ]
        #expect(
            JSONValue.object(event.members) == [
                "event_action": "trigger", "dedup_key": "config/prod", "client": "Hookferry",
                "payload": payload,
                "links": [["href": "https://example.com/?a=1&b=2", "text": "Open"]],
            ])
    }

    @Test(
        "severity and state say what it is",
        arguments: [
            ("critical", .none, "trigger critical"), ("error", .none, "trigger error"),
            ("warning", .progress, "trigger warning"), ("info", .firing, "trigger info"),
            ("success", .firing, "trigger info"), ("success", .none, "change"),
            ("info", .progress, "change"), ("success", .resolved, "change"),
        ] as [(String, MessageState, String)])
    func actions(severity: String, state: MessageState, result: String) {
        let event = PagerDutyEvent(
            Parts.message(["title": "T", "severity": .string(severity)], state: state))
        let said = event.members["payload"]?["severity"]?.stringValue
        #expect([event.kind, said].compactMap { $0 }.joined(separator: " ") == result)
    }

    @Test(
        "what is grave by our wording alone and can never be over is a change",
        arguments: [
            ("STOPPED", nil, "change"), ("STOPPED", "warning", "trigger"),
            ("STOPPED", "info", "change"), ("FAILED", nil, "trigger"),
            ("FAILED", "info", "trigger"), ("SUCCEEDED", nil, "change"),
            ("STARTED", nil, "change"),
        ] as [(String, JSONValue?, String)])
    func gravity(state: String, severity: JSONValue?, kind: String) {
        let event = Parts.event(
            ["pipeline": "p", "execution-id": "e", "state": .string(state)],
            source: "aws.codepipeline", type: "CodePipeline Pipeline Execution State Change")
        let input: JSONValue = ["severity": severity ?? .null]
        #expect(
            PagerDutyEvent(Parts.message(input, MessageContext(event: event))).kind == kind)
    }

    @Test("a step that has failed for good is an alert")
    func failure() {
        let input: JSONValue = [
            "event": ["failure": ["reason": "refused", "action": "call a:B"], "rule": "r"]
        ]
        #expect(PagerDutyEvent(Parts.message(input)).kind == "trigger")
    }

    @Test("the end of it resolves the alert that was opened")
    func resolve() {
        let told = Parts.told(["dedup_key": "old/key"])
        let event = PagerDutyEvent(
            Parts.message(["title": "Well"], state: .resolved, groupKey: "new", earlier: told))
        #expect(event.path == "/v2/enqueue")
        #expect(event.members == ["event_action": "resolve", "dedup_key": "old/key"])
        let nameless = PagerDutyEvent(
            Parts.message(
                ["title": "Well"], state: .resolved, groupKey: "new", earlier: Parts.told(nil)))
        #expect(nameless.members["dedup_key"] == "new")
    }

    private static let console =
        "https://console.aws.amazon.com/config/home?region=us-east-2#/dashboard"

    @Test("anything else is a change, without severity and key")
    func change() {
        let event = PagerDutyEvent(Parts.message(["event": SummaryTests.event]))
        #expect(event.path == "/v2/change/enqueue")
        #expect(
            JSONValue.object(event.members) == [
                "payload": [
                    "summary": "AWS Config snapshot delivery completed — 123456789012 · us-east-2",
                    "source": "aws.config", "timestamp": "2026-11-20T00:00:00.000Z",
                    "custom_details": ["Snapshot": "s-1", "event": "01J"],
                ],
                "links": [["href": .string(Self.console), "text": "Open AWS Config"]],
            ])
        let bare = PagerDutyEvent(Parts.message(["title": "T"]))
        #expect(bare.members["payload"] == ["summary": "T", "source": "hookferry"])
    }

    @Test("without a condition each event is an alert, and without an event each message")
    func keys() {
        func key(_ input: JSONValue, _ groupKey: String? = nil) -> JSONValue? {
            PagerDutyEvent(Parts.message(input, state: .firing, groupKey: groupKey))
                .members["dedup_key"]
        }
        #expect(key(["title": "T", "event": ["id": "01J"]]) == "01J")
        #expect(key(["title": "T"]) == "01J-0")
        #expect(key(["title": "T"], "") == "01J-0")
        #expect(key(["title": "T"], "a b") == "a b")
        let long = String(repeating: "x", count: 256)
        #expect(key(["title": "T"], long) == .string(long.boundedKey(unitsMax: 255)))
    }

    @Test("facts of the same name are all told")
    func sameNames() {
        let label = String(repeating: "L", count: 24)
        let event = PagerDutyEvent(
            Parts.message([
                "title": "T", "text": "t", "event": ["id": "01J"],
                "fields": [
                    .init("\(label)x"): "1", .init("\(label)y"): "2", "why": "3", "event": "4",
                ],
            ]))
        let details = event.members["payload"]?["custom_details"]?.objectValue
        #expect(details?.members.map { $0.value } == ["1", "2", "3", "4"])
    }

    @Test("people can read it")
    func reads() {
        let event = PagerDutyEvent(Parts.message(Self.input, state: .firing, groupKey: "k"))
        #expect(
            PagerDutyEvent.readText(.object(event.members)) == """
                trigger error k
                It <failed> & *fell*
                Account: prod
                Region: eu-west-1
                Bucket: b
                why: why @ops
                event: 01J
                https://example.com/?a=1&b=2
                """)
        #expect(
            PagerDutyEvent.readText(["event_action": "resolve", "dedup_key": "k"]) == "resolve k")
        #expect(PagerDutyEvent.readText(["payload": ["summary": "T"]]) == "change\nT")
    }

    // MARK: Limits

    private func expectLimits(_ event: PagerDutyEvent) throws {
        let body = JSONValue.object(event.members)
        let bytes = body.serializedBytes()
        #expect(try JSONValue(parsing: bytes) == body)
        // With a routing key, and less than 512 KB by far.
        #expect(bytes.count < 100_000)
        if let key = body["dedup_key"]?.stringValue {
            #expect((1...255).contains(key.utf16.count))
        }
        guard let payload = body["payload"] else { return }
        let summary = try #require(payload["summary"]?.stringValue)
        #expect((1...1_024).contains(summary.utf16.count))
        for member in payload["custom_details"]?.objectValue?.members ?? [] {
            #expect(member.value.stringValue != nil)
        }
        #expect(!body.hasControls)
    }

    private func events(_ random: inout SplitMix64) -> [PagerDutyEvent] {
        let input = Soup.input(&random)
        let key = Bool.random(using: &random) ? Soup.text(&random) : nil
        return [MessageState.firing, .none, .resolved].map { state in
            PagerDutyEvent(
                Parts.message(input, state: state, groupKey: key, earlier: Parts.told(nil)))
        }
    }

    @Test("any soup in any field is an event within every limit")
    func soup() throws {
        var random = SplitMix64(seed: 20_261_121)
        for _ in 0..<60 {
            for event in events(&random) { try expectLimits(event) }
        }
    }

    @Test("the longest of everything keeps every limit")
    func longest() throws {
        for unit in ["x", "\"", "日", "😀", "e\u{301}", "\\", "\n"] {
            let long = JSONValue.string(String(repeating: unit, count: 70_000))
            var fields = JSONObject()
            for number in 0..<10 { fields["\(number)" + String(repeating: unit, count: 50)] = long }
            let input: JSONValue = [
                "title": long, "text": long, "severity": "error", "fields": .object(fields),
                "link": .string("https://example.com/" + String(repeating: "&", count: 1_980)),
                "event": ["id": long, "source": long],
            ]
            let key = String(repeating: unit, count: 20_000)
            try expectLimits(
                PagerDutyEvent(
                    Parts.message(input, state: .firing, groupKey: key, kind: key)))
        }
    }

    @Test(
        "events hold against PagerDuty's own schemas",
        .enabled(if: ChatSchema.canCheck("pagerduty-enqueue"), "needs the fixtures and jsonschema"))
    func schema() throws {
        var random = SplitMix64(seed: 7)
        var (alerts, changes) = ([JSONValue](), [JSONValue]())
        for _ in 0..<60 {
            for event in events(&random) {
                var body = event.members
                body["routing_key"] = .string(String(repeating: "a", count: 32))
                if event.kind == "change" {
                    changes.append(.object(body))
                } else {
                    alerts.append(.object(body))
                }
            }
        }
        #expect(alerts.count > 60 && !changes.isEmpty)
        #expect(try ChatSchema.complaints(about: alerts, "pagerduty-enqueue") == "")
        #expect(try ChatSchema.complaints(about: changes, "pagerduty-change-enqueue") == "")
        let wrong = try ChatSchema.complaints(about: [["payload": [:]]], "pagerduty-enqueue")
        #expect(wrong.contains("'routing_key' is a required property"))
    }
}
