import Lifecycle

/// Keeps the temporary credentials of a source and renews them in time. However many ask, one
/// request is under way at most. Credentials without an end are not kept: their source is a file
/// or a variable, and asking it again is how a rotated key is found.
final class CachedCredentials: CredentialSource {
    private let source: any CredentialSource
    private let surroundings: AWSClient.Surroundings
    private let state: Locked<State>

    private typealias Outcome = Result<Credentials, CredentialError>
    private typealias Continuation = CheckedContinuation<Outcome, Never>

    private struct State: Sendable {
        var cache: CredentialCache
        var isRefreshing = false
        var waiters: [Int: Continuation] = [:]
        var lastWaiter = 0
    }

    /// What becomes of a caller who came in.
    private struct Admission: Sendable {
        /// Nil for one who waits.
        var answer: Outcome?
        var startsRefresh = false
    }

    /// - Parameter keepsExpired: whether expired credentials are used while there are no others, as
    ///   AWS wants it for those of instance metadata.
    init(
        _ source: any CredentialSource, keepsExpired: Bool = false,
        surroundings: AWSClient.Surroundings = .system
    ) {
        self.source = source
        self.surroundings = surroundings
        state = Locked(State(cache: CredentialCache(keepsExpired: keepsExpired)))
    }

    /// Waits only where nothing good is held. A failed refresh is told to those who waited for it
    /// and to who comes within the pause after it; then the source is asked again.
    func credentials(at time: Timestamp) async throws(CredentialError) -> Credentials {
        let number = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let admission = admit(continuation, number: number, at: time)
                if let answer = admission.answer { continuation.resume(returning: answer) }
                // Its end is the end of the source's own time-outs. It belongs to all who wait and
                // to those who come, so that no caller's cancellation may reach it.
                if admission.startsRefresh { Task { await refresh(at: time) } }
            }
        } onCancel: {
            let waiter = state.withLock { $0.waiters.removeValue(forKey: number) }
            waiter?.resume(returning: .failure(Self.cancelled))
        }
        return try outcome.get()
    }

    private func admit(
        _ continuation: Continuation, number: Int, at time: Timestamp
    ) -> Admission {
        let now = surroundings.clock.now()
        return state.withLock { state in
            var admission = Admission()
            switch state.cache.advice(at: time, now: now) {
            case .use(let credentials): return Admission(answer: .success(credentials))
            case .fail(let error): return Admission(answer: .failure(error))
            case .useAndRefresh(let credentials): admission.answer = .success(credentials)
            case .refresh:
                // The flag is set before the cancellation handler runs: nobody is left waiting.
                guard !Task.isCancelled else { return Admission(answer: .failure(Self.cancelled)) }
                state.waiters[number] = continuation
            }
            admission.startsRefresh = !state.isRefreshing
            state.isRefreshing = true
            return admission
        }
    }

    private func refresh(at time: Timestamp) async {
        let start = surroundings.clock.now()
        let result: Outcome
        do throws(CredentialError) {
            result = .success(try await source.credentials(at: time))
        } catch {
            result = .failure(error)
        }
        let now = surroundings.clock.now()
        let later = time.adding(milliseconds: max(0, now.milliseconds - start.milliseconds))
        let random = surroundings.random()
        let (outcome, waiters) = state.withLock { state in
            let outcome = state.cache.record(result, at: later, now: now, random: random)
            defer { state.waiters = [:] }
            state.isRefreshing = false
            return (outcome, Array(state.waiters.values))
        }
        for waiter in waiters { waiter.resume(returning: outcome) }
    }

    private static let cancelled = CredentialError(
        .cancelled, "refresh", "The call was cancelled while it waited for credentials.")
}
