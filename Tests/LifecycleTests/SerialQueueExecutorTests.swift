import Lifecycle
import Testing

private actor Counter {
    private let executor = SerialQueueExecutor(label: "test")
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }
    private(set) var value = 0

    func increment() {
        executor.checkIsolated()
        value += 1
    }
}

@Suite("Serial queue executor")
struct SerialQueueExecutorTests {
    @Test("an actor runs alone on its queue")
    func anActorRunsAloneOnItsQueue() async {
        let counter = Counter()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<1000 { group.addTask { await counter.increment() } }
        }
        #expect(await counter.value == 1000)
    }
}
