package import JSON
package import Lifecycle

/// The part of a journal that hands out due steps and keeps how they went.
package protocol StepJournal: Sendable {
    /// Hands out due steps, oldest first, each to one caller until its attempt is recorded: up to
    /// `limit`, and fewer where their events are large. Puts off those that the gate gives a later
    /// time, in one commit and without reading their events.
    ///
    /// A delivery that cannot be read ends as dead here, or is passed over when not even that can
    /// be written: it must not stand in the way of the others. `buried` is told the `intake.id` of
    /// its event.
    func lease(
        now: Timestamp, limit: Int, gate: @Sendable (DueGlance) -> Timestamp?,
        buried: @Sendable (String) -> Void
    ) async throws(JournalError) -> LeasedSteps

    /// When the next step after `now` becomes due.
    func nextDue(after now: Timestamp) async throws(JournalError) -> Timestamp?

    /// Notes that an attempt begins, before anything is sent.
    func begin(
        _ step: DueStep, number: Int, input: JSONValue, at now: Timestamp
    ) async throws(JournalError)

    /// Records how an attempt ended and what follows, and gives the lease back.
    ///
    /// When this fails the lease is kept, so that nobody makes the attempt again: call it again, or
    /// give up with `release`, after which the step is handed out as one in doubt.
    func record(_ record: StepRecord, now: Timestamp) async throws(JournalError)

    /// Gives a lease back without a word, so that the step is handed out again: in doubt when its
    /// attempt was begun.
    func release(_ step: DueStep) async

    // MARK: Steps that wait

    /// Puts a leased step off, without an attempt, and gives its lease back. A step that has had no
    /// attempt counts as due for the first time then: waiting for its turn is no retrying.
    func postpone(_ step: DueStep, until: Timestamp) async throws(JournalError)

    /// Asks to make a call that is made once per identical input. `call` tells calls apart; `since`
    /// is how old the same call may be.
    func claim(
        _ step: DueStep, call: String, since: Timestamp, now: Timestamp
    ) async throws(JournalError) -> ClaimAnswer

    /// Whether a call of this rule has brought about what the key names.
    func hasCaused(_ key: String, rule: String) async throws(JournalError) -> Bool

    /// Takes the oldest of the rule's marks since then for what has brought about the key, which is
    /// from then on caused by the rule; false when there is none. A mark is a cause of the form
    /// `marks` and the milliseconds since 1970 in 16 digits.
    func adopt(
        _ key: String, rule: String, marks: String, since: Timestamp
    ) async throws(JournalError) -> Bool

    /// What was kept last as the layout of the queues; nil when none was.
    func layout() async throws(JournalError) -> QueueLayout?

    /// Keeps by what the queues are laid out.
    func setLayout(_ layout: QueueLayout) async throws(JournalError)

    /// Makes every step due now that waits for its first attempt, such as for a turn, and takes
    /// messages out of their queues, for them to be queued again. Those whose attempt is under way,
    /// or that another one has told, stay where they are. Destinations that are gone may be asked
    /// at once, whatever else is wanted. In pieces, so that nobody waits for all of it.
    func queueAnew(messages: Bool, calls: Bool, now: Timestamp) async throws(JournalError)

    /// Takes back a delivery of which no step has had an attempt, with its lease.
    func drop(_ step: DueStep) async throws(JournalError)

    // MARK: A clock that was set

    /// Moves the deadlines of everything that follows by what the clock was set, and the next
    /// questions for news, so that as much of them is left as before.
    ///
    /// - Parameter milliseconds: negative for a clock that was set back.
    func moveDeadlines(by milliseconds: Int64) async throws(JournalError)

    /// Makes steps due now that wait for a time beyond `latest`, except those whose message queues
    /// and those that follow: a clock that was set back since would leave them there. Some at a
    /// time; returns how many.
    func recallParked(
        beyond latest: Timestamp, now: Timestamp
    ) async throws(JournalError) -> Int

    // MARK: Dead letters

    /// Puts a dead letter back at the step that failed, due now. What that step sends is what it
    /// sent before; its attempts are counted on, its time to retry begins anew, and an attempt of
    /// which nobody knows the end is in doubt no more. Steps of `onFailure` have not run then.
    func redrive(
        delivery id: String, now: Timestamp
    ) async throws(JournalError) -> RedriveAnswer
}

extension StepJournal {
    /// The same when nothing is put off.
    package func lease(
        now: Timestamp, limit: Int, buried: @Sendable (String) -> Void = { _ in }
    ) async throws(JournalError) -> [DueStep] {
        try await lease(now: now, limit: limit, gate: { _ in nil }, buried: buried).steps
    }

    /// The same with a gate.
    package func lease(
        now: Timestamp, limit: Int, gate: @Sendable (DueGlance) -> Timestamp?
    ) async throws(JournalError) -> LeasedSteps {
        try await lease(now: now, limit: limit, gate: gate, buried: { _ in })
    }

    /// Makes both kinds of steps due.
    package func queueAnew(now: Timestamp) async throws(JournalError) {
        try await queueAnew(messages: true, calls: true, now: now)
    }
}
