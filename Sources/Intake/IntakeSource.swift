package import Events
package import HTTP
package import Lifecycle

/// A place where one sender posts: its path, who may come and how often, and how its requests are
/// read.
package struct IntakeSource: Sendable {
    package let name: String
    /// `/hooks/<name>` unless configured.
    package let path: String
    package let reader: any RequestReader
    private let allowFrom: [AddressRange]
    private let meter: RateMeter?

    /// - Parameters:
    ///   - allowFrom: the addresses that may post; empty for all.
    package init(
        name: String, path: String? = nil, allowFrom: [AddressRange] = [],
        rate: Rate? = nil, reader: any RequestReader
    ) {
        self.name = name
        self.path = path ?? "/hooks/\(name)"
        self.reader = reader
        self.allowFrom = allowFrom
        meter = rate.map(RateMeter.init)
    }

    /// Refuses strangers and those who come too often, before anything is read.
    func admit(_ request: HTTPRequest, at now: Timestamp) throws(Refusal) {
        guard request.method == "POST" else {
            throw Refusal(
                .methodNotAllowed, "Deliveries are posted.", headers: ["Allow": "POST"])
        }
        try checkAddress(of: request)
        if let wait = meter?.take(at: now) {
            throw Refusal(
                .tooManyRequests, "This source takes no more deliveries right now.",
                headers: ["Retry-After": "\((wait + 999) / 1000)"])
        }
    }

    /// Strangers must not use up what the sender may take: most senders never come again after a
    /// 429.
    func uncount() { meter?.putBack() }

    /// Refuses those who may not read what became of the source's events. They do not count against
    /// the rate, which is the deliveries' own: a pipeline that asks often must not keep its own
    /// next delivery out.
    func admitReader(_ request: HTTPRequest, at now: Timestamp) throws(Refusal) {
        try checkAddress(of: request)
        guard request.method == "GET" || request.method == "HEAD" else {
            throw Refusal(
                .methodNotAllowed, "Outcomes are read with GET.", headers: ["Allow": "GET, HEAD"])
        }
        try reader.checkOutcomeReader(request, at: now)
    }

    private func checkAddress(of request: HTTPRequest) throws(Refusal) {
        guard
            allowFrom.isEmpty
                || allowFrom.contains(where: { $0.contains(address: request.remoteAddress) })
        else {
            throw Refusal(
                .notAllowed, "Your address is not allowed here.",
                reason: "The address is not in allowFrom.")
        }
    }
}

/// Every source by its path and by its name; replaced as a whole on reload.
package struct SourceTable: Sendable {
    private let byPath: [String: IntakeSource]
    private let byName: [String: IntakeSource]

    /// Of two sources with one path the first is kept; the configuration refuses such files.
    package init(_ sources: [IntakeSource]) {
        byPath = Dictionary(sources.map { ($0.path, $0) }) { first, _ in first }
        byName = Dictionary(sources.map { ($0.name, $0) }) { first, _ in first }
    }

    package subscript(path path: String) -> IntakeSource? { byPath[path] }

    package subscript(name name: String) -> IntakeSource? { byName[name] }
}

/// Checks that a request comes from whom it says, and makes an event of it.
package protocol RequestReader: Sendable {
    /// The source's `type` in the configuration.
    var type: String { get }

    /// Throws unless the request's sender may read what became of the source's events.
    func checkOutcomeReader(_ request: HTTPRequest, at now: Timestamp) throws(Refusal)

    /// Throws what must be refused. Nothing has been kept when it returns.
    func read(_ request: HTTPRequest, _ arrival: Arrival) async throws(Refusal) -> Reading
}

/// What is known of a request before it is read.
package struct Arrival: Sendable, Hashable {
    /// The `intake.id` the event will have.
    package let id: String
    package let receivedAt: Timestamp

    package init(id: String, receivedAt: Timestamp) {
        self.id = id
        self.receivedAt = receivedAt
    }
}

/// What a verified request turned out to be.
package enum Reading: Sendable, Hashable {
    /// To be kept and answered 202.
    case event(ReceivedEvent)
    /// A subscription, confirmed by now: to be kept and answered 200.
    case confirmed(ReceivedEvent)
    /// Nothing to keep: 200 with the reason.
    case ignored(String)
}

/// An event before it has its intake record.
package struct ReceivedEvent: Sendable, Hashable {
    package var envelope: EventEnvelope
    /// The same on every retry of the sender.
    package var deliveryID: String
    /// A second name, by which the delivery is known under whatever id: a digest of the signed
    /// bytes, where the signature does not cover the id, or of an EventBridge event's own id.
    package var fingerprint: [UInt8]?
    package var subject: String?
    /// What proved the sender: `sns-signature-v2`, `basic`, …
    package var verified: String

    package init(
        envelope: EventEnvelope, deliveryID: String, fingerprint: [UInt8]? = nil,
        subject: String? = nil, verified: String
    ) {
        self.envelope = envelope
        self.deliveryID = deliveryID
        self.fingerprint = fingerprint
        self.subject = subject
        self.verified = verified
    }
}
