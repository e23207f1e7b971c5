package import Events
package import Lifecycle

// MARK: Steps that wait

extension EventJournal {
    /// Puts a leased step off, without an attempt, and gives its lease back. A step that has had no
    /// attempt counts as due for the first time then: waiting for its turn is no retrying.
    package nonisolated func postpone(
        _ step: DueStep, until: Timestamp
    ) async throws(JournalError) {
        throw JournalError(.unavailable, "not yet")
    }

    /// Asks to make a call that is made once per identical input. `since` is how old the same call
    /// may be.
    package nonisolated func claim(
        _ step: DueStep, call: String, since: Timestamp, now: Timestamp
    ) async throws(JournalError) -> ClaimAnswer {
        throw JournalError(.unavailable, "not yet")
    }

    /// Whether a call of this rule has brought about what the key names.
    package func hasCaused(_ key: String, rule: String) throws(JournalError) -> Bool {
        throw JournalError(.unavailable, "not yet")
    }

    /// Takes back a delivery of which no step has had an attempt, with its lease.
    package nonisolated func drop(_ step: DueStep) async throws(JournalError) {
        throw JournalError(.unavailable, "not yet")
    }
}

// MARK: Asking for news

extension EventJournal {
    /// What is to be asked for news by `now`, the longest due first.
    package func duePolls(now: Timestamp, limit: Int) throws(JournalError) -> [DuePoll] {
        throw JournalError(.unavailable, "not yet")
    }

    /// When the next question is due; nil when nothing is asked.
    package func nextPoll() throws(JournalError) -> Timestamp? {
        throw JournalError(.unavailable, "not yet")
    }

    /// Records an answer: those with news become due now, and the key is asked again at `next` for
    /// the others.
    package nonisolated func recordPoll(
        _ poll: DuePoll, news: [Int64: News], next: Timestamp, now: Timestamp
    ) async throws(JournalError) {
        throw JournalError(.unavailable, "not yet")
    }
}
