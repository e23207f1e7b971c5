/// A write on its way to the journal's queue.
protocol JournalWrite: AnyObject, Sendable {
    /// Changes the tables inside an open transaction. May be called again after a rollback.
    func perform(on tables: JournalTables) throws(JournalError)
    /// Notes that nothing of this write is kept.
    func refuse(_ error: JournalError)
    /// Tells the caller; once, after the commit.
    func answer()
}

/// A write together with the caller that waits for it.
final class PendingWrite<Answer: Sendable>: JournalWrite, @unchecked Sendable {
    // Sendable because `result` is only touched on the journal's queue.
    typealias Body = @Sendable (JournalTables) throws(JournalError) -> Answer
    typealias Continuation = CheckedContinuation<Result<Answer, JournalError>, Never>

    private let body: Body
    private let continuation: Continuation
    private var result = Result<Answer, JournalError>.failure(
        JournalError(.unavailable, "the write was never tried"))

    init(body: @escaping Body, continuation: Continuation) {
        self.body = body
        self.continuation = continuation
    }

    func perform(on tables: JournalTables) throws(JournalError) {
        result = .success(try body(tables))
    }

    func refuse(_ error: JournalError) { result = .failure(error) }

    func answer() { continuation.resume(returning: result) }
}

/// Writes that wait for the next commit, in order of arrival.
struct WriteInbox {
    private var waiting: [any JournalWrite] = []
    private var isBusy = false

    /// True for the first write after a pause: the caller then starts the committing.
    mutating func add(_ write: any JournalWrite) -> Bool {
        waiting.append(write)
        defer { isBusy = true }
        return !isBusy
    }

    /// The next group; an empty one ends the committing.
    mutating func take(_ count: Int) -> [any JournalWrite] {
        let group = Array(waiting.prefix(count))
        waiting.removeFirst(group.count)
        isBusy = !group.isEmpty
        return group
    }
}
