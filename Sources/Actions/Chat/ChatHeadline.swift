import Events
import Lifecycle

extension ChatMessage {
    /// The summary's headline; of a recovery one that says so and after how long, unless a rule
    /// says it in its own words.
    var headline: String {
        guard isRecovery, let text = summary.headlineText, let earlier,
            let span = DurationText.words(from: earlier.toldAt, to: time)
        else { return summary.headline }
        return text.text(after: "Recovered after \(span): ")
    }
}
