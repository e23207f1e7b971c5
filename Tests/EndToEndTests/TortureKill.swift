import Foundation
import Lifecycle
import TestSupport

/// One death of the bridge: what it waits for, what it does first, and how much later it comes.
struct TorturePlan: Sendable {
    enum Point: String, CaseIterable, Sendable {
        case answer = "right after an answer"
        case commit = "while the journal's log is written"
        case attempt = "while a request is held"
        case reload = "in a reload"
        case drain = "in a drain after SIGTERM"
        case start = "in a start"
    }

    let point: Point
    /// Of what is waited for: answers, changes of the log, requests.
    let count: Int
    /// Microseconds from then, or from the signal that the point is about.
    let delay: UInt32
    /// Whether `hookferry events` runs beside it.
    let isRead: Bool

    /// The points come by turns, all else by chance.
    init(_ number: Int, using random: inout SplitMix64) {
        point = Point.allCases[number % Point.allCases.count]
        count = Int.random(in: 1...(point == .commit ? 50 : 100), using: &random)
        let delayMax: UInt32 =
            switch point {
            case .answer, .attempt: 300
            case .commit: 0
            case .reload: 15_000
            case .drain: 30_000
            case .start: 200_000
            }
        delay = UInt32.random(in: 0...delayMax, using: &random)
        isRead = Int.random(in: 0..<3, using: &random) == 0 && number > 0
    }
}

/// Carries a plan out on one bridge. Whatever happens, the bridge is dead in the end.
final class TortureKill: Sendable {
    private let plan: TorturePlan
    private let bridge: BridgeProcess
    private let prelude: @Sendable () -> Void
    private let state = Locked((left: 0, isFired: false, isOver: false))

    /// Seconds after which it comes in any case.
    private static let patience = 3.0

    /// - Parameter prelude: what the point needs before the kill: a signal.
    init(
        _ plan: TorturePlan, of bridge: BridgeProcess, prelude: @escaping @Sendable () -> Void
    ) {
        self.plan = plan
        self.bridge = bridge
        self.prelude = prelude
        state.withLock { $0.left = plan.count }
    }

    var isOver: Bool { state.withLock { $0.isOver } }

    /// Begins to wait; `log` is the journal's write-ahead log.
    func arm(log: String) {
        Thread.detachNewThread { [self] in
            let end = Date(timeIntervalSinceNow: Self.patience)
            var state = Self.state(of: log)
            while !isOver, Date() < end {
                usleep(200)
                guard plan.point == .commit else { continue }
                let now = Self.state(of: log)
                if now != state { happened(.commit) }
                state = now
            }
            fire()
        }
        if plan.point == .start { fire() }
    }

    func answered() {
        switch plan.point {
        case .answer, .reload, .drain: happened(plan.point)
        case .commit, .attempt, .start: break
        }
    }

    func requestArrived() {
        if plan.point == .attempt { happened(.attempt) }
    }

    private func happened(_ point: TorturePlan.Point) {
        let isTime = state.withLock { state in
            state.left -= 1
            return state.left == 0
        }
        if isTime { fire() }
    }

    private func fire() {
        let isFirst = state.withLock { state in
            defer { state.isFired = true }
            return !state.isFired
        }
        guard isFirst else { return }
        prelude()
        if plan.delay < 100 { return end() }
        Thread.detachNewThread { [self] in
            usleep(plan.delay)
            end()
        }
    }

    private func end() {
        bridge.signal(SIGKILL)
        state.withLock { $0.isOver = true }
    }

    /// Changes with every write: after a checkpoint the log is written over and grows no more.
    private static func state(of path: String) -> [Int] {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return [] }
        return [Int(status.st_size), status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
    }
}
