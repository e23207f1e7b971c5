import Lifecycle

extension Summary {
    /// By what people find the event again: its id, who tells it, when it happened.
    var origin: [String] {
        let id = eventID.isEmpty ? nil : "event \(eventID)"
        return [id, source.nonEmpty, time?.iso8601].compactMap { $0 }
    }
}
