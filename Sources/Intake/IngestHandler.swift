package import Events
package import HTTP
package import Lifecycle

/// The intake as one function: an HTTP request becomes a kept event or a refusal.
package struct IngestHandler: Sendable {
    private let parts: Parts

    /// What the intake works with.
    package struct Parts: Sendable {
        /// The sources of this moment; a reload swaps the table.
        package var sources: @Sendable () -> SourceTable
        /// Keeps an event for good before it answers. With a fingerprint, the same one of the same
        /// source is the same delivery.
        package var append: @Sendable (Event, _ fingerprint: [UInt8]?) async -> AppendAnswer
        /// Tells what has become of an event: as soon as everything has ended, and when the time to
        /// wait is over.
        package var outcome: @Sendable (OutcomeQuestion) async -> OutcomeAnswer
        package var ids: IDSource
        package var clock: WallClock
        /// Told once of each refusal.
        package var refused: @Sendable (RefusalRecord) -> Void
        /// Told once of each delivery that is not refused, before it waits for its outcome.
        package var accepted: @Sendable (AcceptanceRecord) -> Void
        /// Told of each event that a source has had kept, with the time from the whole request to
        /// that.
        package var acknowledged: @Sendable (_ source: String, Duration) -> Void

        package init(
            sources: @escaping @Sendable () -> SourceTable,
            append: @escaping @Sendable (Event, _ fingerprint: [UInt8]?) async -> AppendAnswer,
            outcome: @escaping @Sendable (OutcomeQuestion) async -> OutcomeAnswer,
            ids: IDSource, clock: WallClock,
            refused: @escaping @Sendable (RefusalRecord) -> Void,
            accepted: @escaping @Sendable (AcceptanceRecord) -> Void,
            acknowledged: @escaping @Sendable (_ source: String, Duration) -> Void = { _, _ in }
        ) {
            self.sources = sources
            self.append = append
            self.outcome = outcome
            self.ids = ids
            self.clock = clock
            self.refused = refused
            self.accepted = accepted
            self.acknowledged = acknowledged
        }
    }

    /// The largest body; 2 MiB, because SNS can inflate 256 KB sixfold (design.md section 10).
    package static let bodyBytesMax = 2 << 20

    package init(_ parts: Parts) { self.parts = parts }

    /// Answers one request. 2xx is given only after `append` has kept the event.
    package func handle(_ request: HTTPRequest) async -> HTTPResponse {
        if request.path == "/healthz" { return health(request) }
        let sources = parts.sources()
        if let source = sources[path: request.path] {
            return await answer(request, source) { () throws(Refusal) in
                try await receive(request, for: source)
            }
        }
        if let place = OutcomePath(request.path), let source = sources[name: place.source] {
            return await answer(request, source) { () throws(Refusal) in
                try await tell(request, of: place, source)
            }
        }
        return refuse(Self.unknown(request.path), of: nil, from: request.remoteAddress)
    }

    private func answer(
        _ request: HTTPRequest, _ source: IntakeSource,
        _ body: () async throws(Refusal) -> HTTPResponse
    ) async -> HTTPResponse {
        do {
            return try await body()
        } catch {
            return refuse(error, of: source.name, from: request.remoteAddress)
        }
    }

    /// Answers what the HTTP server refuses itself, before there is a whole request.
    package func refuse(_ refusal: HTTPRefusal) -> HTTPResponse {
        refuse(Refusal(refusal), of: nil, from: nil)
    }

    private func receive(
        _ request: HTTPRequest, for source: IntakeSource
    ) async throws(Refusal) -> HTTPResponse {
        let began = ContinuousClock.now
        let now = parts.clock.now()
        try source.admit(request, at: now)
        guard request.body.count <= Self.bodyBytesMax else { throw Refusal.bodyTooLarge }
        let arrival = Arrival(id: parts.ids.next(), receivedAt: now)
        switch try await read(request, arrival, by: source) {
        case .event(let received):
            let kept = try await keep(received, arrival, request, of: source)
            parts.acknowledged(source.name, ContinuousClock.now - began)
            return await answer(request, kept, of: source)
        case .confirmed(let received):
            _ = try await keep(received, arrival, request, of: source, as: .confirmed)
            return .confirmed
        case .ignored(let reason):
            record(.ignored, nil, id: nil, request, of: source)
            return .ignored(reason)
        }
    }

    private func read(
        _ request: HTTPRequest, _ arrival: Arrival, by source: IntakeSource
    ) async throws(Refusal) -> Reading {
        do throws(Refusal) { return try await source.reader.read(request, arrival) } catch {
            if error.code.isForStrangers { source.uncount() }
            throw error
        }
    }

    /// An event that is on disk.
    private struct Kept {
        let id: String
        let isDuplicate: Bool
    }

    /// Appends the event; throws what the journal cannot take.
    private func keep(
        _ received: ReceivedEvent, _ arrival: Arrival, _ request: HTTPRequest,
        of source: IntakeSource, as status: AcceptanceRecord.Status? = nil
    ) async throws(Refusal) -> Kept {
        let intake = IntakeRecord(
            id: arrival.id, source: source.name, type: source.reader.type,
            receivedAt: arrival.receivedAt, deliveryID: received.deliveryID,
            subject: received.subject, verified: received.verified)
        let event = Event(received.envelope, intake: intake)
        switch await parts.append(event, received.fingerprint) {
        case .accepted(let id):
            record(status ?? .accepted, received, id: id, request, of: source)
            return Kept(id: id, isDuplicate: false)
        case .duplicate(let id):
            record(status ?? .duplicate, received, id: id, request, of: source)
            return Kept(id: id, isDuplicate: true)
        case .unavailable:
            throw Refusal(.journalUnavailable, "The event cannot be kept right now.")
        case .overloaded:
            throw Refusal(.overloaded, "Too many deliveries are waiting already.")
        case .draining:
            throw Refusal(.draining, "The bridge is shutting down.")
        }
    }

    /// At once, unless the sender wants to wait for the outcome.
    private func answer(
        _ request: HTTPRequest, _ kept: Kept, of source: IntakeSource
    ) async -> HTTPResponse {
        let place = OutcomePath(source: source.name, id: kept.id)
        guard let wait = WaitPreference(request.headers) else {
            return kept.isDuplicate ? .duplicate(id: kept.id) : .accepted(place)
        }
        var headers = wait.applied
        headers.add("Location", place.text)
        // The event is kept, whatever is known of its outcome.
        var outcome = EventOutcome(.pending)
        if case .known(let known) = await parts.outcome(place.question(wait)) { outcome = known }
        return .outcome(outcome, id: kept.id, isDuplicate: kept.isDuplicate, headers: headers)
    }

    /// What has become of an event that was accepted before.
    private func tell(
        _ request: HTTPRequest, of place: OutcomePath, _ source: IntakeSource
    ) async throws(Refusal) -> HTTPResponse {
        try source.admitReader(request, at: parts.clock.now())
        let wait = WaitPreference(request.headers)
        guard place.hasPossibleID else { throw Self.unknownEvent }
        switch await parts.outcome(place.question(wait)) {
        case .known(let outcome):
            return .outcome(outcome, id: place.id, headers: wait?.applied ?? [:])
        case .unknown: throw Self.unknownEvent
        case .unavailable:
            throw Refusal(.journalUnavailable, "The outcome cannot be read right now.")
        }
    }

    /// The same for an id that nobody has and for one of another source.
    private static let unknownEvent = Refusal(.notFound, "This source has no such event.")

    private func health(_ request: HTTPRequest) -> HTTPResponse {
        guard request.method == "GET" || request.method == "HEAD" else {
            let refusal = Refusal(
                .methodNotAllowed, "Health is read with GET.", headers: ["Allow": "GET, HEAD"])
            return refuse(refusal, of: nil, from: request.remoteAddress)
        }
        return .healthy
    }

    private static func unknown(_ path: String) -> Refusal {
        let shown = RefusalRecord.printable(path, bytesMax: 100)
        return path.hasPrefix("/hooks/")
            ? Refusal(
                .unknownSource, "There is no such source.", reason: "No source has path \(shown).")
            : Refusal(.notFound, "There is nothing here.", reason: "Nothing is at \(shown).")
    }

    private func refuse(
        _ refusal: Refusal, of source: String?, from address: String?
    ) -> HTTPResponse {
        parts.refused(RefusalRecord(source: source, refusal: refusal, remoteAddress: address))
        return .refusal(refusal)
    }

    private func record(
        _ status: AcceptanceRecord.Status, _ received: ReceivedEvent?, id: String?,
        _ request: HTTPRequest, of source: IntakeSource
    ) {
        parts.accepted(
            AcceptanceRecord(
                status: status, source: source.name, id: id, deliveryID: received?.deliveryID,
                eventSource: received?.envelope.source, detailType: received?.envelope.detailType,
                remoteAddress: request.remoteAddress))
    }
}

/// What the journal says to an event.
package enum AppendAnswer: Sendable, Hashable {
    /// Kept, under this `intake.id`.
    case accepted(id: String)
    /// The delivery was kept before, under this `intake.id`.
    case duplicate(id: String)
    case unavailable, overloaded, draining
}

extension Refusal {
    init(_ refusal: HTTPRefusal) {
        switch refusal {
        case .bodyTooLarge: self = .bodyTooLarge
        case .headersTooLarge:
            self.init(.headersTooLarge, "The header fields are too large.")
        case .requestTimeout:
            self.init(.requestTimeout, "The request did not arrive in time.")
        case .overloaded:
            self.init(.overloaded, "There is too much to do to read this request.")
        case .malformed: self.init(.malformedRequest, "The request breaks the rules of HTTP.")
        }
    }

    fileprivate static let bodyTooLarge = Refusal(
        .bodyTooLarge, "A body may have at most \(IngestHandler.bodyBytesMax) bytes.")
}
