import Events
import JSON

/// By which a message of ours is found again: its number, and its chat where that is not the
/// configured one.
///
/// A group that becomes a supergroup has another id. Telegram names it in its refusal, and the
/// message goes there; what is remembered of that message names the new chat too, so that its
/// edits go there at once. Messages about something else find the new id by the same refusal, at
/// the price of one more request, until the configuration has it.
struct TelegramReference {
    let messageID: Int
    let chat: JSONValue?

    init?(_ earlier: ToldMessage?) {
        guard let id = earlier?.reference["message_id"]?.intValue else { return nil }
        messageID = id
        chat = earlier?.reference["chat_id"]
    }

    init?(_ answer: ChatAnswer, in chat: JSONValue?) {
        guard let id = answer.json?["result"]?["message_id"]?.intValue else { return nil }
        messageID = id
        self.chat = chat
    }

    var json: JSONValue {
        var reference: JSONObject = ["message_id": .number(JSONNumber(messageID))]
        reference["chat_id"] = chat
        return .object(reference)
    }
}
