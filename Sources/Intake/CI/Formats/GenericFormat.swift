import HTTP
import JSON

/// What anybody posts: any JSON is the event's detail, and a CloudEvent says what it is itself.
struct GenericFormat: CallbackFormat {
    private let eventSource: String
    private let detailType: String?
    private let isStandardWebhooks: Bool

    private static let detailTypeDefault = "Callback"

    /// - Parameter isStandardWebhooks: for the source type that has a specification for its bodies
    ///   and signs the delivery's id.
    init(eventSource: String, detailType: String?, isStandardWebhooks: Bool = false) {
        self.eventSource = eventSource
        self.detailType = detailType
        self.isStandardWebhooks = isStandardWebhooks
    }

    func read(
        _ payload: JSONValue, _ headers: HTTPHeaders
    ) throws(Refusal) -> CallbackReading {
        var callback =
            try CloudEvent.read(payload, headers).map(Callback.init) ?? plain(payload)
        // A signed id is better than any field; `CallbackReader` takes that one.
        if !isStandardWebhooks, let key = try Self.idempotencyKey(headers) {
            callback.deliveryID = key
            callback.id = callback.id ?? key
        }
        callback.pipeline = Pipeline(
            saidBy: callback.detail["pipeline"], provider: callback.source)
        return .event(callback)
    }

    func fields(for payload: JSONValue, event: String?, id: String?) -> HTTPHeaders {
        guard !isStandardWebhooks else { return [:] }
        var fields: HTTPHeaders = [:]
        fields["Idempotency-Key"] = id
        return fields
    }

    /// Standard Webhooks names `type` and `timestamp` in the body
    /// (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
    private func plain(_ payload: JSONValue) -> Callback {
        let type = detailType ?? (isStandardWebhooks ? payload["type"]?.text : nil)
        var callback = Callback(
            source: eventSource, detailType: type ?? Self.detailTypeDefault, detail: payload)
        callback.time = isStandardWebhooks ? payload["timestamp"]?.timeText : nil
        return callback
    }

    private static func idempotencyKey(_ headers: HTTPHeaders) throws(Refusal) -> String? {
        let keys = headers.values(of: "Idempotency-Key")
        guard let key = keys.first else { return nil }
        guard keys.count == 1 else {
            throw Refusal(.malformedRequest, "Idempotency-Key came twice.")
        }
        guard key.isSenderName else {
            throw Refusal(
                .malformedRequest,
                "Idempotency-Key has 1 to \(String.senderNameBytesMax) printable bytes.")
        }
        return key
    }
}

extension Callback {
    /// A CloudEvent's own names go before the configured ones.
    fileprivate init(_ event: CloudEvent) {
        self.init(source: event.source, detailType: event.type, detail: event.data)
        id = event.id
        deliveryID = event.deliveryID
        time = event.time
        subject = event.subject
    }
}

extension Pipeline {
    /// The run that a callback tells of in our own words, so that it serves the same rules as the
    /// vendors'. Nil without a status; members of another type are left out.
    fileprivate init?(saidBy object: JSONValue?, provider: String) {
        guard let object, let status = object["status"]?.text.flatMap(Status.init) else {
            return nil
        }
        self.init(provider: object["provider"]?.text ?? provider)
        self.status = status
        name = object["name"]?.text
        runID = object["runId"]?.idText
        attempt = object["attempt"]?.attempt
        url = object["url"]?.text
        repository = object["repository"]?.text
        ref = object["ref"]?.text
        commit = object["commit"]?.text
        actor = object["actor"]?.text
        environment = object["environment"]?.text
        startedAt = object["startedAt"]?.timeText
        finishedAt = object["finishedAt"]?.timeText
    }
}
