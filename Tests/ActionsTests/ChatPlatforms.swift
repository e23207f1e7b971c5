import HTTP
import JSON
import Telemetry

@testable import Actions

/// A receiver of every platform, with the same marked secret in each.
enum ChatPlatforms {
    static let all: [any ChatPlatform] = [
        Slack(url: Secret("https://hooks.slack.com/services/T0000/B0000/\(secret)")),
        Teams(
            url: Secret(
                """
                https://default0123.45.environment.api.powerplatform.com:443/powerautomate/\
                automations/direct/workflows/0123456789abcdef/triggers/manual/paths/invoke\
                ?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=\(secret)
                """)),
        Discord(url: Secret("https://discord.com/api/webhooks/1440000000000000000/\(secret)")),
        GoogleChat(
            url: Secret(
                "https://chat.googleapis.com/v1/spaces/AAAA/messages?key=key0&token=\(secret)")),
        Mattermost(url: Secret("https://chat.example.com/hooks/\(secret)")),
        RocketChat(url: Secret("https://chat.example.com/hooks/5f0c/\(secret)")),
        Telegram(token: Secret("110201543:\(secret)"), chatID: "-1001234567890"),
        PagerDuty(routingKey: Secret(secret)),
        StandardWebhook(
            url: Secret("https://example.com/incidents?key=\(secret)"),
            secret: Secret("whsec_U2VrcmV0N0tleU1hcms3WHE5U2VrcmV0N0tleU1hcms=")),
    ]

    /// As long as PagerDuty's keys are: 32 characters of hexadecimal digits.
    static let secret = "5ec2e75ec2e75ec2e75ec2e75ec2e700"

    static func named(_ name: String) throws -> any ChatPlatform {
        guard let platform = all.first(where: { type(of: $0).type == name }) else {
            throw ChatSamples.NotThere(name: name)
        }
        return platform
    }

    /// What the platform says when it takes a message.
    static func answer(of platform: any ChatPlatform) -> ChatAnswer {
        switch platform {
        case is Slack, is Mattermost: ChatAnswer(status: 200, body: Array("ok".utf8))
        case is Teams: ChatAnswer(status: 202)
        case is Discord:
            json(200, ["id": "1441000000000000001", "channel_id": "1440000000000000002"])
        case is GoogleChat:
            json(
                200,
                [
                    "name": "spaces/AAAA/messages/BBBB.CCCC",
                    "thread": ["name": "spaces/AAAA/threads/BBBB"],
                ])
        case is RocketChat: json(200, ["success": true])
        case is Telegram:
            json(
                200,
                [
                    "ok": true,
                    "result": [
                        "message_id": 42, "date": 1_795_168_800,
                        "chat": ["id": -1_001_234_567_890, "type": "supergroup"],
                    ],
                ])
        case is PagerDuty:
            json(
                202,
                ["status": "success", "message": "Event processed", "dedup_key": "samplekey"])
        default: ChatAnswer(status: 204)
        }
    }

    private static func json(_ status: Int, _ body: JSONValue) -> ChatAnswer {
        ChatAnswer(
            status: status, headers: ["Content-Type": "application/json"],
            body: body.serializedBytes())
    }
}
