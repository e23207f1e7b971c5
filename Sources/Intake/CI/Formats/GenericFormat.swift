import HTTP
import JSON

/// What anybody posts: any JSON is the event's detail.
struct GenericFormat: CallbackFormat {
    private let eventSource: String
    private let detailType: String?

    /// The longest `Idempotency-Key`, in bytes; the draft of the header gives no limit.
    static let idempotencyKeyBytesMax = 255
    private static let detailTypeDefault = "Callback"

    init(eventSource: String, detailType: String?) {
        self.eventSource = eventSource
        self.detailType = detailType
    }

    func read(
        _ payload: JSONValue, _ headers: HTTPHeaders
    ) throws(Refusal) -> CallbackReading {
        var callback = Callback(
            source: eventSource, detailType: detailType ?? Self.detailTypeDefault, detail: payload)
        callback.deliveryID = try Self.idempotencyKey(headers)
        callback.id = callback.deliveryID
        return .event(callback)
    }

    func fields(for payload: JSONValue, event: String?, id: String?) -> HTTPHeaders {
        var fields: HTTPHeaders = [:]
        fields["Idempotency-Key"] = id
        return fields
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
