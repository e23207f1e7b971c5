import Glibc
import Lifecycle
import Testing

@Suite("Signal watch", .serialized)
struct SignalWatchTests {
    @Test("a signal arrives as a value and does not end the process")
    func aSignalArrivesAsAValue() async {
        let watch = await SignalWatch([.hangUp])
        var signals = watch.signals.makeAsyncIterator()
        kill(getpid(), SIGHUP)
        #expect(await signals.next() == .hangUp)
    }
}
