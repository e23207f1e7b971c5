import Lifecycle

/// Whose turn it is where calls go out at a rate. Nobody is turned away: whoever comes too early is
/// told when to come again, and has that turn. The steps that wait do so in the journal; what is
/// here is only the order, which a restart makes anew.
package final class CallQueues: Sendable {
    fileprivate struct Queue {
        let rate: CallRate
        /// When the next newcomer has a turn, in microseconds, so that 3/s adds up.
        var next: Int64
        var turns: [String: Timestamp] = [:]
        var seenAt: Timestamp
        var sweptAt: Timestamp
    }

    private let queues = Locked<[String: Queue]>([:])

    /// A turn that nobody has come for by then is forgotten: its step has gone another way.
    static let keptMilliseconds: Int64 = 3_600_000
    /// Those who come at once have looked at the clock one after the other, and not in the order in
    /// which they come in. Only beyond this has it been set back.
    static let setBackMilliseconds: Int64 = 10_000

    package init() {}

    /// Nil when the ticket's turn has come; otherwise when it will. A ticket that comes again at
    /// that time is let in, and is unknown from then on.
    func turn(
        of ticket: String, in name: String, at rate: CallRate, now: Timestamp
    ) -> Timestamp? {
        queues.withLock { queues in
            // A rate that a reload has changed begins anew.
            if queues[name]?.rate != rate { queues[name] = Queue(rate, now: now) }
            return queues[name]?.turn(of: ticket, now: now)
        }
    }
}

extension CallQueues.Queue {
    fileprivate init(_ rate: CallRate, now: Timestamp) {
        self.rate = rate
        next = .min
        seenAt = now
        sweptAt = now
    }

    fileprivate mutating func turn(of ticket: String, now: Timestamp) -> Timestamp? {
        keepUp(with: now)
        let now = seenAt
        if let turn = turns[ticket] {
            guard turn <= now else { return turn }
            turns[ticket] = nil
            return nil
        }
        let time = now.milliseconds * 1_000
        let count = Int64(rate.rate.count)
        // Rounded up: the rate is a limit.
        let interval = (Int64(rate.rate.periodMilliseconds) * 1_000 + count - 1) / count
        let mine = max(next, time - Int64(rate.burst - 1) * interval)
        next = mine + interval
        guard mine > time else { return nil }
        let turn = Timestamp(milliseconds: (mine + 999) / 1_000)
        turns[ticket] = turn
        return turn
    }

    /// A clock that was set back must not make everybody wait for it to catch up.
    private mutating func keepUp(with time: Timestamp) {
        let back = seenAt.milliseconds - time.milliseconds
        if back > CallQueues.setBackMilliseconds {
            if next > .min { next -= back * 1_000 }
            turns.removeAll()
            seenAt = time
        }
        seenAt = max(seenAt, time)
        sweep(seenAt)
    }

    private mutating func sweep(_ now: Timestamp) {
        let old = now.adding(milliseconds: -CallQueues.keptMilliseconds)
        guard sweptAt < old || now < sweptAt else { return }
        sweptAt = now
        turns = turns.filter { $0.value >= old }
    }
}
