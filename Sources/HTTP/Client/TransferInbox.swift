/// What callers ask of the transfer thread, in order: a plain value, guarded by its owner.
///
/// A cancellation may come before the submission it belongs to (the task was cancelled before it
/// ran that far), so an identifier is announced first; an early cancellation is remembered for an
/// announced identifier and forgotten at its submission, and one that comes after the end is
/// ignored. Connections are bounded here and not by `CURLMOPT_MAX_HOST_CONNECTIONS`, because
/// libcurl 7.88 wakes only the first of its pending transfers when one ends, and that may belong
/// to another host which is still full.
struct TransferInbox<Payload> {
    let perOriginMax: Int
    let totalMax: Int
    private(set) var isClosed = false
    private var nextIdentifier: UInt64 = 1
    private var states: [UInt64: State] = [:]
    private var waiting: [Waiting] = []
    private var aborts: [UInt64] = []
    private var runningPerOrigin: [String: Int] = [:]
    private var runningCount = 0

    private enum State {
        case announced
        case cancelledEarly
        case waiting
        case running(origin: String)
    }

    private struct Waiting {
        let identifier: UInt64
        let origin: String
        /// Monotonic milliseconds.
        let deadline: UInt64
        let payload: Payload
    }

    enum Submission: Equatable { case accepted, cancelled, closed }

    /// What the transfer thread has to do now.
    struct Work {
        var start: [(identifier: UInt64, payload: Payload)] = []
        var abort: [UInt64] = []
        var overdue: [Payload] = []
        /// When the next waiting one is overdue; monotonic milliseconds.
        var nextDeadline: UInt64?
    }

    init(perOriginMax: Int, totalMax: Int) {
        self.perOriginMax = max(1, perOriginMax)
        self.totalMax = max(1, totalMax)
    }

    /// Nothing announced, waiting or running.
    var isEmpty: Bool { states.isEmpty && waiting.isEmpty && aborts.isEmpty && runningCount == 0 }

    mutating func announce() -> UInt64 {
        defer { nextIdentifier += 1 }
        states[nextIdentifier] = .announced
        return nextIdentifier
    }

    mutating func submit(
        _ identifier: UInt64, origin: String, deadline: UInt64, _ payload: Payload
    ) -> Submission {
        guard case .announced? = states[identifier], !isClosed else {
            let known = states.removeValue(forKey: identifier)
            if case .cancelledEarly? = known { return .cancelled }
            return .closed
        }
        states[identifier] = .waiting
        waiting.append(
            Waiting(identifier: identifier, origin: origin, deadline: deadline, payload: payload))
        return .accepted
    }

    /// The payload if it was still waiting; the caller ends it. A running one is ended by the
    /// transfer thread.
    mutating func cancel(_ identifier: UInt64) -> Payload? {
        switch states[identifier] {
        case .announced?:
            states[identifier] = .cancelledEarly
        case .waiting?:
            states[identifier] = nil
            guard let index = waiting.firstIndex(where: { $0.identifier == identifier }) else {
                return nil
            }
            return waiting.remove(at: index).payload
        case .running?:
            aborts.append(identifier)
        case .cancelledEarly?, nil:
            break
        }
        return nil
    }

    /// Takes what is to be done; what is started counts as running until `end`.
    mutating func take(now: UInt64) -> Work {
        var work = Work(abort: aborts)
        aborts = []
        var kept: [Waiting] = []
        for one in waiting {
            if one.deadline <= now {
                states[one.identifier] = nil
                work.overdue.append(one.payload)
            } else if hasRoom(for: one.origin) {
                states[one.identifier] = .running(origin: one.origin)
                runningPerOrigin[one.origin, default: 0] += 1
                runningCount += 1
                work.start.append((one.identifier, one.payload))
            } else {
                work.nextDeadline = min(work.nextDeadline ?? .max, one.deadline)
                kept.append(one)
            }
        }
        waiting = kept
        return work
    }

    /// Frees the place of a running transfer.
    mutating func end(_ identifier: UInt64) {
        guard case .running(let origin)? = states.removeValue(forKey: identifier) else { return }
        runningCount -= 1
        let left = (runningPerOrigin[origin] ?? 1) - 1
        runningPerOrigin[origin] = left > 0 ? left : nil
    }

    /// Takes no more submissions and gives back what was waiting.
    mutating func close() -> [Payload] {
        isClosed = true
        defer { waiting = [] }
        for one in waiting { states[one.identifier] = nil }
        return waiting.map(\.payload)
    }

    private func hasRoom(for origin: String) -> Bool {
        runningCount < totalMax && runningPerOrigin[origin, default: 0] < perOriginMax
    }
}
