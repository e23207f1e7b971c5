import Events
import JSON
import Lifecycle

@testable import Journal

/// A promise of `EventJournal` that a journal breaks.
enum BrokenPromise: String, Sendable, CaseIterable {
    /// The end of an attempt is not written.
    case record
    /// The beginning of an attempt is not written.
    case begin
    /// A delivery that comes again is taken for a new one.
    case duplicate
    /// The answer comes before anything is kept.
    case answerBeforeCommit
    /// A step is handed out to two.
    case lease
    /// What is to be put off is handed out.
    case gate
    /// A dead letter stays dead.
    case redrive
    /// Two make a call that coalesces.
    case claim
    /// Messages do not wait for their turn.
    case queue
    /// News are not told.
    case news
    /// What is not over is not spared.
    case purge
    /// There is room without end.
    case limit
    /// Whoever is second in the order is first.
    case order
}

/// A real journal that breaks one promise, to prove that the suites would find it out.
struct BrokenJournal: EventJournal {
    let whole: any EventJournal
    let broken: BrokenPromise
    private let renamed = Locked(0)
    private let late = Locked<[(Event, [UInt8]?)]>([])

    init(_ whole: any EventJournal, _ broken: BrokenPromise) {
        self.whole = whole
        self.broken = broken
    }

    var wakeups: AsyncStream<Void> { whole.wakeups }

    func append(
        _ event: Event, fingerprint: [UInt8]?
    ) async throws(JournalError) -> AppendResult {
        switch broken {
        case .answerBeforeCommit:
            late.withLock { $0.append((event, fingerprint)) }
            return .accepted(id: event.intake.id)
        case .duplicate:
            let number = renamed.withLock { count in
                count += 1
                return count
            }
            return try await whole.append(event.renamed("\(number)"), fingerprint: nil)
        default:
            return try await whole.append(event, fingerprint: fingerprint)
        }
    }

    func unplanned(
        limit: Int, buried: (@Sendable (String) -> Void)?
    ) async throws(JournalError) -> [StoredEvent] {
        let waiting = late.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        for (event, fingerprint) in waiting {
            _ = try await whole.append(event, fingerprint: fingerprint)
        }
        let events = try await whole.unplanned(limit: limit, buried: buried)
        return broken == .order ? events.reversed() : events
    }

    func recordPlans(
        through sequence: Int64, _ deliveries: [NewDelivery], news: [EventNews],
        stories: [StoryBeginning], snapshots: [SnapshotSighting], now: Timestamp
    ) async throws(JournalError) {
        try await whole.recordPlans(
            through: sequence, deliveries, news: broken == .news ? [] : news, stories: stories,
            snapshots: snapshots, now: now)
    }

    func purge(before cutoff: Timestamp) async throws(JournalError) -> Int {
        let cutoff = broken == .purge ? Timestamp(milliseconds: .max) : cutoff
        return try await whole.purge(before: cutoff)
    }

    func close() async { await whole.close() }
}

// MARK: Steps

extension BrokenJournal {
    func lease(
        now: Timestamp, limit: Int, gate: @Sendable (DueGlance) -> Timestamp?,
        buried: @Sendable (String) -> Void
    ) async throws(JournalError) -> LeasedSteps {
        let isBlind = broken == .gate
        let leased = try await whole.lease(
            now: now, limit: limit, gate: { isBlind ? nil : gate($0) }, buried: buried)
        if broken == .lease { for step in leased.steps { await whole.release(step) } }
        return LeasedSteps(
            steps: broken == .order ? leased.steps.reversed() : leased.steps,
            mayHaveMore: leased.mayHaveMore)
    }

    func moveDeadlines(by milliseconds: Int64) async throws(JournalError) {
        try await whole.moveDeadlines(by: milliseconds)
    }

    func recallParked(
        beyond latest: Timestamp, now: Timestamp
    ) async throws(JournalError) -> Int {
        try await whole.recallParked(beyond: latest, now: now)
    }

    func nextDue(after now: Timestamp) async throws(JournalError) -> Timestamp? {
        try await whole.nextDue(after: now)
    }

    func begin(
        _ step: DueStep, number: Int, input: JSONValue, at now: Timestamp
    ) async throws(JournalError) {
        if broken == .begin { return }
        try await whole.begin(step, number: number, input: input, at: now)
    }

