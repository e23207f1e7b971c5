package import Events
package import JSON
package import Lifecycle

/// One step, ready to be tried once.
package struct ActionRequest: Sendable {
    /// The same for every attempt of the step, and no other's: `<delivery>-<position>`.
    package let id: String
    package let step: Step
    /// The rendered input.
    package let input: JSONValue
    package let startedAt: Timestamp

    package init(id: String, step: Step, input: JSONValue, startedAt: Timestamp) {
        self.id = id
        self.step = step
        self.input = input
        self.startedAt = startedAt
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
