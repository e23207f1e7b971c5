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
        let (began, beginning) = (surroundings.clock.now(), surroundings.elapsed())
        while !Task.isCancelled {
            var removed = 0
            do {
                // A clock that was set forward since does not make old what came in just now.
                let lived = began.adding(milliseconds: surroundings.elapsed() - beginning)
                let now = min(surroundings.clock.now(), lived)
                let cutoff = now.adding(milliseconds: -keptMilliseconds)
                removed = try await journal.purge(before: cutoff)
            } catch {
                logger.error("old events cannot be removed", ["reason": .string("\(error)")])
            }
            let pause = removed > 0 ? Self.batchPauseMilliseconds : Self.pauseMilliseconds
            await surroundings.sleep(pause)
        }
    }
}
