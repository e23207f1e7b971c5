import Glibc
import Synchronization

/// A value that anybody reads without a lock while it is now and then replaced as a whole: the
/// left-right technique. Whoever reads gets the value of before or of after a swap, never waits
/// for the writer, and looks again only when a swap came in between.
///
/// There are two slots, and `readSlot` says which one is read. A reader announces itself at that
/// slot, makes sure that it is still the one to read, copies the value and takes its name off.
/// The writer fills the other slot, turns the readers there, waits until nobody is announced at
/// the old slot and empties it, so that what only the old value held is freed.
///
/// Announcing and turning are stores that each side makes before it loads what the other stores.
/// Only sequential consistency orders a store before a later load of something else: either the
/// reader sees that the slot was turned away from, and goes without touching it, or the writer
/// sees the reader, and waits. The rest is acquiring and releasing: turning releases what was
/// written into the slot to the reader that sees it, and a reader that leaves releases its copying
/// to the writer that counts it out, which only then touches the slot.
@safe package final class Current<Value: Sendable>: @unchecked Sendable {
    // Sendable because a slot is written only while no reader is announced at it.
    private let slots = UnsafeMutablePointer<Value?>.allocate(capacity: 2)
    private let readSlot = Atomic<Int>(0)
    private let readersOfFirst = Atomic<Int>(0)
    private let readersOfSecond = Atomic<Int>(0)
    private let writing = Locked(())

    package init(_ value: Value) {
        unsafe slots.initialize(repeating: nil, count: 2)
        unsafe slots[0] = value
    }

    deinit {
        unsafe slots.deinitialize(count: 2)
        unsafe slots.deallocate()
    }

    /// The value that was put in last.
    package func read() -> Value {
        while true {
            let slot = readSlot.load(ordering: .sequentiallyConsistent)
            announce(1, at: slot)
            defer { announce(-1, at: slot) }
            // A slot may have been turned away from and back again meanwhile: it holds the newest
            // value then, and the writer, if there is another, waits for this reader.
            if readSlot.load(ordering: .sequentiallyConsistent) == slot,
                let value = unsafe slots[slot]
            {
                return value
            }
        }
    }

    /// Puts another value in. Returns when nobody can read the old one any more; readers that have
    /// copied it keep it. Writers take turns.
    package func swap(_ new: Value) {
        // The old value is let go of after the lock: what its end causes is not for us to know.
        _ = writing.withLock { _ in
            let old = readSlot.load(ordering: .sequentiallyConsistent)
            // A reader that came too late for the last swap may still stand here. It will not
            // touch the slot, unless it finds that it is read again: so not while it is filled.
            waitForReaders(of: 1 - old)
            unsafe slots[1 - old] = new
            readSlot.store(1 - old, ordering: .sequentiallyConsistent)
            waitForReaders(of: old)
            return unsafe slots[old].take()
        }
    }

    private func announce(_ readers: Int, at slot: Int) {
        if slot == 0 {
            readersOfFirst.wrappingAdd(readers, ordering: .sequentiallyConsistent)
        } else {
            readersOfSecond.wrappingAdd(readers, ordering: .sequentiallyConsistent)
        }
    }

    /// A reader stays for a few instructions; it may have lost its core in between.
    private func waitForReaders(of slot: Int) {
        while readers(of: slot) != 0 { sched_yield() }
    }

    private func readers(of slot: Int) -> Int {
        slot == 0
            ? readersOfFirst.load(ordering: .sequentiallyConsistent)
            : readersOfSecond.load(ordering: .sequentiallyConsistent)
    }
}
