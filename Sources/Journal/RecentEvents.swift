/// The newest events that are not planned yet, kept in memory so that in the steady state nothing
/// is read back that was written a moment ago. Its sequences have no gap. It is only a shortcut:
/// when it overflows it forgets, and the events are read from disk.
struct RecentEvents {
    private var events: [(stored: StoredEvent, byteCount: Int)] = []
    private var bytes = 0

    static let countMax = 4096
    static let bytesMax = 16 << 20

    mutating func append(_ stored: StoredEvent, byteCount: Int) {
        let isGap = events.last.map { $0.stored.sequence + 1 != stored.sequence } ?? false
        if isGap || events.count >= Self.countMax || bytes + byteCount > Self.bytesMax { clear() }
        events.append((stored, byteCount))
        bytes += byteCount
    }

    /// The first remembered sequence.
    var first: Int64? { events.first?.stored.sequence }

    /// Up to `limit` events from `sequence` on; empty when that one is not remembered.
    func from(_ sequence: Int64, limit: Int) -> [StoredEvent] {
        guard let first, sequence >= first else { return [] }
        return events.dropFirst(Int(sequence - first)).prefix(limit).map(\.stored)
    }

    mutating func forget(through sequence: Int64) {
        guard let first, sequence >= first else { return }
        let count = min(events.count, Int(sequence - first + 1))
        bytes -= events.prefix(count).reduce(0) { $0 + $1.byteCount }
        events.removeFirst(count)
    }

    /// Forgets what came after `sequence`, because it was rolled back.
    mutating func forget(after sequence: Int64) {
        while let last = events.last, last.stored.sequence > sequence {
            bytes -= last.byteCount
            events.removeLast()
        }
    }

    private mutating func clear() {
        events.removeAll()
        bytes = 0
    }
}
