import Deliveries
import Journal
import Lifecycle
import Telemetry

/// Removes what the journal need not keep any longer, a little at a time.
struct Retention: Sendable {
    let journal: any EventJournal
    let keptMilliseconds: Int64
    let surroundings: Surroundings
    let logger: Logger

    /// Between two looks when there is nothing left to remove.
    static let pauseMilliseconds: Int64 = 10 * 60 * 1_000
    /// Between two batches, so that intake never waits for more than one, and most of the journal's
    /// time is its.
    static let batchPauseMilliseconds: Int64 = 20

    func run() async {
        while !Task.isCancelled {
            var removed = 0
            do {
                let cutoff = surroundings.clock.now().adding(milliseconds: -keptMilliseconds)
                removed = try await journal.purge(before: cutoff)
            } catch {
                logger.error("old events cannot be removed", ["reason": .string("\(error)")])
            }
            let pause = removed > 0 ? Self.batchPauseMilliseconds : Self.pauseMilliseconds
            await surroundings.sleep(pause)
        }
    }
}
