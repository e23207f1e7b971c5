import Foundation
import JSON
import TestSupport

@testable import Actions

/// The platforms' schemas in `../shared/fixtures/chat-schemas`.
enum ChatSchemas {
    private static let folder = URL(filePath: #filePath)
        .appending(path: "../../../../shared/fixtures/chat-schemas").standardized.path()

    /// Whether a test that needs them runs.
    static var areThere: Bool {
        FileManager.default.fileExists(atPath: folder) && Python.has("jsonschema", "slack_sdk")
    }

    /// A payload and what it is held against: a file's name, or a schema.
    struct Check {
        let schema: JSONValue
        let payload: JSONValue
    }

    /// One line for each mistake.
    static func findings(_ checks: [Check]) throws -> [String] {
        let lines = checks.map { check -> String in
            let line: JSONValue = ["schema": check.schema, "payload": check.payload]
            return line.serialized()
        }
        let output = try Python.run(
            script: "Chat/validate.py", [folder],
            input: lines.map { "\($0)\n" }.joined())
        return output.split(separator: "\n").map(String.init)
    }

    /// What the body that is sent has to satisfy.
    static func checks(
        of request: ChatRequest, on platform: any ChatPlatform
    ) throws -> [Check] {
        let body = try JSONValue(parsing: request.body)
        var checks = [Check(schema: schema(of: request, on: platform), payload: body)]
        if platform is Teams {
            for attachment in body["attachments"]?.arrayValue ?? [] {
                let card = attachment["content"] ?? .null
                checks.append(Check(schema: "teams-card-1.4.schema.json", payload: card))
            }
        }
        return checks
    }

    private static func schema(
        of request: ChatRequest, on platform: any ChatPlatform
    ) -> JSONValue {
        switch platform {
        case is Slack: "slack-incoming-webhook.schema.json"
        case is Teams: "teams-workflow-envelope.schema.json"
        case is Discord where request.method == "PATCH":
            "discord-edit-webhook-message.schema.json"
        case is Discord: "discord-execute-webhook.schema.json"
        case is GoogleChat: "google-chat-message.schema.json"
        case is Mattermost: "mattermost-incoming-webhook.schema.json"
        case is RocketChat: "rocketchat-incoming-webhook.schema.json"
        case is Telegram where request.url.hasSuffix("/editMessageText"):
            "telegram-editMessageText.schema.json"
        case is Telegram: "telegram-sendMessage.schema.json"
        case is PagerDuty where request.url.hasSuffix("/v2/change/enqueue"):
            "pagerduty-change-enqueue.schema.json"
        case is PagerDuty: "pagerduty-enqueue.schema.json"
        default: standardWebhook
        }
    }

    /// Ours, as there is no published one:
    /// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
    static let standardWebhook: JSONValue = [
        "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
        "additionalProperties": false, "required": ["type", "timestamp", "data"],
        "properties": [
            "type": ["type": "string", "pattern": #"^[a-zA-Z0-9_]+(\.[a-zA-Z0-9_]+)*$"#],
            "timestamp": [
                "type": "string",
                "pattern": #"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"#,
            ],
            "data": ["type": "object"],
        ],
    ]
}
