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
        state.nextAt = machine.nextMessageAt(
            after: report.outcome, spacingMilliseconds: posting.spacingMilliseconds)
        let isTold = if case .succeeded = report.outcome { true } else { false }
        return MessageRecord(
            destination: posting.destination, state: state,
            told: isTold ? remembered(report, of: due.deliveryID) : [:],
            digested: isTold ? digested ?? [] : [])
    }

    /// What is to be remembered when the destination has taken the message of a delivery.
    private func remembered(
        _ report: AttemptReport, of delivery: String
    ) -> [String: ToldMessage] {
        guard let new = report.told, digested == nil else { return [:] }
        var remembered: [String: ToldMessage] = [:]
        if let story = posting.storyKey { remembered[story] = new }
        // What is firing does so until a message says that it is over.
        if let condition = posting.conditionKey,
            posting.state == .firing || posting.state == .resolved
                || told[condition]?.state != .firing
        {
            remembered[condition] = new
        }
        remembered[posting.contentKey] = ToldMessage(
            reference: .string(delivery), headline: new.headline, state: new.state,
            toldAt: new.toldAt)
        return remembered
    }

    /// The delivery that has told the same words about the same event.
    func teller(apartFrom delivery: String) -> String? {
        let teller = told[posting.contentKey]?.reference.stringValue
        return teller == delivery ? nil : teller
    }

    /// What the message answers: the one that told of the condition that is over now, else the
    /// latest one of the story.
    var earlier: ToldMessage? {
        if endsFiring, let condition = posting.conditionKey { return told[condition] }
        return posting.storyKey.flatMap { told[$0] }
    }

    /// Whether it tells that something is over of which the destination was told.
    var endsFiring: Bool {
        guard posting.state == .resolved, let condition = posting.conditionKey else { return false }
        return told[condition]?.state == .firing
    }

    /// Whether its receiver wants to hear of it.
    var isWanted: Bool { !posting.isBelowSeverity || endsFiring }
}
