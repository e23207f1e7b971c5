import JSON
import TestSupport
import Testing

@testable import Actions

@Suite(
    "Chat messages and the platforms' schemas",
    .enabled(if: ChatSchemas.areThere, "needs ../shared/fixtures, jsonschema and slack_sdk"))
struct ChatSchemasTests {
    private static let types = ChatPlatforms.all.map { type(of: $0).type }

    @Test("every sample is a message that the platform's schema allows", arguments: types)
    func samples(type: String) throws {
        let platform = try ChatPlatforms.named(type)
        var names: [String] = []
        var checks: [ChatSchemas.Check] = []
        for sample in ChatSamples.all {
            let request = platform.request(for: try sample.message(for: platform))
            for check in try ChatSchemas.checks(of: request, on: platform) {
                names.append(sample.name)
                checks.append(check)
            }
        }
        #expect(checks.count >= ChatSamples.all.count)
        for finding in try ChatSchemas.findings(checks) {
            let line = try JSONValue(parsing: finding)["line"]?.intValue ?? 0
            Issue.record("\(names[line]): \(finding)")
        }
    }

    @Test("so is what strangers write", arguments: types)
    func soup(type: String) throws {
        let platform = try ChatPlatforms.named(type)
        var random = SplitMix64(seed: 20_261_121)
        var checks: [ChatSchemas.Check] = []
        for _ in 0..<60 {
            let request = platform.request(for: Parts.message(Soup.input(&random)))
            checks += try ChatSchemas.checks(of: request, on: platform)
        }
        #expect(try ChatSchemas.findings(checks) == [])
    }

    @Test("each schema takes a good message and refuses a bad one")
    func refusals() throws {
        let checks = Self.cases.flatMap { given in
            [given.good, given.bad].map { ChatSchemas.Check(schema: given.schema, payload: $0) }
        }
        let findings = try ChatSchemas.findings(checks)
        let lines = try findings.map { try JSONValue(parsing: $0)["line"]?.intValue }
        // The odd lines are the bad ones.
        let bad = (0..<Self.cases.count).map { 2 * $0 + 1 }
        #expect(Set(lines) == Set(bad), "\(findings)")
    }

    @Test("slack_sdk is asked too")
    func slackModels() throws {
        let findings = try ChatSchemas.findings([
            ChatSchemas.Check(
                schema: "slack-incoming-webhook.schema.json",
                payload: ["text": "x", "blocks": [["type": "no"]]])
        ])
        #expect(findings.contains { $0.contains("slack_sdk does not know no") })
    }

    private struct Case {
        let schema: JSONValue
        let good: JSONValue
        let bad: JSONValue

        init(_ schema: JSONValue, good: JSONValue, bad: JSONValue) {
            self.schema = schema
            self.good = good
            self.bad = bad
        }
    }

    private static let section: JSONValue = [
        "type": "section", "text": ["type": "mrkdwn", "text": "x"],
    ]
    private static let long = JSONValue.string(String(repeating: "x", count: 20_000))

    private static func card(_ body: JSONValue) -> JSONValue {
        [
            "type": "AdaptiveCard", "version": "1.4",
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "body": [body],
        ]
    }

    private static let cases = [
        Case("slack-incoming-webhook.schema.json", good: ["text": "x"], bad: ["text": ""]),
        Case(
            "slack-incoming-webhook.schema.json",
            good: ["text": "x", "attachments": [["fallback": "x", "blocks": [section]]]],
            bad: ["text": "x", "attachments": [["fallback": "x", "blocks": [["type": "no"]]]]]),
        Case(
            "teams-workflow-envelope.schema.json",
            good: [
                "type": "message",
                "attachments": [
                    [
                        "contentType": "application/vnd.microsoft.card.adaptive",
                        "contentUrl": nil, "content": [:],
                    ]
                ],
            ], bad: ["text": "x"]),
        // A heading is of version 1.5.
        Case(
            "teams-card-1.4.schema.json", good: card(["type": "TextBlock", "text": "x"]),
            bad: card(["type": "TextBlock", "text": "x", "style": "heading"])),
        Case(
            "discord-execute-webhook.schema.json", good: ["content": "x"],
            bad: ["content": long]),
        Case(
            "discord-edit-webhook-message.schema.json", good: ["content": "x"],
            bad: ["embeds": [["title": long]]]),
        Case("google-chat-message.schema.json", good: ["text": "x"], bad: ["text": 1]),
        Case(
            "mattermost-incoming-webhook.schema.json", good: ["text": "x"],
            bad: ["text": "x", "blocks": []]),
        Case("rocketchat-incoming-webhook.schema.json", good: ["text": "x"], bad: ["text": long]),
        Case(
            "telegram-sendMessage.schema.json", good: ["chat_id": 1, "text": "x"],
            bad: ["text": "x"]),
        Case(
            "telegram-editMessageText.schema.json",
            good: ["chat_id": 1, "message_id": 2, "text": "x"],
            bad: ["chat_id": 1, "message_id": "2", "text": "x"]),
        Case(
            "pagerduty-enqueue.schema.json",
            good: [
                "routing_key": .string(ChatPlatforms.secret), "event_action": "trigger",
                "payload": ["summary": "x", "source": "y", "severity": "error"],
            ],
            bad: [
                "routing_key": .string(ChatPlatforms.secret), "event_action": "trigger",
                "payload": ["summary": "x", "source": "y", "severity": "bad"],
            ]),
        Case(
            "pagerduty-change-enqueue.schema.json",
            good: [
                "routing_key": .string(ChatPlatforms.secret), "payload": ["summary": "x"],
            ], bad: ["routing_key": .string(ChatPlatforms.secret)]),
        Case(
            ChatSchemas.standardWebhook,
            good: ["type": "a.b_c", "timestamp": "2026-11-20T10:00:00Z", "data": [:]],
            bad: ["type": "a b", "timestamp": "2026-11-20T10:00:00Z", "data": [:]]),
    ]
}
