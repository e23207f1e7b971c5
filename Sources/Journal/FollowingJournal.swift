package import Events
package import Lifecycle

/// The part of a journal that asks for news of what is followed.
package protocol FollowingJournal: Sendable {
    /// What is to be asked for news by `now`, the longest due first. It stands there until the
    /// answer is recorded.
    ///
    /// Each with a thousand followers at most: when there are more, the key is due again as soon as
    /// the answer is recorded, with the next thousand, and `polls` counts on after the last.
    ///
    /// The keys of `open`, which are being asked, are left out. Steps whose row cannot be read fail
    /// here, due now: `buried` is told their key.
    func duePolls(
        now: Timestamp, limit: Int, except open: Set<String>, buried: @Sendable (String) -> Void
    ) async throws(JournalError) -> [DuePoll]

    /// When the next question is due; nil when nothing is asked.
    func nextPoll() async throws(JournalError) -> Timestamp?

    /// Records an answer: those with news become due now, and the key is asked again at `next` for
    /// the others, or earlier for who has joined meanwhile.
    func recordPoll(
        _ poll: DuePoll, news: [Int64: News], next: Timestamp, now: Timestamp
    ) async throws(JournalError)

    /// Puts a question off that has not been asked. The same followers are served by it then.
    func putOff(_ poll: DuePoll, until: Timestamp) async throws(JournalError)
}

extension FollowingJournal {
    /// The same when nobody wants to hear of what cannot be read.
    package func duePolls(
        now: Timestamp, limit: Int, except open: Set<String> = []
    ) async throws(JournalError) -> [DuePoll] {
        try await duePolls(now: now, limit: limit, except: open, buried: { _ in })
    }
}
