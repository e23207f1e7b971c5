import Journal
import Lifecycle

/// Tells events as they come.
struct EventWatch {
    private let reader: JournalReader
    private let filter: EventFilter
    private let isJSON: Bool

    /// Between two looks into the journal: twice a second.
    private static let pauseMilliseconds: Int64 = 500
    /// Events read at a time.
    private static let eventsMax = 500

    init(_ reader: JournalReader, _ filter: EventFilter, isJSON: Bool) {
        self.reader = reader
        self.filter = filter
        self.isJSON = isJSON
    }

    /// Until SIGINT or SIGTERM.
    func run() async throws(JournalError) {
        let watch = await SignalWatch([.interrupt, .terminate])
        let telling = Task { () -> JournalError? in
            do throws(JournalError) { try await tell() } catch { return error }
            return nil
        }
        let ending = Task {
            for await _ in watch.signals { break }
            telling.cancel()
        }
        defer { ending.cancel() }
        if let error = await telling.value { throw error }
    }

    /// Until it is cancelled.
    private func tell() async throws(JournalError) {
        var place = try await reader.place(of: filter)
        while !Task.isCancelled {
            let found = try await reader.newEvents(
                matching: filter, after: place, limit: Self.eventsMax)
            for event in found.events {
                // Nobody reads any more.
                guard StandardStreams.writeOutput(Array(event.told(isJSON: isJSON).utf8)) else {
                    return
                }
            }
            let isMore = found.through > place
            place = found.through
            if !isMore { try? await Task.sleep(for: .milliseconds(Self.pauseMilliseconds)) }
        }
    }
}
