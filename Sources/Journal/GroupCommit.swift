/// A write on its way to the journal's queue.
protocol JournalWrite: AnyObject, Sendable {
    /// Changes the tables inside an open transaction.
    func perform(on tables: JournalTables) throws(JournalError)
    /// Tells the caller, after the commit.
    func succeed()
    func fail(_ error: JournalError)
}

/// A write together with the caller that waits for it.
final class PendingWrite<Answer: Sendable>: JournalWrite, @unchecked Sendable {
    // Sendable because `answer` is only touched on the journal's queue.
    typealias Body = @Sendable (JournalTables) throws(JournalError) -> Answer
    typealias Continuation = CheckedContinuation<Result<Answer, JournalError>, Never>

    private let body: Body
    private let continuation: Continuation
    private var answer: Answer?

    init(body: @escaping Body, continuation: Continuation) {
        self.body = body
        self.continuation = continuation
    }

    func perform(on tables: JournalTables) throws(JournalError) {
        answer = try body(tables)
    }

    func succeed() {
        guard let answer else {
            return fail(JournalError(.unavailable, "the write was committed before it was done"))
        }
        continuation.resume(returning: .success(answer))
    }

    func fail(_ error: JournalError) { continuation.resume(returning: .failure(error)) }
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