    func record(_ record: StepRecord, now: Timestamp) async throws(JournalError) {
        if broken == .record { return }
        try await whole.record(record, now: now)
    }

    func release(_ step: DueStep) async { await whole.release(step) }

    func postpone(_ step: DueStep, until: Timestamp) async throws(JournalError) {
        try await whole.postpone(step, until: until)
    }

    func claim(
        _ step: DueStep, call: String, since: Timestamp, now: Timestamp
    ) async throws(JournalError) -> ClaimAnswer {
        if broken == .claim { return .granted }
        return try await whole.claim(step, call: call, since: since, now: now)
    }

    func hasCaused(_ key: String, rule: String) async throws(JournalError) -> Bool {
        try await whole.hasCaused(key, rule: rule)
    }

    func adopt(
        _ key: String, rule: String, marks: String, since: Timestamp
    ) async throws(JournalError) -> Bool {
        try await whole.adopt(key, rule: rule, marks: marks, since: since)
    }

    func layout() async throws(JournalError) -> QueueLayout? { try await whole.layout() }

    func setLayout(_ layout: QueueLayout) async throws(JournalError) {
        try await whole.setLayout(layout)
    }

    func queueAnew(messages: Bool, calls: Bool, now: Timestamp) async throws(JournalError) {
        try await whole.queueAnew(messages: messages, calls: calls, now: now)
    }

    func drop(_ step: DueStep) async throws(JournalError) { try await whole.drop(step) }

    func redrive(
        delivery id: String, now: Timestamp
    ) async throws(JournalError) -> RedriveAnswer {
        if broken == .redrive { return .redriven(event: "e1") }
        return try await whole.redrive(delivery: id, now: now)
    }
}

// MARK: Messages and news

extension BrokenJournal {
    func enqueue(
        _ step: DueStep, _ message: QueuedMessage, input: JSONValue, goingOn: Bool, now: Timestamp
    ) async throws(JournalError) -> MessageTurn? {
        guard broken != .queue else {
            await whole.release(step)
            return nil
        }
        return try await whole.enqueue(step, message, input: input, goingOn: goingOn, now: now)
    }

    func putAside(_ step: DueStep, now: Timestamp) async throws(JournalError) {
        try await whole.putAside(step, now: now)
    }

    func destination(_ name: String) async throws(JournalError) -> DestinationState {
        try await whole.destination(name)
    }

    func waiting(
        with step: DueStep, limit: Int, now: Timestamp
    ) async throws(JournalError) -> WaitingGroup? {
        try await whole.waiting(with: step, limit: limit, now: now)
    }

    func told(
        to destination: String, about keys: [String]
    ) async throws(JournalError) -> [String: ToldMessage] {
        try await whole.told(to: destination, about: keys)
    }

    func began(_ story: String) async throws(JournalError) -> Timestamp? {
        try await whole.began(story)
    }

    func destinations() async throws(JournalError) -> [DestinationSummary] {
        try await whole.destinations()
    }

    func duePolls(
        now: Timestamp, limit: Int, except open: Set<String>, buried: @Sendable (String) -> Void
    ) async throws(JournalError) -> [DuePoll] {
        try await whole.duePolls(now: now, limit: limit, except: open, buried: buried)
    }

    func nextPoll() async throws(JournalError) -> Timestamp? { try await whole.nextPoll() }

    func recordPoll(
        _ poll: DuePoll, news: [Int64: News], next: Timestamp, now: Timestamp
    ) async throws(JournalError) {
        try await whole.recordPoll(poll, news: news, next: next, now: now)
    }

    func putOff(_ poll: DuePoll, until: Timestamp) async throws(JournalError) {
        try await whole.putOff(poll, until: until)
    }
}

extension Event {
    /// The same under another delivery id.
    fileprivate func renamed(_ name: String) -> Event {
        Event(
            document: document,
            intake: IntakeRecord(
                id: intake.id, source: intake.source, type: intake.type,
                receivedAt: intake.receivedAt, deliveryID: name, verified: intake.verified))
    }
}

// MARK: Watching

extension BrokenJournal {
    func probe() async throws(JournalError) { try await whole.probe() }
}
