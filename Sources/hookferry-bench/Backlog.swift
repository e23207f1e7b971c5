import Configuration
import Events
import JSON
import Journal
import Lifecycle
import Rules

/// Fills the journal of a configuration with accepted events whose deliveries wait, as the bridge
/// does when a destination is down for long. The rules plan them, so that a bridge goes on with
/// them as with its own.
struct Backlog {
    let configuration: String
    let count: Int

    /// Events that are made at once; memory stays bounded.
    private static let groupEvents = 2_048
    /// Makes events about as large as a small callback.
    private static let padding = String(repeating: "0123456789abcdef", count: 16)

    /// Returns after everything is on disk and the file is closed.
    ///
    /// - Throws: `BenchError` when the configuration has mistakes or no rule wants the events, and
    ///   what the journal throws.
    func write() async throws {
        let loaded = ConfigurationLoader.load(
            path: configuration, environment: ProcessEnvironment.current, purpose: .serve)
        guard let settings = loaded.settings, let source = settings.sources.first else {
            throw BenchError("\(configuration): \(loaded.diagnostics)")
        }
        let journal = try SQLiteJournal(path: settings.journalPath, queueMax: .max)
        let planner = Planner(rules: RuleSet(settings.rules), ids: IDSource(clock: .system))
        let start = ContinuousClock.now
        for first in stride(from: 0, to: count, by: Self.groupEvents) {
            let numbers = first..<min(first + Self.groupEvents, count)
            // The last group is planned while this one is made: two cores share the work.
            async let planned: Void = planner.planAll(in: journal)
            try await append(numbers, of: source, ids: planner.ids, to: journal)
            try await planned
        }
        try await planner.planAll(in: journal)
        await journal.close()
        let seconds = start.duration(to: .now) / .seconds(1)
        StandardStreams.writeOutput(
            "backlog: \(count) events in \(Table.text(seconds)) s, "
                + "\(Table.text(Double(count) / seconds))/s\n")
    }

    private func append(
        _ numbers: Range<Int>, of source: SourceSettings, ids: IDSource,
        to journal: any EventJournal
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in numbers {
                let event = Self.event(number, of: source, ids: ids)
                group.addTask {
                    guard case .accepted = try await journal.append(event) else {
                        throw BenchError("event \(number) was kept before")
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// An event of a `token` source; of another one it looks the same to the journal.
    private static func event(
        _ number: Int, of source: SourceSettings, ids: IDSource
    ) -> Event {
        let (id, now) = (ids.next(), WallClock.system.now())
        let detail: JSONValue = [
            "lane": .number(JSONNumber(number % ChatLatency.lanes)),
            "number": .number(JSONNumber(number)), "padding": .string(padding),
        ]
        return Event(
            EventEnvelope(
                id: id, source: "ci", detailType: "Callback", time: now.iso8601, detail: detail),
            intake: IntakeRecord(
                id: id, source: source.name, type: "token", receivedAt: now,
                deliveryID: "backlog-\(id)", verified: "token"))
    }
}

/// Plans events as the engine does.
private struct Planner {
    let rules: RuleSet
    let ids: IDSource

    /// Events planned in one commit.
    private static let plannedEvents = 1_024

    /// Plans what is there and what comes meanwhile.
    func planAll(in journal: any EventJournal) async throws {
        while try await planNext(in: journal) {}
    }

    /// True when there may be more.
    private func planNext(in journal: any EventJournal) async throws -> Bool {
        let events = try await journal.unplanned(limit: Self.plannedEvents)
        guard let last = events.last else { return false }
        let deliveries = events.flatMap { stored in
            rules.plan(stored.event).map { plan in
                NewDelivery(id: ids.next(), eventSequence: stored.sequence, plan: plan)
            }
        }
        guard deliveries.count >= events.count else {
            throw BenchError("no rule wants an event with source ci and detail-type Callback")
        }
        try await journal.recordPlans(
            through: last.sequence, deliveries, now: WallClock.system.now())
        return true
    }
}
