import EventPatterns
import HookferryApp
import JSON
import Lifecycle

/// `hookferry match`
enum MatchVerb: Verb {
    static let name = "match"
    static let summary = "tells whether an event pattern matches an event"
    static let options: [String] = []
    static let flags = ["batch", "json"]
    static let operandsMax = 2
    static let help = """
        Usage: hookferry match PATTERN EVENT [--json]
               hookferry match --batch

        Tells whether the event pattern in the file PATTERN matches the event in the file EVENT,
        both JSON, and if not, which field fails, what it wants and what is there. One of the two
        may be - for standard input.

          --json   prints {"match":…,"mismatches":[{"path","wanted","got","hint"?}]}
          --batch  reads lines {"pattern":"<JSON text>","event":"<JSON text>"} on standard input
                   and prints {"match":true|false} or {"error":"…"} for each, in order; blank lines
                   are passed over, a line has at most 8 MiB

        Exit code 0 for a match, 1 for none, 2 for a bad pattern or a file that is not to be read;
        of a batch 0 when all of it was answered.

        """

    static func run(_ arguments: Arguments) async -> Int32 {
        do throws(InputError) {
            let operands = arguments.operands
            guard !arguments.flags.contains("batch") else {
                guard operands.isEmpty else {
                    throw InputError(message: "`--batch` reads standard input, no files")
                }
                return batch()
            }
            guard operands.count == 2 else {
                throw InputError(message: "name a pattern and an event, or give `--batch`")
            }
            guard operands != ["-", "-"] else {
                throw InputError(message: "only one of the two can be standard input")
            }
            return try match(operands[0], operands[1], isJSON: arguments.isJSON)
        } catch {
            StandardStreams.writeError("hookferry match: \(error.message)\n")
            return ExitCode.usage
        }
    }

    private static func match(
        _ patternPath: String, _ eventPath: String, isJSON: Bool
    ) throws(InputError) -> Int32 {
        let patternFile = try InputFile(patternPath)
        let pattern: EventPattern
        let patternJSON = try patternFile.json(
            JSONLimits(
                bytesMax: InputFile.bytesMax, depthMax: EventPattern.depthMax,
                duplicateKeys: .kept))
        do throws(PatternError) {
            pattern = try EventPattern(patternJSON)
        } catch {
            throw InputError(message: "\(patternFile.name): error: \(error.printable)")
        }
        let event = try InputFile(eventPath).document()
        let isMatch = !PatternMatcher([pattern]).matches(event).isEmpty
        let mismatches = isMatch ? [] : pattern.mismatches(event.value)
        if isJSON {
            let report: JSONValue = [
                "match": .bool(isMatch), "mismatches": .array(mismatches.map(\.json)),
            ]
            StandardStreams.writeOutput(TerminalJSON.text(report.serialized()) + "\n")
        } else {
            StandardStreams.writeOutput(
                isMatch ? "match\n" : MismatchStory(mismatches).text)
        }
        return isMatch ? ExitCode.fine : ExitCode.failed
    }

    private static func batch() -> Int32 {
        // What the bridge itself asks, so that the two never disagree.
        var patterns = RecentTexts<PatternMatcher>()
        return Batch.run(MatchVerb.self) { line throws(BatchError) in
            let eventText = try line.batchText("event")
            let pattern = try patterns.value(of: line.batchText("pattern"), make: pattern(_:))
            let event: JSONDocument
            do throws(JSONError) {
                event = try JSONDocument(parsing: Array(eventText.utf8), limits: .file)
            } catch {
                throw BatchError(message: "event: \(error.message) (\(error.place))")
            }
            guard event.entries.first?.kind == .object else {
                throw BatchError(message: "event: an event is an object")
            }
            return ["match": .bool(!pattern.matches(event).isEmpty)]
        }
    }

    private static func pattern(_ text: String) throws(BatchError) -> PatternMatcher {
        do throws(PatternError) {
            return PatternMatcher([try EventPattern(parsing: text)])
        } catch {
            throw BatchError(message: "pattern: \(error.printable)")
        }
    }
}

extension PatternError {
    fileprivate var printable: String { EventStory.printable(description) }
}

extension JSONError {
    fileprivate var place: String { "line \(line), column \(column)" }
}
