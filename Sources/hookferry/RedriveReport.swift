import HookferryApp
import JSON
import Journal
import Lifecycle

/// Tells what became of each delivery that was to be put back.
struct RedriveReport {
    private let isJSON: Bool
    /// Whether every dead letter was asked for: one that is none any more is then no failure.
    private let isAll: Bool
    private var redriven = 0
    private var refused = 0

    init(isJSON: Bool, isAll: Bool) {
        self.isJSON = isJSON
        self.isAll = isAll
    }

    var exitCode: Int32 { refused == 0 || isAll ? ExitCode.fine : ExitCode.failed }

    mutating func add(_ letter: Letter, _ answer: Redriver.Answer) {
        switch answer {
        case .redriven:
            redriven += 1
            write(letter, nil)
        case .notDead(let reason):
            refused += 1
            write(letter, ("not_dead", reason))
        case .unknown:
            refused += 1
            write(letter, ("unknown_delivery", "There is no such event and no such delivery."))
        }
    }

    private func write(_ letter: Letter, _ error: (code: String, message: String)?) {
        guard !isJSON else {
            var object: JSONObject = ["id": .string(letter.id)]
            object["rule"] = letter.known.map { .string($0.rule) }
            object["event"] = letter.known.map { .string($0.event) }
            object["status"] = error == nil ? "pending" : .none
            object["error"] = error.map {
                ["code": .string($0.code), "message": .string($0.message)]
            }
            let line = TerminalJSON.text(JSONValue.object(object).serialized())
            return StandardStreams.writeOutput(line + "\n")
        }
        let known = letter.known.map { " (\($0.rule), event \($0.event))" } ?? ""
        let name = EventStory.printable("\(letter.id)\(known)")
        guard let error else { return StandardStreams.writeOutput("redriven \(name)\n") }
        StandardStreams.writeError(
            "hookferry redrive: \(name): \(EventStory.printable(error.message))\n")
    }

    /// Counts, where there may be many.
    func end() {
        guard isAll else { return }
        if isJSON {
            let counts: JSONValue = [
                "redriven": .number(JSONNumber(redriven)), "refused": .number(JSONNumber(refused)),
            ]
            return StandardStreams.writeOutput(counts.serialized() + "\n")
        }
        let others = refused == 0 ? "" : ", \(refused) not dead any more"
        StandardStreams.writeOutput("\(redriven) redriven\(others)\n")
    }
}
