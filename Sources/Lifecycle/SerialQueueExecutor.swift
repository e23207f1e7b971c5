import Dispatch

/// Runs an actor on a serial queue of its own, so that a call that blocks (fsync) never holds a
/// thread of the cooperative pool. `DispatchSerialQueue` does this on Darwin and is not on Linux.
package final class SerialQueueExecutor: SerialExecutor {
    private let queue: DispatchQueue

    package init(label: String) { queue = DispatchQueue(label: label) }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { unsafe job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    /// Runs `body` on the queue, after what was enqueued before it. Cheaper than a task for an
    /// actor that goes on with `assumeIsolated`.
    package func async(_ body: @escaping @Sendable () -> Void) { queue.async(execute: body) }

    package func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }
}
