import Foundation
import JSON
import Testing

@testable import EventPatterns

/// The verdicts of event-ruler and of the real service, read in place.
@Suite("Event pattern corpora", .enabled(if: FileManager.default.fileExists(atPath: folder)))
struct CorpusTests {
    @Test(
        "every verdict is equal, but for what the README and our departures except",
        arguments: [
            ("aws-validated", Tally(verdicts: 117, refused: 38, departures: 1)),
            ("probes", Tally(verdicts: 73, refused: 7, badEvents: 8, departures: 9)),
            ("unit", Tally(verdicts: 11_405, departures: 14)),
            ("quirks", Tally(verdicts: 130, refused: 60, departures: 13)),
        ])
    func verdicts(file: String, least: Tally) throws {
        var tally = Tally()
        for line in try lines(of: file) { tally.count(try check(line, in: file)) }
        say("\(file).jsonl: \(tally)")
        #expect(tally.verdicts >= least.verdicts)
        #expect(tally.refused >= least.refused)
        #expect(tally.badEvents >= least.badEvents)
        #expect(tally.departures <= least.departures)
    }

    /// What happened, which is also what had to.
    private func check(_ line: JSONValue, in file: String) throws -> Outcome {
        let text = try #require(line["pattern"]?.stringValue)
        let pattern: EventPattern
        do {
            pattern = try EventPattern(parsing: text)
        } catch {
            let isWanted =
                line["error"] != nil || line["why"]?.stringValue?.hasPrefix("legacy-or") == true
            #expect(isWanted || isDeparture(error, line, in: file), "\(error): \(text)")
            return isWanted ? .refused : .departure
        }
        #expect(line["error"] == nil, "should be refused: \(text)")
        let eventText = try #require(line["event"]?.stringValue)
        let document: JSONDocument
        do {
            document = try JSONDocument(parsing: Array(eventText.utf8), limits: .event)
        } catch {
            guard line["event_error"] == nil else { return .badEvent }
            #expect(error.code == .trailingText && file == "probes", "\(error): \(eventText)")
            return .departure
        }
        let event = document.value
        // What is no object is no error of its text; whoever reads events refuses it.
        #expect(line["event_error"] == nil || event.objectValue == nil, "\(eventText)")
        let expected = line["match"]?.boolValue ?? false
        #expect(pattern.matches(event) == expected, "\(text) on \(eventText)")
        #expect(PatternMatcher([pattern]).matches(document).isEmpty == !expected)
        #expect(pattern.mismatches(event).isEmpty == expected, "\(text) on \(eventText)")
        return line["event_error"] == nil ? .verdict : .badEvent
    }

    @Test("every invalid pattern is refused with a sentence and a place")
    func invalid() throws {
        var codes: [String: Int] = [:]
        for line in try lines(of: "invalid") {
            let text = try #require(line["pattern"]?.stringValue)
            let error = #expect(throws: PatternError.self, "should be refused: \(text)") {
                try EventPattern(parsing: text)
            }
            guard let error else { continue }
            codes[error.code.rawValue, default: 0] += 1
            #expect(error.message.split(separator: " ").count > 3, "\(error)")
            let hasPlace =
                !error.path.isEmpty || error.message.contains("(line ")
                || error.message.hasPrefix("a pattern ")
            #expect(hasPlace, "\(error): \(text)")
            let isJSONMistake = line["json_ok"] == false
            #expect(!isJSONMistake || error.code == .json, "\(error): \(text)")
        }
        say("invalid.jsonl: \(codes.values.reduce(0, +)) refused: \(codes.sorted { $0 < $1 })")
    }

    @Test("every valid pattern compiles")
    func valid() throws {
        var tally = Tally()
        for line in try lines(of: "valid") {
            let text = try #require(line["pattern"]?.stringValue)
            do {
                _ = try EventPattern(parsing: text)
                #expect(line["duplicate_path"] == nil, "\(text)")
                #expect(line["trailing_or_lenient_json"] == nil, "\(text)")
                tally.count(.verdict)
            } catch {
                #expect(isDeparture(error, line, in: "valid"), "\(error): \(text)")
                tally.count(.departure)
            }
        }
        say("valid.jsonl: \(tally)")
        #expect(tally.departures <= 39)
    }

    @Test("the bench's events match as often as expected", arguments: [10, 100, 1_000])
    func bench(count: Int) throws {
        let folder = "/work/shared/corpora/bench"
        let rules = try json("\(folder)/bridge-rules-\(count).json").arrayValue ?? []
        let expected =
            try json("\(folder)/expected-bridge-\(count).json")["rules"]?.arrayValue ?? []
        let patterns = try rules.map { try EventPattern(parsing: $0.stringValue ?? "") }
        let matcher = PatternMatcher(patterns)
        var counts = Array(repeating: 0, count: patterns.count)
        let events = try String(contentsOfFile: "\(folder)/bridge-events.jsonl", encoding: .utf8)
            .split(separator: "\n")
        for event in events {
            let document = try JSONDocument(parsing: Array(event.utf8), limits: .event)
            for number in matcher.matches(document) { counts[number] += 1 }
        }
        #expect(counts == expected.map { $0.intValue ?? -1 })
        say("bench \(count): \(patterns.count) rules, \(events.count) events")
    }
}

private let folder = "/work/shared/corpora/event-pattern"

private enum Outcome {
    case verdict, refused, badEvent, departure
}

struct Tally: CustomStringConvertible {
    fileprivate(set) var verdicts = 0
    fileprivate(set) var refused = 0
    fileprivate(set) var badEvents = 0
    fileprivate(set) var departures = 0

    init(verdicts: Int = 0, refused: Int = 0, badEvents: Int = 0, departures: Int = 0) {
        (self.verdicts, self.refused) = (verdicts, refused)
        (self.badEvents, self.departures) = (badEvents, departures)
    }

    fileprivate mutating func count(_ outcome: Outcome) {
        switch outcome {
        case .verdict: verdicts += 1
        case .refused: refused += 1
        case .badEvent: badEvents += 1
        case .departure: departures += 1
        }
    }

    var description: String {
        "\(verdicts) verdicts equal, \(refused) patterns and \(badEvents) events refused as "
            + "wanted, \(departures) departures"
    }
}

/// Whether event-ruler takes the pattern and we refuse it on purpose: what the corpora's README
/// excepts, the departures of facts/event-patterns.md, and what our JSON reader never takes.
private func isDeparture(_ error: PatternError, _ line: JSONValue, in file: String) -> Bool {
    if line["add_error"] != nil { return true }
    if error.code == .writtenTwice {
        let isTagged = line["tags"]?.arrayValue?.contains("dup-path") == true
        // The last line of aws-validated.jsonl has one.
        return isTagged || line["duplicate_path"] != nil
            || ["probes", "aws-validated"].contains(file)
    }
    if error.message.contains("text follows") || line["trailing_or_lenient_json"] != nil {
        return error.code == .json
    }
    // Line 461 of valid.jsonl: no event that is read could match it.
    return file == "valid" && error.message.contains("half a surrogate pair")
}

private func json(_ path: String) throws -> JSONValue {
    try JSONValue(parsing: [UInt8](Data(contentsOf: URL(filePath: path))))
}

private func lines(of file: String) throws -> [JSONValue] {
    try String(contentsOfFile: "\(folder)/\(file).jsonl", encoding: .utf8)
        .split(separator: "\n").map { try JSONValue(parsing: String($0)) }
}

private func say(_ text: String) {
    FileHandle.standardError.write(Data("\(text)\n".utf8))
}
