package import JSON
package import Lifecycle

/// One accepted delivery in EventBridge's envelope (design.md section 3): what patterns match and
/// templates read.
package struct Event: Sendable, Hashable {
    /// The whole event as JSON, `intake` included, as it is kept.
    package let json: JSONDocument
    /// How it came in.
    package let intake: IntakeRecord

    /// Puts the envelope together. Absent keys are left out, never written as null.
    package init(_ envelope: EventEnvelope, intake: IntakeRecord) {
        var document = JSONObject()
        document["id"] = .string(envelope.id)
        document["source"] = .string(envelope.source)
        document["detail-type"] = .string(envelope.detailType)
        document["account"] = envelope.account.map(JSONValue.string)
        document["region"] = envelope.region.map(JSONValue.string)
        document["time"] = .string(envelope.time)
        document["resources"] = .array(envelope.resources.map(JSONValue.string))
        document["detail"] = envelope.detail
        document["pipeline"] = envelope.pipeline
        for member in envelope.others.members where document[member.key] == nil {
            document[member.key] = member.value
        }
        document["intake"] = intake.json
        self.init(document: .object(document), intake: intake)
    }

    /// An event that is whole already.
    package init(document: JSONValue, intake: IntakeRecord) {
        json = JSONDocument(document)
        self.intake = intake
    }

    /// Reads an event back from its text; nil when it is not one.
    package init?(json: JSONDocument) {
        guard let intake = json.member("intake").flatMap(IntakeRecord.init(json:)) else {
            return nil
        }
        self.json = json
        self.intake = intake
    }

    /// The event as a tree of values, made anew each time.
    package var document: JSONValue { json.value }

    package var source: String { json.member("source")?.stringValue ?? "" }
    package var detailType: String { json.member("detail-type")?.stringValue ?? "" }
    package var time: String { json.member("time")?.stringValue ?? "" }
}

/// The parts of an event that its sender decides.
package struct EventEnvelope: Sendable, Hashable {
    /// The sender's own id where it has one.
    package var id: String
    package var source: String
    package var detailType: String
    package var account: String?
    package var region: String?
    /// ISO 8601 UTC.
    package var time: String
    package var resources: [String]
    package var detail: JSONValue
    /// The normalised CI run (design.md section 3); nil for anything else.
    package var pipeline: JSONValue?
    /// What the sender's own envelope has beside these, such as EventBridge's `version`. A name
    /// that the event has already is passed over.
    package var others = JSONObject()

    package init(
        id: String, source: String, detailType: String, account: String? = nil,
        region: String? = nil, time: String, resources: [String] = [], detail: JSONValue,
        pipeline: JSONValue? = nil
    ) {
        self.id = id
        self.source = source
        self.detailType = detailType
        self.account = account
        self.region = region
        self.time = time
        self.resources = resources
        self.detail = detail
        self.pipeline = pipeline
    }
}

/// How an event came in: which source, when, under which name, and how its sender was verified.
package struct IntakeRecord: Sendable, Hashable {
    /// Ours: unique and time-ordered; the id in answers, API paths, logs and verbs.
    package let id: String
    /// The source's name in the configuration.
    package let source: String
    /// The source's type: `sns`, `token`, …
    package let type: String
    package let receivedAt: Timestamp
    /// The sender's name for this delivery; the same on every retry.
    package let deliveryID: String
    package let subject: String?
    /// What proved the sender: `sns-signature-v1`, …
    package let verified: String

    package init(
        id: String, source: String, type: String, receivedAt: Timestamp, deliveryID: String,
        subject: String? = nil, verified: String
    ) {
        self.id = id
        self.source = source
        self.type = type
        self.receivedAt = receivedAt
        self.deliveryID = deliveryID
        self.subject = subject
        self.verified = verified
    }

    package var json: JSONValue {
        var object: JSONObject = [
            "id": .string(id), "source": .string(source), "type": .string(type),
            "receivedAt": .string(receivedAt.iso8601), "deliveryId": .string(deliveryID),
        ]
        object["subject"] = subject.map(JSONValue.string)
        object["verified"] = .string(verified)
        return .object(object)
    }

    package init?(json: JSONValue) {
        guard let id = json["id"]?.stringValue, let source = json["source"]?.stringValue,
            let type = json["type"]?.stringValue,
            let receivedAt = json["receivedAt"]?.stringValue.flatMap(Timestamp.init(iso8601:)),
            let deliveryID = json["deliveryId"]?.stringValue,
            let verified = json["verified"]?.stringValue
        else { return nil }
        self.init(
            id: id, source: source, type: type, receivedAt: receivedAt, deliveryID: deliveryID,
            subject: json["subject"]?.stringValue, verified: verified)
    }
}
