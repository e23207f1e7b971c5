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
    package func duePolls(now: Timestamp, limit: Int) throws(JournalError) -> [DuePoll] {
        try openTables().duePolls(now: now, limit: limit)
    }

    /// When the next question is due; nil when nothing is asked.
    package func nextPoll() throws(JournalError) -> Timestamp? {
        try openTables().nextPoll()
    }

    /// Records an answer: those with news become due now, and the key is asked again at `next` for
    /// the others.
    package nonisolated func recordPoll(
        _ poll: DuePoll, news: [Int64: News], next: Timestamp, now: Timestamp
    ) async throws(JournalError) {
        try await write { (tables: JournalTables) throws(JournalError) in
            try tables.recordPoll(poll, news: news, next: next, now: now)
        }
    }
}
