import Events
import JSON
import Journal
import Lifecycle

extension EventSummary {
    /// Of a name in the list: a sender's may fill its whole body.
    private static let nameCharactersMax = 100

    func told(isJSON: Bool) -> String {
        (isJSON ? TerminalJSON.text(json.serialized()) : line) + "\n"
    }

    /// `01JD…  2026-11-21T…Z  config-topic  Config … Status  rule: succeeded`
    private var line: String {
        let outcome = deliveries.map { "\(Self.shown($0.rule)): \($0.status.rawValue)" }
        let none = isPlanned ? "no rule" : "no rule was asked yet"
        let rules = outcome.isEmpty ? none : outcome.joined(separator: ", ")
        let words = [id, receivedAt.iso8601, Self.shown(source), Self.shown(detailType), rules]
        return words.joined(separator: "  ")
    }

    private static func shown(_ name: String) -> String {
        EventStory.shown(name, charactersMax: nameCharactersMax)
    }
}
