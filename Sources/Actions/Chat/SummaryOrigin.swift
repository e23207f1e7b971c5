import Lifecycle

extension Summary {
    /// By what people find the event again: its id, who tells it, when it happened.
    var origin: [String] { origin(time: time?.iso8601) }

    /// - Parameter time: when it happened, in the platform's own form.
    func origin(time: String?) -> [String] {
        let id = eventID.isInvisible ? nil : "event \(eventID)"
        return [id, source.isInvisible ? nil : source, time].compactMap { $0 }
    }
}
