import Lifecycle

@testable import Deliveries

/// Time that passes only when a test says so, except for single milliseconds, which are the pace of
/// messages in tests of other things.
final class ManualTime: Sendable {
    static let start = Timestamp(milliseconds: 1_700_000_000_000)

    private struct State {
        var now = ManualTime.start
        /// Milliseconds that have passed, whatever the clock was set to.
        var elapsed: Int64 = 0
        var sleepers: [Int: (due: Int64, wake: CheckedContinuation<Void, Never>)] = [:]
        var cancelled: Set<Int> = []
        var count = 0
        var sleeps = 0
        var passingMax: Int64 = 1
    }

    private let state = Locked(State())
    /// Every sleep that is asked for, in milliseconds, once it can be ended by `advance`.
    private let asked: AsyncStream<Int64>
    private let ask: AsyncStream<Int64>.Continuation

    init() { (asked, ask) = AsyncStream.makeStream(of: Int64.self) }

    var now: Timestamp { state.withLock { $0.now } }
    private var elapsed: Int64 { state.withLock { $0.elapsed } }
    /// How often somebody has begun to sleep.
    var sleeps: Int { state.withLock { $0.sleeps } }

    /// The engine's surroundings; `unit` is the jitter.
    func surroundings(unit: Double = 0.5) -> Surroundings {
        Surroundings(
            clock: WallClock { self.now }, sleep: { await self.sleep(until: self.elapsed + $0) },
            sleepUntil: { await self.sleep(until: $0) }, random: { unit },
            elapsed: { self.elapsed })
    }

    /// Returns when somebody sleeps exactly that long.
    func slept(_ milliseconds: Int64) async {
        for await length in asked where length == milliseconds { return }
    }

    /// While `body` lasts, time passes by what somebody sleeps, except where he only looks now and
    /// then whether there is something to do.
    func passing<Answer>(
        while body: () async throws -> Answer
    ) async rethrows -> Answer {
        let passingMax = DeliveryEngine.sleepMillisecondsMax - 1
        let asleep = state.withLock { state in
            state.passingMax = passingMax
            return state.sleepers.values.map(\.due).sorted()
        }
        // Those too who began to sleep before.
        for due in asleep {
            let left = due - elapsed
            if left > 0, left <= passingMax { advance(left) }
        }
        defer { state.withLock { $0.passingMax = 1 } }
        return try await body()
    }

    func advance(_ milliseconds: Int64) {
        let woken = state.withLock { state in
            state.now = state.now.adding(milliseconds: milliseconds)
            state.elapsed += milliseconds
            let due = state.sleepers.filter { $0.value.due <= state.elapsed }
            for key in due.keys { state.sleepers[key] = nil }
            return due.values.map(\.wake)
        }
        for wake in woken { wake.resume() }
    }

    /// Sets the clock, forward or back; nobody who sleeps wakes by that.
    func set(by milliseconds: Int64) {
        state.withLock { $0.now = $0.now.adding(milliseconds: milliseconds) }
    }

    private func sleep(until due: Int64) async {
        let number = state.withLock { state in
            state.count += 1
            return state.count
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { wake in
                switch begin(number, until: due, wake) {
                case .asleep(let milliseconds): ask.yield(milliseconds)
                case .over(let milliseconds):
                    advance(milliseconds)
                    wake.resume()
                }
            }
        } onCancel: {
            let wake = state.withLock { state in
                let sleeper = state.sleepers.removeValue(forKey: number)
                if sleeper == nil { state.cancelled.insert(number) }
                return sleeper?.wake
            }
            wake?.resume()
        }
    }

    private enum Sleep {
        case asleep(Int64)
        /// With the milliseconds by which time passes.
        case over(Int64)
    }

    private func begin(
        _ number: Int, until due: Int64, _ wake: CheckedContinuation<Void, Never>
    ) -> Sleep {
        state.withLock { state in
            if state.cancelled.remove(number) != nil { return .over(0) }
            // What was to pass may have passed since he looked at the clock.
            let left = max(due - state.elapsed, 0)
            guard left > state.passingMax else { return .over(left) }
            state.sleepers[number] = (due, wake)
            state.sleeps += 1
            return .asleep(left)
        }
    }
}
