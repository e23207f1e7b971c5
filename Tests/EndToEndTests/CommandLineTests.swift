import Foundation
import JSON
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Command line of the built binary")
    struct CommandLineTests {
        @Test("every verb explains itself")
        func everyVerbExplainsItself() async throws {
            for verb in [
                "serve", "check", "explain", "match", "query", "policy", "send", "events",
                "redrive", "demo", "version",
            ] {
                let run = try await CommandRun([verb, "--help"])
                #expect(run.exitCode == 0)
                #expect(run.output.hasPrefix("Usage: hookferry \(verb)"))
                #expect(try await CommandRun(["--help"]).output.contains("\n  \(verb) "))
            }
        }

        @Test(
            "wrong usage is one sentence and exit code 2",
            arguments: [
                [], ["servee"], ["serve", "--port", "1"], ["check", "a"], ["serve", "--config"],
                ["serve", "--log-level", "loud"], ["events", "--limit", "0"],
                ["version", "--json=yes"], ["explain"], ["explain", "--event"],
                ["match"], ["match", "a"], ["match", "-", "-"],
                ["match", "a", "b", "c"], ["match", "--batch", "a"], ["query"],
                ["query", "a", "b", "c"], ["query", "--batch", "a"],
                ["events", "--status", "lost"], ["events", "--since", "yesterday"],
                ["events", "--until", "2026-13-01"], ["events", "--text", ""],
                ["events", "a", "--limit", "3"], ["events", "--backup", "f", "--follow"],
                ["events", "--follow", "--status", "dead"],
                ["events", "--follow", "--before", "a"],
                ["redrive"], ["redrive", "a", "--all"], ["redrive", "a", "--since", "2h"],
                ["redrive", "a", "b"], ["redrive", "--all", "--since", "later"],
            ])
        func wrongUsage(words: [String]) async throws {
            let run = try await CommandRun(words)
            #expect(run.exitCode == 2)
            #expect(!run.error.isEmpty)
            #expect(run.output.isEmpty)
        }

        @Test("the version is printed")
        func theVersionIsPrinted() async throws {
            let text = try await CommandRun(["version"]).output
            #expect(text.wholeMatch(of: /hookferry \d+\.\d+\.\d+\n/) != nil)
            #expect(
                try await JSONValue(parsing: CommandRun(["version", "--json"]).output)["version"]
                    != nil)
        }

        @Test("two mistakes are two lines with their places, and exit code 1")
        func twoMistakesAreTwoLines() async throws {
            let directory = try TemporaryDirectory()
            let path = try directory.write(
                """
                listen: nowhere
                receivers:
                  ops: { type: slak, url: { env: SLACK_URL } }

                """, to: "hookferry.yaml")
            let run = try await CommandRun(["check", "--config", path])
            #expect(run.exitCode == 1)
            let mistakes = run.output.split(separator: "\n").filter { $0.contains(": error: ") }
            #expect(mistakes.count == 2)
            #expect(mistakes.first?.contains("hookferry.yaml:1:9: error: ") == true)
            #expect(mistakes.last?.contains("hookferry.yaml:3:16: error: ") == true)
            #expect(try await CommandRun(["serve", "--config", path]).exitCode == 1)
        }

        @Test("a configuration that is not there is one line")
        func aMissingConfiguration() async throws {
            let run = try await CommandRun(["check", "--config", "/nonexistent/hookferry.yaml"])
            #expect(run.exitCode == 1)
            #expect(run.output.contains("/nonexistent/hookferry.yaml"))
        }

        @Test("the demo plays its story in under five seconds and leaves nothing behind")
        func theDemoPlaysItsStory() async throws {
            let directory = try TemporaryDirectory()
            let started = ContinuousClock.now
            let run = try await CommandRun(["demo"], environment: ["TMPDIR": directory.path])
            #expect(ContinuousClock.now - started < .seconds(5))
            #expect(run.exitCode == 0)
            #expect(run.error.isEmpty)
            for part in [
                "SubscriptionConfirmation → 200 confirmed",
                "ConfigurationSnapshotDeliveryFailed → 202 accepted",
                "config:DeliverConfigSnapshot, signature checked",
                "ConfigurationSnapshotDeliveryStarted → 202 accepted",
                "ConfigurationSnapshotDeliveryCompleted → 202 accepted",
                "AWS Config could not deliver a snapshot in us-east-2",
            ] {
                #expect(run.output.contains(part), "\(part)")
            }
            #expect(run.output.contains("kept 7 events and 4 deliveries, 4 of them succeeded"))
            let left = try FileManager.default.contentsOfDirectory(atPath: directory.path)
            #expect(left.isEmpty)
        }
    }
}
