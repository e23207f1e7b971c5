import Events
import JSON

/// What Rocket.Chat's errors mean: `{"success":false,"error":…}` with nearly always a 400.
/// https://github.com/RocketChat/Rocket.Chat, apps/meteor/app/integrations/server/api/api.ts
enum RocketChatAnswer {
    static func verdict(on answer: ChatAnswer) -> ChatVerdict {
        guard answer.json?["success"] == false else {
            guard answer.status == 429 else { return answer.common }
            return throttled(answer, "")
        }
        let error = answer.json?["error"]?.stringValue ?? ""
        if answer.status == 429 || error.contains("[error-too-many-requests]") {
            return throttled(answer, error)
        }
        if gone.contains(error) { return .dead }
        // An integration that is switched off is "Service Unavailable" too.
        return (200..<300).contains(answer.status) ? .refused : answer.common
    }

    /// The integration, its user's rights or its channel are no more.
    private static let gone: Set = [
        "Invalid integration id or token provided.", "integration-not-found",
        "invalid-channel", "room_is_archived", "error-not-allowed",
    ]

    /// "You must wait 35 seconds before trying this endpoint again": no header says so.
    private static func throttled(_ answer: ChatAnswer, _ error: String) -> ChatVerdict {
        let seconds = error.split(separator: " ").drop { $0 != "wait" }.dropFirst().first
        let asked = DestinationError.retryAfterMilliseconds(seconds.map(String.init))
        return .retry(
            .throttled, afterMilliseconds: answer.retryAfterMilliseconds() ?? asked)
    }
}
