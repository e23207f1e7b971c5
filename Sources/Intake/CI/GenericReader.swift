import Cryptography
import Events
package import HTTP
import JSON
import Lifecycle

/// A `token` or `basic` source: whoever has the credentials posts any JSON.
package struct GenericReader: RequestReader {
    /// What the sender must give.
    package enum Credentials: Sendable {
        case token(BearerTokens)
        case basic(BasicCredentials)
    }

    private let credentials: Credentials
    private let eventSource: String
    private let detailType: String

    /// The longest `Idempotency-Key`, in bytes; the draft of the header gives no limit.
    package static let idempotencyKeyBytesMax = 255

    package init(
        _ credentials: Credentials, eventSource: String = "ci", detailType: String = "Callback"
    ) {
        self.credentials = credentials
        self.eventSource = eventSource
        self.detailType = detailType
    }

    package var type: String {
        switch credentials {
        case .token: "token"
        case .basic: "basic"
        }
    }

    /// The credentials first, then the body.
    package func read(
        _ request: HTTPRequest, _ arrival: Arrival
    ) async throws(Refusal) -> Reading {
        switch credentials {
        case .token(let tokens): try tokens.check(request.headers["Authorization"])
        case .basic(let pair): try pair.check(request.headers["Authorization"])
        }
        let key = try Self.idempotencyKey(request.headers)
        return .event(try received(request.body, key: key, arrival))
    }

    /// The event of a body whose sender nobody has asked for credentials, for `hookferry explain`.
    package func preview(
        _ body: [UInt8], _ arrival: Arrival
    ) throws(Refusal) -> ReceivedEvent {
        try received(body, key: nil, arrival)
    }

    private func received(
        _ body: [UInt8], key: String?, _ arrival: Arrival
    ) throws(Refusal) -> ReceivedEvent {
        let detail: JSONValue
        do throws(JSONError) {
            detail = try JSONValue(parsing: body, limits: .event)
        } catch {
            throw .malformedBody("The body is not JSON: \(error).")
        }
        return ReceivedEvent(
            envelope: EventEnvelope(
                id: key ?? arrival.id, source: eventSource, detailType: detailType,
                time: arrival.receivedAt.iso8601, detail: detail),
            deliveryID: key ?? Hex.encode(Digest.digest(body, .sha256)), verified: type)
    }

    private static func idempotencyKey(_ headers: HTTPHeaders) throws(Refusal) -> String? {
        guard let key = headers["Idempotency-Key"] else { return nil }
        guard (1...idempotencyKeyBytesMax).contains(key.utf8.count), key.isSingleLine else {
            throw Refusal(
                .malformedRequest,
                "Idempotency-Key has 1 to \(idempotencyKeyBytesMax) printable bytes.")
        }
        return key
    }
}
