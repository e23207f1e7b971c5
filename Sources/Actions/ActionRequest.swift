package import Events
package import JSON
package import Lifecycle

/// One step, ready to be tried once.
package struct ActionRequest: Sendable {
    /// The same for every attempt of the step, and no other's: `<delivery>-<position>`; of a digest
    /// the same for the same members, whose name stands behind that.
    package let id: String
    package let step: Step
    /// The rendered input.
    package let input: JSONValue
    package let startedAt: Timestamp
    /// What a message is made of beside its input.
    package let context: MessageContext

    package init(
        id: String, step: Step, input: JSONValue, startedAt: Timestamp,
        context: MessageContext = MessageContext()
    ) {
        self.id = id
        self.step = step
        self.input = input
        self.startedAt = startedAt
        self.context = context
    }
}

/// What is known around a message.
package struct MessageContext: Sendable {
    /// The event that the delivery is about.
    package var event: Event?
    /// When the story began that the event belongs to, such as the delivery of a snapshot.
    package var began: Timestamp?
    /// What the destination was told before about the same: the message of a condition that is
    /// over now, else the latest one of the story.
    package var earlier: ToldMessage?
    /// The messages, this one among them, that are to be told as one.
    package var digest: WaitingMessages?
    /// Where people see all messages: of the admin page, where it is told to them.
    package var adminURL: String?

    package init(
        event: Event? = nil, began: Timestamp? = nil, earlier: ToldMessage? = nil,
        digest: WaitingMessages? = nil, adminURL: String? = nil
    ) {
        self.event = event
        self.began = began
        self.earlier = earlier
        self.digest = digest
        self.adminURL = adminURL
    }
}

/// A mistake in a step's input.
package struct InputProblem: Error, Sendable, Hashable {
    /// The keys from the input's top to the mistake; empty for the input itself.
    package let path: [String]
    /// A sentence without its full stop.
    package let message: String
    package let hint: String?

    package init(_ path: [String], _ message: String, hint: String? = nil) {
        self.path = path
        self.message = message
        self.hint = hint
    }
}
