package import Configuration
package import Events
import Intake
package import JSON
package import Lifecycle

/// Something that can be read as an event: an event, what SNS posts, a pipeline's payload.
package struct EventSample: Sendable {
    private let bytes: [UInt8]
    private let json: JSONValue
    private let sources: [SourceSettings]
    private let arrival: Arrival

    /// - Parameters:
    ///   - bytes: of the file, and `json` what they say.
    ///   - sources: the configured ones.
    ///   - now: when it is to have come in.
    package init(
        _ bytes: [UInt8], _ json: JSONValue, sources: [SourceSettings], now: Timestamp
    ) {
        self.bytes = bytes
        self.json = json
        self.sources = sources
        arrival = Arrival(id: Self.id, receivedAt: now)
    }

    /// Stands where an id of ours would.
    private static let id = String(repeating: "0", count: 26)
    /// Stands where the name and the type of a source would.
    package static let nobody = "explain"

    /// What the intake would make of a sample.
    package enum Reading: Sendable {
        case event(Event)
        /// A ping: answered 200 with the reason, and no rule is asked.
        case ignored(String)
    }

    /// As the intake would read it, without asking who sent it.
    ///
    /// - Parameter source: the one that takes the payload; nil where the sample tells itself what
    ///   it is.
    package func reading(by source: SourceSettings? = nil) throws(EventSampleError) -> Reading {
        do throws(Refusal) {
            if let source { return try reading(postedTo: source) }
            if let event = ownEvent { return .event(event) }
            if SNSPreview.isBody(json) {
                return event(try SNSPreview.event(ofBody: json), sourceOfTopic)
            }
            if isEnvelope { return .event(envelopeEvent) }
        } catch {
            throw EventSampleError(error)
        }
        if let received = SNSPreview.event(ofMessage: json, arrival) {
            return event(received, nil)
        }
        throw EventSampleError(
            description:
                "this is no event (it has neither `source` nor `detail-type`), no SNS body and no "
                + "message of AWS Config; of a pipeline's payload say with --source NAME which "
                + "source takes it")
    }

    /// As each type of source reads what is posted to it.
    private func reading(postedTo source: SourceSettings) throws(Refusal) -> Reading {
        switch source.kind {
        case .callback(let settings):
            switch try CallbackReader(settings).preview(bytes, arrival) {
            case .event(let received), .confirmed(let received): return event(received, source)
            case .ignored(let reason): return .ignored(reason)
            }
        case .sns(let settings, _):
            guard !SNSPreview.isBody(json) else {
                try settings.checkTopic(SNSPreview.topic(ofBody: json) ?? "")
                return event(try SNSPreview.event(ofBody: json), source)
            }
            guard let received = SNSPreview.event(ofMessage: json, arrival) else {
                return event(try SNSPreview.event(ofBody: json), source)
            }
            return event(received, source)
        }
    }

    /// One that the bridge kept, by itself or on the page that `hookferry events ID --json` prints.
    private var ownEvent: Event? {
        Event(json: JSONDocument(json)) ?? json["event"].flatMap { Event(json: JSONDocument($0)) }
    }

    /// CodeStar spells it `detailType`: such a message is not an event yet.
    private var isEnvelope: Bool {
        json["detail-type"]?.stringValue != nil
            || json["source"]?.stringValue != nil && json["detailType"] == nil
    }

    /// An event of EventBridge's, which lacks only `intake`.
    private var envelopeEvent: Event {
        var object = json.objectValue ?? JSONObject()
        let record = intake(deliveryID: Self.id, subject: nil, verified: "nothing", nil)
        object["intake"] = record.json
        return Event(document: .object(object), intake: record)
    }

    /// The first `sns` source that takes the body's topic.
    private var sourceOfTopic: SourceSettings? {
        guard let topic = SNSPreview.topic(ofBody: json) else { return nil }
        return sources.first { source in
            guard case .sns(let settings, _) = source.kind else { return false }
            return settings.topics.contains { $0.matches(topic) }
        }
    }

    private func event(_ received: ReceivedEvent, _ source: SourceSettings?) -> Reading {
        let record = intake(
            deliveryID: received.deliveryID, subject: received.subject,
            verified: received.verified, source)
        return .event(Event(received.envelope, intake: record))
    }

    private func intake(
        deliveryID: String, subject: String?, verified: String, _ source: SourceSettings?
    ) -> IntakeRecord {
        IntakeRecord(
            id: arrival.id, source: source?.name ?? Self.nobody,
            type: source?.kind.type ?? Self.nobody, receivedAt: arrival.receivedAt,
            deliveryID: deliveryID, subject: subject, verified: verified)
    }
}

/// Why a sample is no event, in a sentence.
package struct EventSampleError: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String

    fileprivate init(description: String) { self.description = description }

    fileprivate init(_ refusal: Refusal) {
        description =
            refusal == .unnamedEvent
            ? refusal.reason + " Post it with `hookferry send --event NAME`, and explain what "
                + "`hookferry events ID --json` then prints."
            : refusal.reason
    }
}

extension SourceSettings.Kind {
    fileprivate var type: String {
        switch self {
        case .sns: "sns"
        case .callback(let source): source.type.rawValue
        }
    }
}
