package import Events
import HTTP
import JSON

/// A question for what has become of an event.
package struct OutcomeQuestion: Sendable, Hashable {
    /// The event's `intake.id`.
    package let id: String
    /// The name of the source it must have come from.
    package let source: String
    /// How long the answer may wait for the outcome; 0 for what is known now.
    package let waitMilliseconds: Int64

    package init(id: String, source: String, waitMilliseconds: Int64) {
        self.id = id
        self.source = source
        self.waitMilliseconds = waitMilliseconds
    }
}

/// What the journal says to an `OutcomeQuestion`.
package enum OutcomeAnswer: Sendable, Hashable {
    /// Still `pending` when the time ran out.
    case known(EventOutcome)
    /// The source has no such event, or has it no longer.
    case unknown
    /// The journal cannot be read right now.
    case unavailable
}

/// `/hooks/<source>/events/<id>`: what `Location` names.
struct OutcomePath: Sendable, Hashable {
    let source: String
    /// Not known to be an id of ours.
    let id: String

    init(source: String, id: String) {
        self.source = source
        self.id = id
    }

    /// Nil for another kind of path.
    init?(_ path: String) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "hooks", parts[3] == "events" else {
            return nil
        }
        self.init(source: String(parts[2]), id: String(parts[4]))
    }

    /// Without a wish to wait, what is known now.
    func question(_ wait: WaitPreference?) -> OutcomeQuestion {
        OutcomeQuestion(
            id: id, source: source, waitMilliseconds: Int64(wait?.seconds ?? 0) * 1_000)
    }

    var text: String { "/hooks/\(source)/events/\(id)" }

    /// Whether the id can be one of ours: 26 letters and digits (`IDSource`).
    var hasPossibleID: Bool {
        id.utf8.count == Self.idBytes && id.utf8.allSatisfy(\.isASCIILetterOrDigit)
    }

    private static let idBytes = 26
}

extension HTTPResponse {
    /// What became of an event: 200 when all is well, so that `curl --fail` can be a gate.
    ///
    /// - Parameter isDuplicate: whether the event was accepted before; a failure of then is told
    ///   all the same.
    static func outcome(
        _ outcome: EventOutcome, id: String, isDuplicate: Bool = false, headers: HTTPHeaders
    ) -> HTTPResponse {
        let status: Int
        var word = outcome.status.rawValue
        switch outcome.status {
        case .pending: status = 202
        case .failed: status = 424
        case .succeeded, .noMatch:
            status = 200
            if isDuplicate { word = "duplicate" }
        }
        return .json(
            status,
            ["id": .string(id), "status": .string(word), "deliveries": outcome.deliveries],
            headers: headers)
    }
}
