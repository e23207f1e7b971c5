package import Events
package import Lifecycle

// MARK: Steps that wait

extension EventJournal {
    /// Puts a leased step off, without an attempt, and gives its lease back. A step that has had no
    /// attempt counts as due for the first time then: waiting for its turn is no retrying.
    package nonisolated func postpone(
        _ step: DueStep, until: Timestamp
    ) async throws(JournalError) {
        try await write { (tables: JournalTables) throws(JournalError) in
            try tables.postpone(step, until: until)
        }
    }

    /// Asks to make a call that is made once per identical input. `call` tells calls apart; `since`
    /// is how old the same call may be.
    package nonisolated func claim(
        _ step: DueStep, call: String, since: Timestamp, now: Timestamp
    ) async throws(JournalError) -> ClaimAnswer {
        let key = EventKeys.key(Array(call.utf8))
        return try await write { (tables: JournalTables) throws(JournalError) in
            try tables.claim(step, call: key, since: since, now: now)
        }
    }

    /// Whether a call of this rule has brought about what the key names.
    package func hasCaused(_ key: String, rule: String) throws(JournalError) -> Bool {
        try openTables().hasCaused(key, rule: rule)
    }

    /// Takes the oldest of the rule's marks since then for what has brought about the key, which is
    /// from then on caused by the rule; false when there is none. A mark is a cause of the form
    /// `marks` and the milliseconds since 1970 in 16 digits.
    package nonisolated func adopt(
        _ key: String, rule: String, marks: String, since: Timestamp
    ) async throws(JournalError) -> Bool {
        let digits = String(max(since.milliseconds, 0))
        let zeros = String(repeating: "0", count: max(0, Self.markDigits - digits.count))
        let last = String(repeating: "9", count: Self.markDigits)
        return try await write { (tables: JournalTables) throws(JournalError) in
            try tables.adopt(key, rule: rule, marks: marks + zeros + digits...marks + last)
        }
    }

    private static let markDigits = 16

    /// Makes every step due now that waits for its first attempt, such as for a turn, and takes
    /// messages out of their queues, for them to be queued again. Those whose attempt is under way,
    /// or that another one has told, stay where they are. Destinations that are gone may be asked
    /// at once, whatever else is wanted.
    package nonisolated func queueAnew(
        messages: Bool = true, calls: Bool = true, now: Timestamp
    ) async throws(JournalError) {
        try await write { (tables: JournalTables) throws(JournalError) in
            try tables.queueAnew(messages: messages, calls: calls, now: now)
        }
    }

    /// Takes back a delivery of which no step has had an attempt, with its lease.
    package nonisolated func drop(_ step: DueStep) async throws(JournalError) {
        try await write { (tables: JournalTables) throws(JournalError) in
            try tables.drop(step)
        }
    }
}

// MARK: Asking for news

extension EventJournal {
    /// What is to be asked for news by `now`, the longest due first. It stands there until the
    /// answer is recorded.
    ///
    /// Each with a thousand followers at most: when there are more, the key is due again as soon as
    /// the answer is recorded, with the next thousand, and `polls` counts on after the last.
    ///
    /// The keys of `open`, which are being asked, are left out. Steps whose row cannot be read fail
    /// here, due now: `buried` is told their key.
    package func duePolls(
        now: Timestamp, limit: Int, except open: Set<String> = [],
        buried: @Sendable (String) -> Void = { _ in }
    ) throws(JournalError) -> [DuePoll] {
        try openTables().duePolls(now: now, limit: limit, except: open, buried: buried)
    }

    /// When the next question is due; nil when nothing is asked.
    package func nextPoll() throws(JournalError) -> Timestamp? {
        try openTables().nextPoll()
    }

    /// Records an answer: those with news become due now, and the key is asked again at `next` for
    /// the others, or earlier for who has joined meanwhile.
    package nonisolated func recordPoll(
        _ poll: DuePoll, news: [Int64: News], next: Timestamp, now: Timestamp
    ) async throws(JournalError) {
        try await write { (tables: JournalTables) throws(JournalError) in
            try tables.recordPoll(poll, news: news, next: next, now: now)
        }
    }

    /// Puts a question off that has not been asked. The same followers are served by it then.
    package nonisolated func putOff(
        _ poll: DuePoll, until: Timestamp
    ) async throws(JournalError) {
        try await write { (tables: JournalTables) throws(JournalError) in
            try tables.putOff(poll, until: until)
        }
    }
}
