import Events
import JSON

/// What Telegram's answers mean. Of a 400 only the description tells what it is about
/// (https://core.telegram.org/bots/api#making-requests); those seen are listed at
/// https://github.com/TelegramBotAPI/errors.
enum TelegramAnswer {
    case taken
    /// The message says that already.
    case unchanged
    /// The group has become this one.
    case moved(JSONValue)
    /// The earlier message cannot be edited any more; perhaps somebody has deleted it.
    case notEdited
    /// The tags were not understood.
    case unreadable
    case other(ChatVerdict)

    init(_ answer: ChatAnswer, isEdit: Bool) {
        switch answer.status {
        case 200..<300: self = .taken
        case 400: self.init(refusal: answer, isEdit: isEdit)
        case 429:
            let pause = answer.retryAfterMilliseconds("parameters", "retry_after")
            self = .other(.retry(.throttled, afterMilliseconds: pause))
        default: self = .other(answer.common)
        }
    }

    private init(refusal answer: ChatAnswer, isEdit: Bool) {
        let description = answer.json?["description"]?.stringValue?.lowercased() ?? ""
        if let chat = answer.json?["parameters"]?["migrate_to_chat_id"], chat.intValue != nil {
            self = .moved(chat)
        } else if Self.deadWords.contains(where: description.contains) {
            self = .other(.dead)
        } else if isEdit {
            self = description.contains("message is not modified") ? .unchanged : .notEdited
        } else {
            let isUnreadable = description.contains("can't parse entities")
            self = isUnreadable ? .unreadable : .other(.refused)
        }
    }

    private static let deadWords = [
        "chat not found", "chat_write_forbidden", "chat_restricted", "group chat was deactivated",
        "have no rights to send a message", "need administrator rights in the channel chat",
        "not enough rights to send",
    ]
}
