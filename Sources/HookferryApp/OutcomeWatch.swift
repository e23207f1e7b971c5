import Deliveries
import Events
import Intake
import Journal
import Lifecycle
import Telemetry

/// Those who wait for the outcome of an event. Waiting costs a few objects and no thread, and
/// nobody looks twice when nothing has happened. There is one at most for each open connection of
/// the intake, so the HTTP server's limits bound them.
final class OutcomeWatch: Sendable {
    private struct State {
        var reader: (any JournalReading)?
        var isDraining = false
        var waiting: [String: [Int: AsyncStream<Void>.Continuation]] = [:]
        var lastNumber = 0
    }

    private let state: Locked<State>
    private let surroundings: Surroundings
    private let logger: Logger

    /// The reader is the watch's own: what it reads keeps nobody else waiting.
    init(_ reader: any JournalReading, surroundings: Surroundings, logger: Logger) {
        state = Locked(State(reader: reader))
        self.surroundings = surroundings
        self.logger = logger
    }

    /// Answers when everything has ended, when the time is over, when the bridge drains, or when
    /// the task is cancelled because nobody waits for the answer any more: that ends the wait for
    /// news of itself.
    func answer(_ question: OutcomeQuestion) async -> OutcomeAnswer {
        guard question.waitMilliseconds > 0 else { return await look(question) }
        // First in the list, then the look: what is settled between the two is not missed.
        let (number, news) = join(question.id)
        let timer = Task { [surroundings] in
            await surroundings.sleep(question.waitMilliseconds)
            end(question.id, number)
        }
        defer {
            timer.cancel()
            end(question.id, number)
        }
        var arrivals = news.makeAsyncIterator()
        while await isOpen(question), await arrivals.next() != nil {}
        return await look(question)
    }

    /// Wakes those who wait for this event.
    func settled(_ id: String) {
        let waiting = state.withLock { $0.waiting[id] }
        for continuation in (waiting ?? [:]).values { continuation.yield() }
    }

    /// Everybody who waits, and whoever comes later, gets what is known now.
    func drain() {
        let waiting = state.withLock { state in
            state.isDraining = true
            return state.waiting
        }
        for continuation in waiting.values.flatMap(\.values) { continuation.finish() }
    }

    /// Lets go of the journal's file.
    func close() { state.withLock { $0.reader = nil } }

    /// How many wait.
    var count: Int { state.withLock { $0.waiting.values.reduce(0) { $0 + $1.count } } }

    // MARK: Waiting

    /// A place in the list. One piece of news is kept until it is asked for; more tell no more.
    private func join(_ id: String) -> (number: Int, news: AsyncStream<Void>) {
        let (news, continuation) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let number = state.withLock { state in
            state.lastNumber += 1
            if state.isDraining {
                continuation.finish()
            } else {
                state.waiting[id, default: [:]][state.lastNumber] = continuation
            }
            return state.lastNumber
        }
        return (number, news)
    }

    /// Gives the place up; whoever stands there waits no longer.
    private func end(_ id: String, _ number: Int) {
        let continuation = state.withLock { state in
            let continuation = state.waiting[id]?.removeValue(forKey: number)
            if state.waiting[id]?.isEmpty == true { state.waiting[id] = nil }
            return continuation
        }
        continuation?.finish()
    }

    // MARK: Looking

    /// False as well for an event that is not there, and when the journal cannot be read: there is
    /// nothing to wait for then.
    private func isOpen(_ question: OutcomeQuestion) async -> Bool {
        let reader = state.withLock { $0.reader }
        let isOpen = try? await reader?.isOpen(
            question.id, source: question.source, apartFrom: Announcement.rule)
        return isOpen == true
    }

    private func look(_ question: OutcomeQuestion) async -> OutcomeAnswer {
        guard let reader = state.withLock({ $0.reader }) else { return .unavailable }
        do throws(JournalError) {
            let outcome = try await reader.outcome(
                of: question.id, source: question.source, apartFrom: Announcement.rule)
            return outcome.map(OutcomeAnswer.known) ?? .unknown
        } catch {
            logger.error("an outcome cannot be read", ["reason": .string("\(error)")])
            return .unavailable
        }
    }
}
