import Actions

/// The keys of the entries of `receivers` (design.md section 4): one section for each shape.
extension Section {
    /// The keys of a receiver.
    var receiverKeys: [Key] {
        let types = ReceiverReader.types.filter { ReceiverReader.section($0) == self }
        let type = Key("type", .choice(types), "What kind of place.", isRequired: true)
        return [type] + ownReceiverKeys + Self.commonReceiverKeys
    }

    /// Messages that wait before they are told as one; nobody reads so many.
    static let burstRange = 1...1_000

    private var ownReceiverKeys: [Key] {
        switch self {
        case .telegram:
            [
                Key("token", .secret, "The bot's token.", isRequired: true),
                Key(
                    "chatId", .either(.text, .wholeNumber(Self.chatIDRange)),
                    "The chat's number, or @name of a public channel.", isRequired: true),
                Key("url", .secret, "Another server of the Bot API."),
            ]
        case .pagerduty:
            [
                Key(
                    "routingKey", .secret, "The integration key of an Events API v2 integration.",
                    isRequired: true),
                Key("url", .secret, "Another host of the Events API."),
            ]
        case .webhook:
            [
                Key("url", .secret, "Where messages are posted.", isRequired: true),
                Key(
                    "secret", .secret, "The secret (whsec_…) that signs them.", isRequired: true),
            ]
        default: [Key("url", .secret, "The incoming webhook's URL.", isRequired: true)]
        }
    }

    /// "At most 52 significant bits" (https://core.telegram.org/bots/api#chat).
    static let chatIDRange = -(1 << 52)...(1 << 52)

    private static let commonReceiverKeys = [
        Key("rate", .rate, "Messages sent at most; the platform's own limit by default."),
        Key(
            "burst", .wholeNumber(burstRange),
            "Messages of one rule that may wait before they are told as one; 5 by default."),
        Key(
            "allow", .list(.text, countMin: 1),
            "Address ranges for which any http or https URL will do: stand-ins, own servers."),
        Key("minSeverity", .choice(severities), "Messages of less weight are left out."),
        Key(
            "quiet", .matching(QuietHours.schemaPattern),
            "Daily hours in which only errors are sent, as 22:00-07:00; the rest waits."),
    ]
}
