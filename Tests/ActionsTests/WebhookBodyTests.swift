import Events
import JSON
import TestSupport
import Testing

@testable import Actions

@Suite("Webhook body")
struct WebhookBodyTests {
    private static let input: JSONValue = [
        "title": "It <failed>", "text": "why @ops", "severity": "error",
        "fields": ["Account": "prod"], "link": "https://example.com/?a=1&b=2",
        "event": ["id": "01J", "source": "aws.config", "time": "2026-11-20T10:00:00Z"],
    ]

    @Test("a program gets all that is known, as it is")
    func full() {
        let message = Parts.message(
            Self.input, state: .firing, groupKey: "config/1", storyKey: "config/s",
            kind: "aws.config.snapshot_delivery_failed")
        let data: JSONValue = [
            "headline": "It <failed>", "severity": "error", "state": "firing", "why": "why @ops",
            "facts": [["label": "Account", "value": "prod"]],
            "link": "https://example.com/?a=1&b=2", "source": "aws.config",
            "time": "2026-11-20T10:00:00.000Z", "eventId": "01J", "groupKey": "config/1",
            "storyKey": "config/s",
        ]
        #expect(
            WebhookBody(message).json == [
                "type": "aws.config.snapshot_delivery_failed",
                "timestamp": "2026-11-20T10:00:00.000Z", "data": data,
            ])
    }

    @Test("without an event it has the time of the attempt, and no empty members")
    func bare() {
        let data: JSONValue = [
            "headline": "T", "severity": "info", "state": "none", "facts": [],
        ]
        #expect(
            WebhookBody(Parts.message(["title": "T"])).json == [
                "type": "event", "timestamp": "2023-11-14T22:13:20.000Z", "data": data,
            ])
    }

    @Test(
        "a type has letters, digits, full stops and underscores",
        arguments: [("a.b_c1", "a.b_c1"), ("", "event"), ("a-b/c", "a_b_c"), ("é", "__")])
    func types(kind: String, type: String) {
        let message = Parts.message(["title": "T"], state: .none, kind: kind)
        #expect(WebhookBody(message).json["type"] == .string(type))
    }

    @Test("people can read it")
    func reads() {
        let body = WebhookBody(Parts.message(Self.input)).json
        #expect(
            WebhookBody.readText(body)
                == "It <failed>\nwhy @ops\nAccount: prod\nhttps://example.com/?a=1&b=2")
    }

    private func expectLimits(_ body: JSONValue) throws {
        let bytes = body.serializedBytes()
        #expect(try JSONValue(parsing: bytes) == body)
        #expect(bytes.count <= 20_000)
        let type = try #require(body["type"]?.stringValue)
        #expect(type.contains(#/^[A-Za-z0-9_.]{1,100}$/#))
        #expect(!body.hasControls)
    }

    @Test("any soup in any field is a body within its limits")
    func soup() throws {
        var random = SplitMix64(seed: 20_261_121)
        for _ in 0..<60 {
            let message = Parts.message(
                Soup.input(&random), state: .firing, groupKey: Soup.text(&random),
                storyKey: Soup.text(&random), kind: Soup.text(&random))
            try expectLimits(WebhookBody(message).json)
        }
    }

    @Test("the longest of everything keeps its limits, and its text is not lost")
    func longest() throws {
        for unit in ["x", "\"", "日", "😀", "e\u{301}", "\\", "\n"] {
            let long = JSONValue.string(String(repeating: unit, count: 20_000))
            var fields = JSONObject()
            for number in 0..<10 { fields["\(number)" + String(repeating: unit, count: 50)] = long }
            let input: JSONValue = [
                "title": long, "text": .string("WHY" + String(repeating: unit, count: 20_000)),
                "severity": "error", "fields": .object(fields),
                "link": .string("https://example.com/" + String(repeating: "&", count: 1_980)),
                "event": ["id": long, "source": long],
            ]
            let key = String(repeating: unit, count: 20_000)
            let message = Parts.message(
                input, state: .firing, groupKey: key, storyKey: key, kind: key)
            let body = WebhookBody(message).json
            try expectLimits(body)
            #expect(body.serialized().contains("\"WHY"))
        }
    }
}
