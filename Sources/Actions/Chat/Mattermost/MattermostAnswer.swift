import Events
import JSON

/// What Mattermost's errors mean: JSON with an `id`, which says more than the status does.
/// https://github.com/mattermost/mattermost, server/channels/app/webhook.go
enum MattermostAnswer {
    static func verdict(on answer: ChatAnswer) -> ChatVerdict {
        if answer.json?["id"]?.stringValue == unknownWebhook { return .dead }
        // "Not implemented": incoming webhooks are switched off.
        return answer.status == 501 ? .dead : answer.common
    }

    /// Its status is 400, as for a message that is refused.
    private static let unknownWebhook = "web.incoming_webhook.invalid.app_error"
}
