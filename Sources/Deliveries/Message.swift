import Actions
import Events
import JSON
import Journal
import Lifecycle

/// A message on its way, with what is known of its destination.
struct Message {
    let posting: Posting
    /// What was known of its destination before the attempt.
    let state: DestinationState
    /// Since when it waits; nil for one that is not in its queue.
    var queuedAt: Timestamp?
    /// What the destination was told before about the same.
    var told: [String: ToldMessage] = [:]
    /// The deliveries whose messages are told by this one too; nil for a message of its own.
    var digested: [Int64]?

    /// Messages told as one, at most.
    static let digestedMax = 1_000

    /// What the attempt leaves behind; nil when nothing is known of the destination that was not
    /// known before.
    func record(
        of report: AttemptReport, _ due: DueStep, _ machine: StepMachine
    ) -> MessageRecord? {
        guard var state = machine.destination else { return nil }
        state.nextAt = machine.nextMessageAt(after: report.outcome)
        let isTold = if case .succeeded = report.outcome { true } else { false }
        return MessageRecord(
            destination: posting.destination, state: state,
            told: isTold ? remembered(report, of: due) : [:],
            digested: isTold ? digested ?? [] : [])
    }

    /// What is to be remembered when the destination has taken the message of a delivery.
    private func remembered(
        _ report: AttemptReport, of due: DueStep
    ) -> [String: ToldMessage] {
        guard let new = report.told, digested == nil else { return [:] }
        var remembered: [String: ToldMessage] = [:]
        if let story = posting.storyKey { remembered[story] = new }
        // What is firing does so until a message says that it is over.
        if let condition = posting.conditionKey,
            posting.state == .firing || posting.state == .resolved
                || told[condition]?.state != .firing
        {
            remembered[condition] = new.queued(at: queuedAt ?? due.firstDueAt)
        }
        remembered[posting.contentKey] = ToldMessage(
            reference: .string(due.deliveryID), headline: new.headline, state: new.state,
            toldAt: new.toldAt)
        return remembered
    }

    /// The delivery that has told the same words about the same event.
    func teller(apartFrom delivery: String) -> String? {
        let teller = told[posting.contentKey]?.reference.stringValue
        return teller == delivery ? nil : teller
    }

    /// What the message answers: the one that told of the condition that is over now, else the
    /// latest one of the story. What fires in that one may be another condition's: it is not over.
    var earlier: ToldMessage? {
        if endsFiring, let condition = posting.conditionKey { return told[condition] }
        guard let latest = posting.storyKey.flatMap({ told[$0] }) else { return nil }
        guard latest.state == .firing else { return latest }
        return ToldMessage(
            reference: latest.reference, headline: latest.headline, state: .none,
            toldAt: latest.toldAt)
    }

    /// Not to be sent before; nobody is to wait for the end of a trouble that he was told of.
    var heldUntil: Timestamp? { endsFiring ? nil : posting.heldUntil }

    /// Whether the trouble whose end it tells began anew after it was queued at that time.
    func isOvertaken(queuedAt: Timestamp) -> Bool {
        guard endsFiring, let condition = posting.conditionKey,
            let since = told[condition]?.queuedAt
        else { return false }
        return since > queuedAt
    }

    /// Whether it tells that something is over of which the destination was told.
    var endsFiring: Bool {
        guard posting.state == .resolved, let condition = posting.conditionKey else { return false }
        return told[condition]?.state == .firing
    }

    /// Whether its receiver wants to hear of it.
    var isWanted: Bool { !posting.isBelowSeverity || endsFiring }
}
