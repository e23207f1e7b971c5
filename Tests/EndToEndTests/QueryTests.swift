import Foundation
import JSON
import TestSupport
import Testing

extension EndToEnd {
    @Suite("hookferry query")
    struct QueryTests {
        @Test("a result is indented JSON, or one line with --json")
        func result() async throws {
            let directory = try TemporaryDirectory()
            let file = try directory.write(
                #"{"a": {"b": [1, 12345678901234567890]}}"#, to: "a.json")
            #expect(
                try await CommandRun(["query", "a.b", file]).output
                    == "[\n  1,\n  12345678901234567890\n]\n")
            #expect(
                try await CommandRun(["query", "--json", "a", file]).output
                    == #"{"b":[1,12345678901234567890]}"# + "\n")
            let piped = try await CommandRun(["query", "a[0]"], input: #"{"a":["x"]}"#)
            #expect(piped.output == "\"x\"\n")
            #expect(piped.exitCode == 0)
            #expect(
                try await CommandRun(["query", "nothing", "-"], input: "{}").output == "null\n")
        }

        @Test("on a terminal what could move the cursor or reorder a line is escaped")
        func terminal() async throws {
            let directory = try TemporaryDirectory()
            let text = "\u{7F}a\u{9B}b\u{202E}c\u{2028}é\u{E0001}"
            let file = try directory.write("[\"\(text)\"]", to: "a.json")
            let piped = try await CommandRun(["query", "--json", "@", file])
            #expect(piped.output == "[\"\(text)\"]\n")
            let program = "import pty, sys; pty.spawn(sys.argv[1:])"
            let shown = try Python.run(
                program, [BridgeProcess.binary, "query", "--json", "@", file])
            #expect(shown.contains(#"["\u007fa\u009bb\u202ec\u2028é\udb40\udc01"]"#), "\(shown)")
        }

        @Test(
            "an error begins with its class; a bad expression is 2, one that does not fit 1",
            arguments: [
                ("a[", "syntax: ", 2), ("foo(a)", "unknown-function: ", 2),
                ("abs()", "invalid-arity: ", 2), ("a[::0]", "invalid-value: ", 2),
                ("abs(a)", "invalid-type: ", 1),
            ] as [(String, String, Int32)])
        func errors(expression: String, start: String, exitCode: Int32) async throws {
            let run = try await CommandRun(["query", expression], input: #"{"a":"x"}"#)
            #expect(run.error.hasPrefix(start), "\(run.error)")
            #expect(run.exitCode == exitCode)
            #expect(run.output.isEmpty)
        }

        @Test("a mistake is pointed at")
        func caret() async throws {
            let run = try await CommandRun(["query", "a.b]"], input: "{}")
            #expect(run.error.hasSuffix("\n  a.b]\n     ^\n"))
        }

        @Test("a bad file is told with its place, and is 1")
        func badFile() async throws {
            let bad = try await CommandRun(["query", "a"], input: "{\n\"a\" 1}")
            #expect(bad.exitCode == 1)
            #expect(
                bad.error.hasPrefix("hookferry query: standard input:2:5: error: this is not JSON"))
            let missing = try await CommandRun(["query", "a", "/nonexistent"])
            #expect(missing.exitCode == 1)
            #expect(missing.error.hasPrefix("hookferry query: /nonexistent: "))
        }

        @Test("a batch answers line by line, errors by their class")
        func batch() async throws {
            let input = [
                #"{"expression":"a.b","given":{"a":{"b":[1,{"c":null}]}}}"#,
                #"{"expression":"abs(@)","given":"x"}"#, #"{"expression":"a[","given":1}"#,
                #"{"expression":"abs()","given":1}"#, #"{"expression":"foo()","given":1}"#,
                #"{"expression":"a[::0]","given":1}"#, #"{"expression":"a"}"#,
                #"{"given":1}"#, "", "nothing", #"{"expression":"@","given":null}"#,
            ].joined(separator: "\n")
            let run = try await CommandRun(["query", "--batch"], input: input)
            #expect(run.exitCode == 0)
            let lines = try run.output.split(separator: "\n").map {
                try JSONValue(parsing: "\($0)")
            }
            #expect(lines.count == 10)
            #expect(lines.first == ["result": [1, ["c": nil]]])
            #expect(lines.last == ["result": nil])
            let starts = [
                "invalid-type: ", "syntax: ", "invalid-arity: ", "unknown-function: ",
                "invalid-value: ", "line: ", "line: ", "line: ",
            ]
            for (line, start) in zip(lines[1..<9], starts) {
                #expect(line["error"]?.stringValue?.hasPrefix(start) == true, "\(line)")
            }
        }

        @Test("values may be as deep in a line as in a file")
        func depth() async throws {
            let deep = String(repeating: "[", count: 128) + String(repeating: "]", count: 128)
            let line = #"{"expression":"length(@)","given":\#(deep)}"#
            #expect(
                try await CommandRun(["query", "--batch"], input: line).output
                    == "{\"result\":1}\n")
            #expect(try await CommandRun(["query", "length(@)"], input: deep).output == "1\n")
        }

        @Test("a key may stand twice in a line as in a file, and the last one counts")
        func keyTwice() async throws {
            let given = #"{"a":1,"a":2}"#
            let line = #"{"expression":"a","given":\#(given)}"#
            #expect(
                try await CommandRun(["query", "--batch"], input: line).output
                    == "{\"result\":2}\n")
            #expect(try await CommandRun(["query", "a"], input: given).output == "2\n")
        }

        static let corpus = "/work/shared/corpora/jmespath"

        @Test(
            "the results of a batch are those of the compliance suite",
            .enabled(if: FileManager.default.fileExists(atPath: corpus)))
        func complianceSuite() async throws {
            var input = ""
            var wanted: [JSONValue] = []
            for name in try FileManager.default.contentsOfDirectory(atPath: Self.corpus)
            where name != "benchmarks.json" {
                let bytes = try Data(contentsOf: URL(filePath: "\(Self.corpus)/\(name)"))
                for suite in try JSONValue(parsing: Array(bytes)).arrayValue ?? [] {
                    for test in suite["cases"]?.arrayValue ?? [] where test["bench"] == nil {
                        let line: JSONValue = [
                            "expression": test["expression"] ?? .null,
                            "given": suite["given"] ?? .null,
                        ]
                        input += line.serialized() + "\n"
                        wanted.append(test)
                    }
                }
            }
            let run = try await CommandRun(["query", "--batch"], input: input)
            let answers = run.output.split(separator: "\n")
            #expect(answers.count == wanted.count)
            #expect(wanted.count > 800)
            for (answer, test) in zip(answers, wanted) {
                let answer = try JSONValue(parsing: String(answer))
                if let error = test["error"]?.stringValue {
                    #expect(
                        answer["error"]?.stringValue?.hasPrefix("\(error): ") == true, "\(test)")
                } else {
                    #expect(answer["error"] == nil, "\(test)")
                }
            }
        }
    }
}
