import Dispatch
import Glibc

/// The signals the program answers.
package enum ProcessSignal: Sendable, Hashable, CaseIterable {
    case terminate, interrupt, hangUp

    fileprivate var number: Int32 {
        switch self {
        case .terminate: SIGTERM
        case .interrupt: SIGINT
        case .hangUp: SIGHUP
        }
    }
}

/// Turns signals into an asynchronous sequence for as long as the watch lives.
package final class SignalWatch: @unchecked Sendable {
    // Sendable because the sources are only touched again in `deinit`, when nobody else can.
    package let signals: AsyncStream<ProcessSignal>
    private var sources: [any DispatchSourceSignal] = []

    /// Returns when every signal is watched; one that comes earlier has its usual effect.
    ///
    /// On Linux libdispatch installs a handler of its own that blocks the signal in the thread it
    /// hit and raises it again for the signalfd. Setting SIG_IGN, as on Darwin, would undo that.
    package init(_ watched: [ProcessSignal] = ProcessSignal.allCases) async {
        let (stream, continuation) = AsyncStream.makeStream(of: ProcessSignal.self)
        signals = stream
        for watchedSignal in watched {
            let source = DispatchSource.makeSignalSource(signal: watchedSignal.number)
            source.setEventHandler { continuation.yield(watchedSignal) }
            await withCheckedContinuation { registered in
                source.setRegistrationHandler { registered.resume() }
                source.resume()
            }
            sources.append(source)
        }
    }

    deinit { for source in sources { source.cancel() } }
}
