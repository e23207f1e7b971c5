import Foundation
import JSON
import TestSupport
import Testing

extension EndToEnd {
    @Suite("hookferry match")
    struct MatchTests {
        private static let pattern = #"{"source": ["aws.config"], "detail": {"state": ["on"]}}"#
        private static let event = #"{"source": "aws.config", "detail": {"state": "off\u001b[2J"}}"#

        @Test("a match is one word and 0; none names the field and is 1")
        func single() async throws {
            let directory = try TemporaryDirectory()
            let pattern = try directory.write(Self.pattern, to: "pattern.json")
            let on = try directory.write(
                #"{"source":"aws.config","detail":{"state":"on"}}"#, to: "on.json")
            let off = try directory.write(Self.event, to: "off.json")
            let match = try await CommandRun(["match", pattern, on])
            #expect(match.exitCode == 0)
            #expect(match.output == "match\n")
            let json = try await CommandRun(["match", pattern, on, "--json"])
            #expect(json.output == #"{"match":true,"mismatches":[]}"# + "\n")

            let none = try await CommandRun(["match", pattern, off])
            #expect(none.exitCode == 1)
            #expect(none.output.hasPrefix("no match\n  detail.state\n    wanted  [\"on\"]\n"))
            #expect(none.output.contains("\n    there   \"off"))
            #expect(!none.output.contains("\u{1B}"))
            let report = try await JSONValue(
                parsing: CommandRun(["match", pattern, off, "--json"]).output)
            #expect(report["match"] == false)
            #expect(report["mismatches"]?[0]?["path"] == "detail.state")
            #expect(report["mismatches"]?[0]?["wanted"] == #"["on"]"#)
        }

        @Test("either file may be standard input")
        func standardInput() async throws {
            let directory = try TemporaryDirectory()
            let pattern = try directory.write(Self.pattern, to: "pattern.json")
            let event = try directory.write(Self.event, to: "event.json")
            #expect(try await CommandRun(["match", pattern, "-"], input: Self.event).exitCode == 1)
            #expect(try await CommandRun(["match", "-", event], input: Self.pattern).exitCode == 1)
        }

        @Test(
            "a bad pattern or file is told with its place, and is 2",
            arguments: [
                ("{\n  \"a\": [1,]\n}", "{}", "pattern.json:2:11: error: this is not JSON: "),
                (#"{"a":{"b":"c"}}"#, "{}", "pattern.json: error: a → b: a field needs a list"),
                (#"{"a":[{"prefx":"c"}]}"#, "{}", "did you mean `prefix`?"),
                (#"{"a":[1]}"#, "{\n", "event.json:2:1: error: this is not JSON: "),
            ])
        func badFiles(pattern: String, event: String, message: String) async throws {
            let directory = try TemporaryDirectory()
            let run = try await CommandRun([
                "match", directory.write(pattern, to: "pattern.json"),
                directory.write(event, to: "event.json"),
            ])
            #expect(run.exitCode == 2)
            #expect(run.output.isEmpty)
            #expect(run.error.hasPrefix("hookferry match: "))
            #expect(run.error.contains(message), "\(run.error)")
        }

        @Test("what cannot be read is told, and is 2", arguments: ["/nonexistent/x", "/tmp"])
        func unreadable(path: String) async throws {
            let run = try await CommandRun(["match", path, "-"])
            #expect(run.exitCode == 2)
            #expect(run.error.hasPrefix("hookferry match: \(path): "))
        }

        @Test("a batch answers line by line, also after lines that are none")
        func batch() async throws {
            let line = #"{"pattern":"{\"a\":[1]}","event":"{\"a\":NUMBER}"}"#
            let long = #"{"pattern":""# + String(repeating: "x", count: 9 << 20) + #""}"#
            let input = [
                line.replacing("NUMBER", with: "1"), "", "  \r",
                line.replacing("NUMBER", with: "2"),
                "{", "[]", #"{"pattern":"{\"a\":1}","event":"{}"}"#,
                line.replacing("NUMBER", with: ""), long, line.replacing("NUMBER", with: "1.0"),
            ].joined(separator: "\n")
            let run = try await CommandRun(["match", "--batch"], input: input)
            #expect(run.exitCode == 0)
            let lines = run.output.split(separator: "\n").map(String.init)
            #expect(lines.count == 8)
            #expect(lines[0] == #"{"match":true}"#)
            #expect(lines[1] == #"{"match":false}"#)
            #expect(lines[7] == #"{"match":true}"#)
            for (line, start) in zip(
                lines[2..<7],
                ["line: ", "line: it has no", "pattern: a: ", "event: ", "line: it is longer"])
            {
                let error = try JSONValue(parsing: line)["error"]?.stringValue
                #expect(error?.hasPrefix(start) == true, "\(line)")
            }
        }

        @Test("a batch answers before it waits for the next line")
        func conversation() async throws {
            let talk = try Conversation(["match", "--batch"])
            for number in 1...3 {
                let answer = try talk.say(
                    #"{"pattern":"{\"a\":[2]}","event":"{\"a\":\#(number)}"}"#)
                #expect(answer == #"{"match":\#(number == 2)}"#)
            }
            #expect(await talk.end() == 0)
        }

        @Test("a batch ends when nobody reads it any more, however much input there is")
        func closedPipe() async throws {
            let directory = try TemporaryDirectory()
            let line = #"{"pattern":"{\"a\":[1]}","event":"{}"}"#
            let script = try directory.write(
                "yes '\(line)' | '\(BridgeProcess.binary)' match --batch | head -1", to: "run.sh")
            let run = try await CommandRun([script], of: "/bin/sh")
            #expect(run.output == #"{"match":false}"# + "\n")
        }

        static let corpus = "/work/shared/corpora/event-pattern/aws-validated.jsonl"

        @Test(
            "the verdicts of a batch are those of the corpus",
            .enabled(if: FileManager.default.fileExists(atPath: corpus)))
        func corpusVerdicts() async throws {
            let text = try String(contentsOfFile: Self.corpus, encoding: .utf8)
            let run = try await CommandRun(["match", "--batch"], input: text)
            let cases = text.split(separator: "\n")
            let answers = run.output.split(separator: "\n")
            #expect(cases.count == answers.count)
            var wrong: [Substring] = []
            for (line, answer) in zip(cases, answers) {
                let verdict = try JSONValue(parsing: String(answer))["match"]
                if try JSONValue(parsing: String(line))["match"] != verdict { wrong.append(line) }
            }
            // One pattern writes a path twice, which we refuse.
            #expect(wrong.count == 1, "\(wrong)")
        }
    }
}
