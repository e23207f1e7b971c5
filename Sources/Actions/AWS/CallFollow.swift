package import Events
package import JSON
package import Lifecycle

/// How the end of what a call has begun is learnt.
package struct CallFollow: Sendable {
    /// The name of what a call with this input and this result has begun; nil when the result does
    /// not tell.
    package let key: @Sendable (_ input: JSONValue, _ result: JSONValue) -> String?
    /// What stands for the key of a call of which nobody knows whether it was carried out; nil
    /// where no event would tell.
    package let mark: (@Sendable (_ region: String, Timestamp) -> String)?
    /// What an event says of something that a call has begun; nil for any other event.
    package let sighting: @Sendable (Event) -> Sighting?
    /// The read that tells; nil where events do.
    package let poll: Poll?

    /// An operation that is asked again and again.
    package struct Poll: Sendable {
        /// The name of its definition.
        package let call: String
        package let input: @Sendable (_ input: JSONValue) -> JSONValue
        /// What is worth knowing of the answer before the call is made. The time is AWS's own.
        package let baseline: @Sendable (_ answer: JSONValue, Timestamp) -> JSONValue
        /// Nil while there is no news.
        package let judge: @Sendable (_ answer: JSONValue, _ baseline: JSONValue) -> News?

        package init(
            call: String, input: @escaping @Sendable (JSONValue) -> JSONValue,
            baseline: @escaping @Sendable (JSONValue, Timestamp) -> JSONValue,
            judge: @escaping @Sendable (JSONValue, JSONValue) -> News?
        ) {
            self.call = call
            self.input = input
            self.baseline = baseline
            self.judge = judge
        }
    }

    package init(
        key: @escaping @Sendable (JSONValue, JSONValue) -> String?,
        mark: (@Sendable (String, Timestamp) -> String)? = nil,
        sighting: @escaping @Sendable (Event) -> Sighting? = { _ in nil }, poll: Poll? = nil
    ) {
        self.key = key
        self.mark = mark
        self.sighting = sighting
        self.poll = poll
    }
}

/// An event about something that a call has begun.
package struct Sighting: Sendable, Hashable {
    package let key: String
    /// Nil when the event does not tell the end.
    package let news: News?
    /// What the marks of calls begin with that may have caused it; nil where the event does not
    /// say where it comes from.
    package let marks: String?

    package init(key: String, news: News?, marks: String? = nil) {
        self.key = key
        self.news = news
        self.marks = marks
    }
}
