import Foundation
import Intake
import JSON
import TestSupport
import Testing

extension EndToEnd {
    @Suite("hookferry explain")
    struct ExplainTests {
        private static let failed = """
            {"source": "aws.config", "detail-type": "x\\u001b[2J", "detail": {
              "messageType": "ConfigurationSnapshotDeliveryFailed",
              "configSnapshotId": "s\\u001b[2J"}}
            """

        private func explain(
            _ event: String, _ words: [String] = [], rules: String = Stage.rules
        ) async throws -> CommandRun {
            let stage = try Stage(rules: rules)
            let file = try stage.directory.write(event, to: "event.json")
            return try await CommandRun(
                ["explain", "--event", file, "--config", stage.configurationPath] + words,
                environment: stage.environment)
        }

        @Test("a rule that fires is told with its steps, and nothing is sent")
        func fires() async throws {
            let stage = try Stage()
            let file = try stage.directory.write(Self.failed, to: "event.json")
            let run = try await CommandRun(
                ["explain", "--event", file, "--config", stage.configurationPath],
                environment: stage.environment)
            #expect(run.exitCode == 0)
            #expect(run.error.isEmpty)
            for line in [
                "event   aws.config · x?[2J", "✔ retry", "    1. notify ops",
                "       text    🔴 *failed s[2J*",
                "    2. call config:DeliverConfigSnapshot (again)",
                "       text    🔵 done ‹steps.again.configSnapshotId›", "1 of 1 rule would fire",
            ] {
                #expect(run.output.contains("\(line)\n"), "\(line)")
            }
            #expect(!run.output.contains("\u{1B}"))
            #expect(stage.slack.received.isEmpty)
            #expect(stage.aws.received.isEmpty)
            let left = try FileManager.default.contentsOfDirectory(atPath: stage.directory.path)
            #expect(!left.contains("journal.db"))
        }

        @Test("a call's coalesce and follow are told")
        func spans() async throws {
            let rules = Stage.rules.replacing(
                "retry: {", with: "coalesce: 90s\n        follow: 60m\n        retry: {")
            let run = try await explain(Self.failed, rules: rules)
            #expect(run.output.contains("\n       within  coalesce 90s, follow 1h\n"), "\(run)")
        }

        @Test("--json tells every value exactly")
        func json() async throws {
            let run = try await explain(Self.failed, ["--json"])
            let rule = try JSONValue(parsing: run.output)["rules"]?[0]
            #expect(rule?["matches"] == true)
            #expect(rule?["steps"]?[0]?["input"]?["text"] == "failed s\u{1B}[2J")
            #expect(rule?["steps"]?[2]?["unresolved"] == ["steps.again.configSnapshotId"])
            for secret in Stage.secrets { #expect(!run.output.contains(secret)) }
        }

        @Test("a rule that does not fire is told with its field")
        func firesNot() async throws {
            let run = try await explain(Self.failed.replacing("Failed", with: "Started"))
            #expect(run.exitCode == 0)
            #expect(
                run.output.contains(
                    """
                    ✘ retry
                        detail.messageType
                          wanted  ["ConfigurationSnapshotDeliveryFailed"]
                          there   "ConfigurationSnapshotDeliveryStarted"

                    0 of 1 rule would fire

                    """))
        }

        @Test("a signed SNS message and a payload are read as the bridge reads them")
        func samples() async throws {
            let sns = try SNSSender()
            let body = try sns.signer.body(SNSSender.content(snapshot: "s-1"))
            let run = try await explain(String(decoding: body, as: UTF8.self), ["--json"])
            let event = try JSONValue(parsing: run.output)["event"]
            #expect(event?["intake"]?["source"] == "config-topic")
            #expect(event?["source"] == "aws.config")
            let payload = try await explain(#"{"a":1}"#, ["--source", "pipeline", "--json"])
            #expect(try JSONValue(parsing: payload.output)["event"]?["detail"] == ["a": 1])
        }

        @Test("a sender's ping would be ignored, and that is no mistake")
        func ping() async throws {
            let stage = try Stage()
            let configuration = try stage.directory.write(
                "sources: { hub: { type: github, secrets: [{ env: HUB }] } }\n", to: "hub.yaml")
            let words = [
                "explain", "--source", "hub", "--event", "-", "--config", configuration,
            ]
            let ping = #"{"zen": "Keep it logically awesome.", "hook_id": 1}"#
            let run = try await CommandRun(words, input: ping)
            #expect(run.exitCode == 0 && run.error == "")
            #expect(run.output.hasPrefix("ignored: GitHub's ping: the webhook works.\n"), "\(run)")
            let json = try await CommandRun(words + ["--json"], input: ping)
            #expect(json.exitCode == 0)
            #expect(
                try JSONValue(parsing: json.output)
                    == ["status": "ignored", "reason": "GitHub's ping: the webhook works."])
            let unnamed = try await CommandRun(words, input: #"{"action": "created"}"#)
            #expect(unnamed.exitCode == 1 && unnamed.output == "")
            #expect(unnamed.error.contains("--event NAME"))
        }

        @Test(
            "what cannot be explained is one sentence",
            arguments: [
                ("{", [], 1, "event.json:1:2: error: this is not JSON: "),
                (#"{"a":1}"#, [], 1, "event.json: this is no event"),
                ("{}", ["--rule", "retri"], 2, "there is no rule `retri`; did you mean `retry`?"),
                ("{}", ["--source", "x"], 2, "there is no source `x`"),
                ("{}", ["--event", "/nonexistent"], 1, "/nonexistent: "),
                ("{}", ["--config", "/nonexistent"], 1, "/nonexistent:1:1: error: no such file"),
            ] as [(String, [String], Int32, String)])
        func mistakes(
            event: String, words: [String], exitCode: Int32, message: String
        ) async throws {
            let run = try await explain(event, words)
            #expect(run.exitCode == exitCode)
            #expect(run.output.isEmpty)
            #expect(run.error.hasPrefix("hookferry explain: "))
            #expect(run.error.contains(message), "\(run.error)")
        }

        /// Runs a command with a terminal as its output (util-linux).
        private static let script = "/usr/bin/script"

        @Test(
            "colour is for terminals whose user wants it",
            .enabled(if: FileManager.default.isExecutableFile(atPath: script)))
        func color() async throws {
            let stage = try Stage()
            let event = try stage.directory.write(Self.failed, to: "event.json")
            let command =
                "'\(BridgeProcess.binary)' explain --event '\(event)'"
                + " --config '\(stage.configurationPath)'"
            func output(_ environment: [String: String]) async throws -> String {
                try await CommandRun(
                    ["-qec", command, "/dev/null"], of: Self.script,
                    environment: stage.environment.merging(environment) { $1 }
                ).output
            }
            #expect(try await output(["TERM": "xterm"]).contains("\u{1B}[32m✔ retry\u{1B}[0m"))
            #expect(try await !output(["TERM": "xterm", "NO_COLOR": "1"]).contains("\u{1B}"))
            #expect(try await !output(["TERM": "dumb"]).contains("\u{1B}"))
        }
    }
}
