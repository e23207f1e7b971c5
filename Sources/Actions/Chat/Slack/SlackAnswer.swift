import Events

/// What Slack's words mean. They say more than the status does.
/// https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors
enum SlackAnswer {
    static func verdict(on answer: ChatAnswer, word: String?) -> ChatVerdict {
        guard let word, let known = words[word] else {
            guard answer.status == 429 else { return answer.common }
            return .retry(
                .throttled, afterMilliseconds: answer.retryAfterMilliseconds("retry_after"))
        }
        guard case .retry(let reason, _) = known else { return known }
        return .retry(reason, afterMilliseconds: answer.retryAfterMilliseconds("retry_after"))
    }

    private static let words: [String: ChatVerdict] = [
        "invalid_payload": .refused, "invalid_blocks": .refused, "invalid_attachments": .refused,
        "no_text": .refused, "too_many_attachments": .refused, "user_not_found": .refused,
        "msg_blocks_too_long": .refused,
        "action_prohibited": .dead, "channel_is_archived": .dead, "channel_not_found": .dead,
        "invalid_token": .dead, "no_active_hooks": .dead, "no_service": .dead, "no_team": .dead,
        "rate_limited": .retry(.throttled), "rollup_error": .retry(.unavailable),
    ]
}
