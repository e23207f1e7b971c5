import Journal
import Lifecycle
import Telemetry

/// The listener's own connections to the journal: a search keeps no scrape waiting, and neither
/// keeps waiting what is written.
final class AdminReaders: Sendable {
    private let readers: Locked<(reader: JournalReader, gauges: JournalGauges)?>
    private let logger: Logger

    init(path: String, logger: Logger) throws(JournalError) {
        readers = Locked((try JournalReader(path: path), try JournalGauges(path: path)))
        self.logger = logger
    }

    /// Lets go of the journal's file.
    func close() { readers.withLock { $0 = nil } }

    /// Reads what people look for; throws when the journal cannot be read.
    func read<Answer: Sendable>(
        _ body: (JournalReader) async throws(JournalError) -> Answer
    ) async throws(AdminRefusal) -> Answer {
        guard let reader = readers.withLock({ $0?.reader }) else { throw .unreadable }
        do throws(JournalError) { return try await body(reader) } catch { throw refusal(error) }
    }

    /// Reads how full the journal is; throws when it cannot be read.
    func measure<Answer: Sendable>(
        _ body: (JournalGauges) async throws(JournalError) -> Answer
    ) async throws(AdminRefusal) -> Answer {
        guard let gauges = readers.withLock({ $0?.gauges }) else { throw .unreadable }
        do throws(JournalError) { return try await body(gauges) } catch { throw refusal(error) }
    }

    private func refusal(_ error: JournalError) -> AdminRefusal {
        guard error.code != .unknownPlace else { return .unknownPlace }
        logger.error("the journal cannot be read", ["reason": .string("\(error)")])
        return .unreadable
    }
}
