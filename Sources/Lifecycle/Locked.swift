import Glibc

/// A value behind a pthread mutex: the only lock of the program. `Synchronization.Mutex` would do,
/// but ThreadSanitizer does not see it on Linux and reports every correct use as a race.
@safe package final class Locked<Value>: @unchecked Sendable {
    // Sendable because `value` is only ever touched between lock and unlock.
    private var value: Value
    // POSIX: a mutex must not move after pthread_mutex_init, so it lives on the heap.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

    package init(_ value: sending Value) {
        self.value = value
        unsafe mutex.initialize(to: pthread_mutex_t())
        unsafe pthread_mutex_init(mutex, nil)
    }

    deinit {
        unsafe pthread_mutex_destroy(mutex)
        unsafe mutex.deallocate()
    }

    /// Runs `body` alone. It must not wait for anything and must not lock this value again.
    package func withLock<Result>(
        _ body: (inout sending Value) throws -> sending Result
    ) rethrows -> sending Result {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return try body(&value)
    }
}
