import Foundation
import Lifecycle
import Synchronization
import Testing

@Suite("Current value")
struct CurrentTests {
    /// Rules that know whether they are whole, and tell when they are freed.
    private final class Canary: Sendable {
        static let marker: UInt64 = 0xC0FF_EE00_C0FF_EE00
        let number: UInt64
        /// `number` in disguise, so that a value of two halves shows.
        let check: UInt64
        private let isAlive = Atomic<Bool>(true)
        private let freed: Counter

        init(_ number: UInt64, _ freed: Counter) {
            self.number = number
            check = number ^ Self.marker
            self.freed = freed
        }

        deinit {
            isAlive.store(false, ordering: .relaxed)
            freed.add()
        }

        var isWhole: Bool {
            isAlive.load(ordering: .relaxed) && check == number ^ Self.marker
        }
    }

    private final class Counter: Sendable {
        private let atomic = Atomic<Int>(0)
        var count: Int { atomic.load(ordering: .sequentiallyConsistent) }
        func add() { atomic.wrappingAdd(1, ordering: .sequentiallyConsistent) }
    }

    /// Two references, so that a value which is copied half before and half after a swap shows.
    private struct Pair: Sendable {
        let left: Canary
        let right: Canary

        init(_ number: UInt64, _ freed: Counter) {
            left = Canary(number, freed)
            right = Canary(number, freed)
        }

        var isWhole: Bool { left.isWhole && right.isWhole && left.number == right.number }
    }

    @Test("what was put in last is read")
    func lastIsRead() {
        let current = Current("one")
        #expect(current.read() == "one")
        for word in ["two", "three", "four"] {
            current.swap(word)
            #expect(current.read() == word)
            #expect(current.read() == word)
        }
    }

    @Test("the old value is freed by the swap, the last one with the whole")
    func oldIsFreed() {
        let freed = Counter()
        var current: Current<Canary>? = Current(Canary(0, freed))
        for number in 1...5 {
            current?.swap(Canary(UInt64(number), freed))
            #expect(freed.count == number)
        }
        let copied = current?.read()
        current = nil
        #expect(copied?.isWhole == true)
        #expect(freed.count == 5)
    }

    @Test("a reader keeps what it has copied while others replace it")
    func copiesLive() {
        let freed = Counter()
        let current = Current(Canary(0, freed))
        let copied = current.read()
        current.swap(Canary(1, freed))
        current.swap(Canary(2, freed))
        #expect(freed.count == 1)
        #expect(copied.isWhole && copied.number == 0)
    }

    @Test("many readers see whole values only, and never an older one than before")
    func manyReaders() async {
        let swaps: UInt64 = 20_000
        let freed = Counter()
        let current = Current(Pair(0, freed))
        let faults = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                // Threads and not tasks: all of them run at once, whatever the number of cores.
                group.addTask {
                    await Self.onThread {
                        var (faults, last): (Int, UInt64) = (0, 0)
                        while last < swaps {
                            let pair = current.read()
                            if !pair.isWhole || pair.left.number < last { faults += 1 }
                            last = max(last, pair.left.number)
                        }
                        return faults
                    }
                }
            }
            group.addTask {
                await Self.onThread {
                    for number in 1...swaps { current.swap(Pair(number, freed)) }
                    return 0
                }
            }
            return await group.reduce(0, +)
        }
        #expect(faults == 0)
        #expect(freed.count == Int(swaps) * 2)
    }

    @Test("writers take turns and lose nothing")
    func manyWriters() async {
        let freed = Counter()
        let current = Current(Canary(0, freed))
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for number in 1...2_000 { current.swap(Canary(UInt64(number), freed)) }
                }
            }
        }
        #expect(current.read().number == 2_000)
        #expect(freed.count == 8_000)
    }

    private static func onThread(_ body: @escaping @Sendable () -> Int) async -> Int {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: body()) }
        }
    }
}
