import Foundation
import JSON
import Testing

@testable import EventPatterns

/// The verdicts of event-ruler and of the real service, read in place.
@Suite("Event pattern corpora", .enabled(if: FileManager.default.fileExists(atPath: folder)))
struct CorpusTests {
    @Test(
        "verdicts agree wherever this version has the operators",
        arguments: [
            ("aws-validated.jsonl", 79), ("probes.jsonl", 62), ("unit.jsonl", 6_988),
            ("quirks.jsonl", 8),
        ])
    func verdicts(file: String, runMin: Int) throws {
        var tally = Tally()
        for line in try lines(of: file) {
            let text = try #require(line["pattern"]?.stringValue)
            let expected = line["match"]?.boolValue
            switch (compiled(text), expected) {
            case (.failure(let error), _) where error.code == .unsupported: tally.unsupported += 1
            case (.failure(let error), true?), (.failure(let error), false?):
                if isExcused(error) {
                    tally.refusedByUs += 1
                } else {
                    Issue.record("\(error): \(text)")
                }
            case (.failure, nil): tally.run += 1
            case (.success(let pattern), nil):
                guard line["error"] != nil else {
                    tally.eventErrors += 1
                    continue
                }
                Issue.record("should be refused: \(text) \(pattern)")
            case (.success(let pattern), let expected?):
                let eventText = try #require(line["event"]?.stringValue)
                guard let event = try? JSONValue(parsing: eventText) else {
                    tally.eventErrors += 1
                    continue
                }
                if namesAddress(pattern) {
                    tally.addresses += 1
                    continue
                }
                tally.run += 1
                #expect(pattern.matches(event) == expected, "\(text) on \(eventText)")
                #expect((pattern.firstMismatch(event) == nil) == expected)
            }
        }
        #expect(tally.run >= runMin)
        Attachment.record("\(file): \(tally)", named: "\(file).txt")
        FileHandle.standardError.write(Data("\(file): \(tally)\n".utf8))
    }

    @Test("every invalid pattern is refused with a sentence")
    func invalid() throws {
        var codes: [PatternError.Code: Int] = [:]
        for line in try lines(of: "invalid.jsonl") {
            let text = try #require(line["pattern"]?.stringValue)
            switch compiled(text) {
            case .success: Issue.record("should be refused: \(text)")
            case .failure(let error):
                codes[error.code, default: 0] += 1
                #expect(!error.message.isEmpty)
                let isAtTop = [.json, .writtenTwice, .shape, .empty].contains(error.code)
                #expect(isAtTop || !error.path.isEmpty, "\(text)")
            }
        }
        FileHandle.standardError.write(Data("invalid.jsonl: \(codes)\n".utf8))
    }

    @Test("every valid pattern compiles or uses what this version lacks")
    func valid() throws {
        var tally = Tally()
        for line in try lines(of: "valid.jsonl") {
            let text = try #require(line["pattern"]?.stringValue)
            switch compiled(text) {
            case .success: tally.run += 1
            case .failure(let error) where error.code == .unsupported: tally.unsupported += 1
            case .failure(let error):
                #expect(isExcused(error) || line["add_error"] != nil, "\(error): \(text)")
                tally.refusedByUs += 1
            }
        }
        FileHandle.standardError.write(Data("valid.jsonl: \(tally)\n".utf8))
    }

    @Test("the bench's events match as often as expected", arguments: [10, 100])
    func bench(count: Int) throws {
        let folder = "/work/shared/corpora/bench"
        let rules = try json("\(folder)/bridge-rules-\(count).json").arrayValue ?? []
        let expected =
            try json("\(folder)/expected-bridge-\(count).json")["rules"]?.arrayValue ?? []
        var patterns: [(Int, EventPattern)] = []
        for (number, rule) in rules.enumerated() {
            if case .success(let pattern) = compiled(rule.stringValue ?? "") {
                patterns.append((number, pattern))
            }
        }
        let matcher = PatternMatcher(patterns)
        var counts: [Int: Int] = [:]
        let events = try String(contentsOfFile: "\(folder)/bridge-events.jsonl", encoding: .utf8)
            .split(separator: "\n").map { try JSONValue(parsing: String($0)) }
        let clock = ContinuousClock()
        let elapsed = clock.measure {
            for event in events {
                for id in matcher.matches(event) { counts[id, default: 0] += 1 }
            }
        }
        for (number, _) in patterns {
            #expect(counts[number, default: 0] == expected[number].intValue, "rule \(number)")
        }
        FileHandle.standardError.write(
            Data("bench \(count): \(patterns.count) rules run, \(elapsed) for 4,000 events\n".utf8))
    }
}

private let folder = "/work/shared/corpora/event-pattern"

private struct Tally {
    var run = 0
    var unsupported = 0
    var refusedByUs = 0
    var eventErrors = 0
    var addresses = 0
}

private func compiled(_ text: String) -> Result<EventPattern, PatternError> {
    Result { () throws(PatternError) in try EventPattern(parsing: text) }
}

/// Patterns that event-ruler takes and we refuse on purpose: see facts/event-patterns.md.
private func isExcused(_ error: PatternError) -> Bool {
    let ours = ["text follows", "half a surrogate pair", "nested deeper than 128"]
    return error.code == .writtenTwice
        || error.code == .json && ours.contains { error.message.contains($0) }
}

/// Exact strings that are IP addresses are compared as text in this version.
private func namesAddress(_ pattern: EventPattern) -> Bool {
    pattern.fields.flatMap(\.tests).contains { test in
        guard case .equals(.string(let string)) = test else { return false }
        return ["10.0.0.1", "::1"].contains(string.text)
    }
}

private func json(_ path: String) throws -> JSONValue {
    try JSONValue(parsing: [UInt8](Data(contentsOf: URL(filePath: path))))
}

private func lines(of file: String) throws -> [JSONValue] {
    try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
        .split(separator: "\n").map { try JSONValue(parsing: String($0)) }
}
