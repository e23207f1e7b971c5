import Configuration
import Events
import JSON
import Journal
import Lifecycle

/// `hookferry events`
enum EventsVerb: Verb {
    static let name = "events"
    static let summary = "lists kept events, or tells one event's whole story"
    static let options = ["config", "limit"]
    static let flags = ["json"]
    static let operandsMax = 1
    static let help = """
        Usage: hookferry events [--limit N] [--json] [--config FILE]
               hookferry events ID [--json] [--config FILE]

        Lists the newest events of the journal with what became of them; with an ID, tells that
        event's whole story: deliveries, steps, attempts. Reads only, also beside a running bridge.

          --limit N      events to list, newest first (default 20, at most 1000)
          --config FILE  the configuration (default $HOOKFERRY_CONFIG, then hookferry.yaml)
          --json         one JSON object a line, or the event's page

        """

    private static let limitDefault = 20
    private static let limitMax = 1000

    static func run(_ arguments: Arguments) async -> Int32 {
        do {
            let limit = try limit(arguments)
            let reader = try JournalReader(path: try journalPath(arguments))
            if let id = arguments.operands.first { return try await tell(id, reader, arguments) }
            try await list(reader, limit: limit, arguments)
            return ExitCode.fine
        } catch let error as UsageError {
            StandardStreams.writeError("hookferry events: \(error.message)\n")
            return ExitCode.usage
        } catch {
            StandardStreams.writeError("hookferry events: \(error)\n")
            return ExitCode.failed
        }
    }

    private static func limit(_ arguments: Arguments) throws(UsageError) -> Int {
        guard let text = arguments.values["limit"] else { return limitDefault }
        guard let limit = Int(text), (1...limitMax).contains(limit) else {
            throw UsageError(message: "`--limit` is a number from 1 to \(limitMax)")
        }
        return limit
    }

    /// Reading events needs only the journal's place, so unset secrets do not matter.
    private static func journalPath(_ arguments: Arguments) throws -> String {
        let loaded = ConfigurationLoader.load(
            path: arguments.configurationPath, environment: arguments.environment, purpose: .check)
        guard let settings = loaded.settings else {
            let lines = loaded.diagnostics.map { "\($0)" }.joined(separator: "\n")
            throw ConfigurationMistakes(description: "the configuration has mistakes\n\(lines)")
        }
        return settings.journalPath
    }

    private static func list(
        _ reader: any JournalReading, limit: Int, _ arguments: Arguments
    ) async throws {
        let events = try await reader.events(limit: limit)
        for event in events {
            StandardStreams.writeOutput(arguments.isJSON ? event.jsonLine : event.line)
        }
        if events.isEmpty && !arguments.isJSON { StandardStreams.writeOutput("no events\n") }
    }

    private static func tell(
        _ id: String, _ reader: any JournalReading, _ arguments: Arguments
    ) async throws -> Int32 {
        guard let page = try await reader.event(id) else {
            StandardStreams.writeError(
                "hookferry events: there is no event \(Program.printable(id))\n")
            return ExitCode.failed
        }
        StandardStreams.writeOutput(
            arguments.isJSON ? page.prettyPrinted() : EventStory(page).text)
        return ExitCode.fine
    }
}

private struct ConfigurationMistakes: Error, CustomStringConvertible {
    let description: String
}

extension EventSummary {
    /// Of a name in the list: a sender's may fill its whole body.
    private static let nameCharactersMax = 100

    /// `01JD…  2026-11-21T…Z  config-topic  Config … Status  rule: succeeded`
    fileprivate var line: String {
        let outcome = deliveries.map { "\(Self.shown($0.rule)): \($0.status.rawValue)" }
        let rules = outcome.isEmpty ? "no rule" : outcome.joined(separator: ", ")
        let words = [id, receivedAt.iso8601, Self.shown(source), Self.shown(detailType), rules]
        return words.joined(separator: "  ") + "\n"
    }

    private static func shown(_ name: String) -> String {
        EventStory.shown(name, charactersMax: nameCharactersMax)
    }

    fileprivate var jsonLine: String {
        let deliveries = deliveries.map { delivery in
            [
                "id": .string(delivery.id), "rule": .string(delivery.rule),
                "status": .string(delivery.status.rawValue),
            ] as JSONValue
        }
        let object: JSONValue = [
            "id": .string(id), "receivedAt": .string(receivedAt.iso8601),
            "source": .string(source), "eventSource": .string(eventSource),
            "detailType": .string(detailType), "deliveries": .array(deliveries),
        ]
        return object.serialized() + "\n"
    }
}
