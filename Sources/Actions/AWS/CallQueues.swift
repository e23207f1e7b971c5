import Lifecycle

/// Whose turn it is where calls go out at a rate. Nobody is turned away: whoever comes too early is
/// told when to come again, and has that turn. The steps that wait do so in the journal; what is
/// here is only the order, which a restart makes anew.
package final class CallQueues: Sendable {
    fileprivate struct Queue {
        let rate: CallRate
        /// When the next newcomer has a turn, in microseconds, so that 3/s adds up.
        var next = Int64.min
        /// The first place that no call has really taken.
        var free = Int64.min
        /// The first place for those who had a turn and could not use it, because after a pause too
        /// many came at once.
        var nextForLate = Int64.min
        /// The places of those who wait.
        var turns: [String: Int64] = [:]
        var seenAt: Timestamp
        var sweptAt: Timestamp
    }

    private let queues = Locked<[String: Queue]>([:])

    /// A turn that nobody has come for by then is forgotten: its step has gone another way.
    static let keptMilliseconds: Int64 = 3_600_000
    /// Those who come at once have looked at the clock one after the other, and not in the order in
    /// which they come in. Only beyond this has it been set back.
    static let setBackMilliseconds: Int64 = 10_000

    /// Who comes this much after its turn has lost nothing: timers and disks are a little late.
    static let lateMilliseconds: Int64 = 250

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
        seenAt = now
        sweptAt = now
    }

    fileprivate mutating func turn(of ticket: String, now: Timestamp) -> Timestamp? {
        keepUp(with: now)
        let time = seenAt.milliseconds * 1_000
        let mine = turns[ticket] ?? newcomersPlace(at: time)
        return mine > time ? wait(ticket, until: mine) : leave(ticket, from: mine, at: time)
    }

    private mutating func newcomersPlace(at time: Int64) -> Int64 {
        let place = max(next, nextForLate, earliest(at: time))
        next = place + interval
        return place
    }

    /// Lets the ticket go if there is a free place, whoever was to have it. Otherwise it gets one
    /// before all who come later.
    private mutating func leave(_ ticket: String, from mine: Int64, at time: Int64) -> Timestamp? {
        let late = CallQueues.lateMilliseconds * 1_000
        let place = max(free, mine, earliest(at: time - late))
        guard place > time else {
            free = place + interval
            turns[ticket] = nil
            return nil
        }
        nextForLate = max(nextForLate, place)
        defer { nextForLate += interval }
        return wait(ticket, until: nextForLate)
    }

    private mutating func wait(_ ticket: String, until place: Int64) -> Timestamp {
        turns[ticket] = place
        return Timestamp(milliseconds: (place + 999) / 1_000)
    }

    /// The oldest place that is still given: a silence saves up no more than the burst.
    private func earliest(at time: Int64) -> Int64 { time - Int64(rate.burst - 1) * interval }

    /// Rounded up: the rate is a limit.
    private var interval: Int64 {
        let count = Int64(rate.rate.count)
        return (Int64(rate.rate.periodMilliseconds) * 1_000 + count - 1) / count
    }

    /// A clock that was set back must not make everybody wait for it to catch up.
    private mutating func keepUp(with time: Timestamp) {
        let back = seenAt.milliseconds - time.milliseconds
        if back > CallQueues.setBackMilliseconds {
            next = Self.shifted(next, by: back)
            free = Self.shifted(free, by: back)
            nextForLate = Self.shifted(nextForLate, by: back)
            turns = turns.mapValues { Self.shifted($0, by: back) }
            seenAt = time
        }
        seenAt = max(seenAt, time)
        sweep(seenAt)
    }

    private static func shifted(_ place: Int64, by milliseconds: Int64) -> Int64 {
        place == .min ? .min : place - milliseconds * 1_000
    }

    private mutating func sweep(_ now: Timestamp) {
        let old = now.adding(milliseconds: -CallQueues.keptMilliseconds)
        guard sweptAt < old || now < sweptAt else { return }
        sweptAt = now
        turns = turns.filter { $0.value >= old.milliseconds * 1_000 }
    }
}
