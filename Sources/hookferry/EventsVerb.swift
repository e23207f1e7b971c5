import Configuration
import Events
import HookferryApp
import JSON
import Journal
import Lifecycle

/// `hookferry events`
enum EventsVerb: Verb {
    static let name = "events"
    static let summary = "lists kept events, or tells one event's whole story"
    static let options = ["backup", "before", "config", "limit"] + EventFilter.options
    static let flags = ["follow", "json"]
    static let operandsMax = 1
    static let help = """
        Usage: hookferry events [--source NAME] [--rule NAME] [--status STATUS] [--since TIME]
                                [--until TIME] [--text TEXT] [--limit N] [--before ID] [--follow]
                                [--json] [--config FILE]
               hookferry events ID [--json] [--config FILE]
               hookferry events --backup FILE [--config FILE]

        Lists the newest events of the journal with what became of them; with an ID, tells that
        event's whole story: who sent it, which rules fired and why the others did not, steps,
        attempts, and what is tried next. Reads only, also beside a running bridge.

          --source NAME    events of this source only
          --rule NAME      on which this rule fired
          --status STATUS  with a delivery that is pending, running, following, succeeded, dead or
                           uncertain; no_match: no rule fired; unplanned: no rule was asked yet
          --since TIME     received then or later: 2h (two hours ago), 2026-11-21,
                           2026-11-21T08:00:00Z
          --until TIME     received before then
          --text TEXT      with this text in the event's JSON, in capitals or not
          --limit N        events to list, newest first (default 20, at most 1000)
          --before ID      only events accepted before this one: the next page
          --follow         tells events as they come, when their rules have been asked, and those
                           of --since before; ends with 0 at Ctrl-C
          --backup FILE    copies the journal into a new file, which a bridge can open, also while
                           one runs; whatever was acknowledged before is in it
          --config FILE    the configuration (default $HOOKFERRY_CONFIG, then hookferry.yaml)
          --json           one JSON object a line, or the event's page

        """

    private static let limitDefault = 20
    private static let limitMax = 1000

    static func run(_ arguments: Arguments) async -> Int32 {
        do throws(VerbFailure) {
            let limit = try limit(arguments)
            let filter = try EventFilter(arguments, now: WallClock.system.now())
            try checkCombination(arguments, filter)
            let settings = try arguments.settings()
            let reader = try VerbFailure.reader(of: settings)
            do throws(JournalError) {
                if let path = arguments.values["backup"] {
                    try await reader.backUp(to: path)
                } else if let id = arguments.operands.first {
                    return try await tell(id, reader, settings, arguments)
                } else if arguments.flags.contains("follow") {
                    try await EventWatch(reader, filter, isJSON: arguments.isJSON).run()
                } else {
                    return try await list(reader, filter, limit: limit, arguments)
                }
            } catch {
                throw VerbFailure(error)
            }
            return ExitCode.fine
        } catch {
            StandardStreams.writeError("hookferry events: \(error.message)\n")
            return error.exitCode
        }
    }

    private static func limit(_ arguments: Arguments) throws(VerbFailure) -> Int {
        guard let text = arguments.values["limit"] else { return limitDefault }
        guard let limit = Int(text), (1...limitMax).contains(limit) else {
            throw VerbFailure(ExitCode.usage, "`--limit` is a number from 1 to \(limitMax)")
        }
        return limit
    }

    /// What says nothing in the form that is asked for is a mistake, not a wish to be passed over.
    private static func checkCombination(
        _ arguments: Arguments, _ filter: EventFilter
    ) throws(VerbFailure) {
        var given = arguments.values.keys.filter { $0 != "config" }
        if arguments.flags.contains("follow") { given.append("follow") }
        let form: String
        let fitting: [String]
        if !arguments.operands.isEmpty {
            (form, fitting) = ("ID", [])
        } else if arguments.values["backup"] != nil {
            (form, fitting) = ("`--backup`", ["backup"])
        } else if arguments.flags.contains("follow") {
            (form, fitting) = (
                "`--follow`", ["follow", "source", "rule", "status", "since", "text"]
            )
        } else {
            return
        }
        if let stray = given.filter({ !fitting.contains($0) }).min() {
            throw VerbFailure(ExitCode.usage, "`--\(stray)` does not go with \(form)")
        }
        if arguments.flags.contains("follow"), let status = filter.status, status != .noMatch {
            throw VerbFailure(
                ExitCode.usage,
                "`--follow` tells events when their deliveries begin: of `--status` it takes "
                    + "no_match")
        }
    }

    private static func list(
        _ reader: JournalReader, _ filter: EventFilter, limit: Int, _ arguments: Arguments
    ) async throws(JournalError) -> Int32 {
        var before = arguments.values["before"]
        if let id = before, try await !reader.contains(id) { return noEvent(id) }
        var left = limit
        repeat {
            let page = try await reader.events(matching: filter, limit: left, before: before)
            for event in page.events {
                StandardStreams.writeOutput(event.told(isJSON: arguments.isJSON))
            }
            left -= page.events.count
            before = page.next
        } while left > 0 && before != nil
        if left == limit, !arguments.isJSON { StandardStreams.writeOutput("no events\n") }
        return ExitCode.fine
    }

    private static func tell(
        _ id: String, _ reader: JournalReader, _ settings: Settings, _ arguments: Arguments
    ) async throws(JournalError) -> Int32 {
        guard let page = try await reader.event(id),
            let isPlanned = try await reader.isPlanned(id)
        else { return noEvent(id) }
        let story = EventStory(page, isPlanned: isPlanned, settings)
        StandardStreams.writeOutput(
            arguments.isJSON ? TerminalJSON.text(story.json.prettyPrinted()) : story.text)
        return ExitCode.fine
    }

    private static func noEvent(_ id: String) -> Int32 {
        StandardStreams.writeError("hookferry events: there is no event \(Program.printable(id))\n")
        return ExitCode.failed
    }
}
