internal import Dispatch

/// Milliseconds of the monotonic clock.
func monotonicMilliseconds() -> UInt64 {
    DispatchTime.now().uptimeNanoseconds / 1_000_000
}
