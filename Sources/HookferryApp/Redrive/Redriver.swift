package import Configuration
import Events
import HTTP
import Journal
package import Lifecycle

/// Puts dead letters back: in the journal itself, or, where a running bridge has it, by asking that
/// one at its admin listener.
package struct Redriver: Sendable {
    /// What became of one delivery.
    package enum Answer: Sendable, Hashable {
        case redriven
        /// Nothing is changed; `reason` is a sentence.
        case notDead(reason: String)
        case unknown
    }

    private enum Way: Sendable {
        case journal(any EventJournal)
        case bridge(HTTPClient, AdminAddress)
    }

    private let way: Way
    private let clock: WallClock

    /// Opens the journal; where that cannot be, asks whether a bridge answers in its place. The
    /// journal must be there.
    package init(_ settings: Settings, clock: WallClock = .system) async throws(RedriveError) {
        self.clock = clock
        let refusal: JournalError
        do throws(JournalError) {
            way = .journal(try SQLiteJournal(path: settings.journalPath))
            return
        } catch {
            refusal = error
        }
        guard refusal.code == .unavailable else { throw RedriveError("\(refusal)") }
        do throws(RedriveError) {
            let address = try AdminAddress(settings)
            let client = try Self.client()
            try await address.check(client)
            way = .bridge(client, address)
        } catch {
            throw RedriveError("\(refusal); \(error)")
        }
    }

    private static func client() throws(RedriveError) -> HTTPClient {
        do { return try HTTPClient() } catch { throw RedriveError(error.message) }
    }

    /// Ends what `init` began. A journal that it has opened can then be opened by others.
    package func close() async {
        switch way {
        case .journal(let journal): await journal.close()
        case .bridge(let client, _): await client.shutdown()
        }
    }

    /// Puts one delivery back.
    package func redrive(_ id: String) async throws(RedriveError) -> Answer {
        switch way {
        case .bridge(let client, let address): return try await address.redrive(id, client)
        case .journal(let journal):
            do throws(JournalError) {
                switch try await journal.redrive(delivery: id, now: clock.now()) {
                case .redriven: return .redriven
                case .notDead(let status):
                    return .notDead(reason: "The delivery is not dead: it is \(status.rawValue).")
                case .unknown: return .unknown
                }
            } catch {
                throw RedriveError("\(error)")
            }
        }
    }
}

/// Why nothing can be put back, in a sentence that holds no secret.
package struct RedriveError: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
