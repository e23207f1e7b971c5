import Events
import Lifecycle

extension ChatMessage {
    /// The summary's headline; of a recovery one that says so and after how long.
    var headline: String {
        guard isRecovery, let earlier,
            let span = DurationText.words(from: earlier.toldAt, to: time)
        else { return summary.headline }
        return "Recovered after \(span): \(summary.headline)".cut(to: Summary.headlineUnitsMax)
    }
}
