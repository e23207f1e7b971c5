import HTTP
import JSON

/// What one kind of sender posts, and what it means.
protocol CallbackFormat: Sendable {
    /// The header field that names the event; nil where the body always does.
    var eventField: String? { get }

    /// What a verified payload says. Every member of it may be missing or of another type: then the
    /// part of the event that needs it is left out. Throws only when it cannot be told at all what
    /// kind of event it is, or which delivery.
    func read(
        _ payload: JSONValue, _ headers: HTTPHeaders
    ) throws(Refusal) -> CallbackReading

    /// The header fields beside the proof that the sender would post this payload with.
    ///
    /// - Parameters:
    ///   - event: the sender's name of the event; nil for what the payload looks like.
    ///   - id: the delivery's name; nil for none.
    func fields(for payload: JSONValue, event: String?, id: String?) -> HTTPHeaders
}

extension CallbackFormat {
    var eventField: String? { nil }

    /// `fields`; throws `unnamedEvent` where nobody names the event, nor does the payload look like
    /// one.
    func namedFields(
        for payload: JSONValue, event: String?, id: String?
    ) throws(Refusal) -> HTTPHeaders {
        let fields = fields(for: payload, event: event, id: id)
        if let eventField, fields[eventField] == nil { throw .unnamedEvent }
        return fields
    }
}

extension Refusal {
    /// Nobody who stands in for the sender can tell what that would call the event.
    package static let unnamedEvent = Refusal(
        .malformedRequest, "The body does not tell which of the sender's events it is.")
}

/// What a verified payload turned out to be.
enum CallbackReading: Sendable, Hashable {
    case event(Callback)
    /// A ping or a handshake: answered 200 with the reason, and not kept.
    case ignored(String)
}

/// A CI callback, read.
struct Callback: Sendable, Hashable {
    /// The event's `source`: `github`, …
    var source: String
    /// The sender's own name of the event.
    var detailType: String
    /// The sender's id of the event or delivery; the event's `id`.
    var id: String?
    /// What is the same on every repetition of this delivery and on no other; nil leaves it to a
    /// hash of the body.
    var deliveryID: String?
    /// When it happened, ISO 8601 in UTC; nil for when it came in.
    var time: String?
    /// What it is about, for `intake.subject`.
    var subject: String?
    /// `detail`.
    var detail: JSONValue
    var pipeline: Pipeline?

    init(source: String, detailType: String, detail: JSONValue) {
        self.source = source
        self.detailType = detailType
        self.detail = detail
    }
}
