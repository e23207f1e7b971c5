import Deliveries
import Journal
import Lifecycle

/// Whether a delivery posted now would be kept, found out by writing. Probes are anybody's, so one
/// write answers all that come within a second, and nobody waits for a disk that hangs.
actor Readiness {
    /// What a probe is told; the raw value is the answer's `status`.
    enum State: String, Sendable, Hashable {
        case ready, overloaded
        case journalUnavailable = "journal_unavailable"
    }

    private let surroundings: Surroundings
    private let probe: @Sendable () async throws(JournalError) -> Void
    private var underWay: Task<State, Never>?
    private var last: (state: State, at: Timestamp)?

    /// How long an answer is good for.
    static let keptMilliseconds: Int64 = 1_000
    /// How long a write may take; those who probe commonly wait no longer themselves.
    static let patienceMilliseconds: Int64 = 2_000

    init(
        surroundings: Surroundings,
        probe: @escaping @Sendable () async throws(JournalError) -> Void
    ) {
        self.surroundings = surroundings
        self.probe = probe
    }

    func state() async -> State {
        let now = surroundings.clock.now()
        if let last, last.at <= now,
            now < last.at.adding(milliseconds: Self.keptMilliseconds)
        {
            return last.state
        }
        let asking = underWay ?? Task { await ask() }
        underWay = asking
        return await patiently(asking)
    }

    private func ask() async -> State {
        var state = State.ready
        do throws(JournalError) { try await probe() } catch {
            state = error.code == .overloaded ? .overloaded : .journalUnavailable
        }
        last = (state, surroundings.clock.now())
        underWay = nil
        return state
    }

    /// The task's answer, or that there is none in time; the task goes on.
    private func patiently(_ asking: Task<State, Never>) async -> State {
        let (answers, answer) = AsyncStream.makeStream(of: State.self)
        let waiting = Task { answer.yield(await asking.value) }
        let timer = Task { [surroundings] in
            await surroundings.sleep(Self.patienceMilliseconds)
            answer.yield(.journalUnavailable)
        }
        defer {
            waiting.cancel()
            timer.cancel()
        }
        return await answers.first { _ in true } ?? .journalUnavailable
    }
}
