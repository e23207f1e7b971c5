import JSON
import Testing

@testable import Intake

/// One payload of GitHub or GitLab, written after their documentation, and what must become of it.
struct ForgeSample: Sendable, CustomTestStringConvertible {
    let event: String
    let payload: JSONValue
    let pipeline: JSONValue?

    var testDescription: String { event }

    /// - Parameters:
    ///   - common: the members that all payloads of the sender have.
    ///   - pipeline: what is expected; nil for an event that has no `pipeline`.
    init(_ event: String, common: String, _ payload: String, _ pipeline: String?) {
        self.event = event
        self.payload = Self.json("{\(payload), \(common)}")
        self.pipeline = pipeline.map { Self.json("{\($0)}") }
    }

    /// Null for what is not JSON, which then equals nothing that is expected.
    static func json(_ text: String) -> JSONValue {
        (try? JSONValue(parsing: Array(text.utf8))) ?? .null
    }
}
