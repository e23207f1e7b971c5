import Events

/// What a receiver's answers mean; the specification's section on deliverability tells.
/// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
enum WebhookAnswer {
    static func verdict(on answer: ChatAnswer) -> ChatVerdict {
        switch answer.status {
        // The receiver wants no more, and it is the receiver itself who says so.
        case 410: .gone
        // A failure, never followed. It may pass: a proxy's page for maintenance is a redirect too.
        case 300..<400: .retry(.unavailable)
        default: answer.common
        }
    }
}
