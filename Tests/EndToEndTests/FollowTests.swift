import Foundation
import HTTP
import JSON
import Lifecycle
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Following with the built binary")
    struct FollowTests {
        /// The pipeline names the channel, and the stand-in answers with its name as the id.
        private static let rules = """
            rules:
              snapshot-after-deploy:
                match: { source: [ci] }
                steps:
                  - id: snapshot
                    call: config:DeliverConfigSnapshot
                    with: { deliveryChannelName: "{{ detail.channel }}" }
                    coalesce: 5m
                    follow: "{{FOLLOW}}"
                  - notify: ops
                    text: "in {{ steps.snapshot.configSnapshotId }}"
                onFailure:
                  - notify: ops
                    text: "out {{ failure.reason }}"

            """

        private static func stage(follow: String = "30m") throws -> Stage {
            try Stage(rules: rules.replacing("\"{{FOLLOW}}\"", with: follow))
        }

        private func deploy(
            _ channel: String, _ stage: Stage, to intake: String, wait seconds: Int? = nil
        ) async throws -> HTTPResponse {
            var request = HTTPClientRequest(
                method: "POST", url: "\(intake)/hooks/pipeline",
                headers: [
                    "Authorization": "Bearer \(Stage.token)",
                    "Idempotency-Key": UUID().uuidString,
                ],
                body: Array(#"{"channel":"\#(channel)"}"#.utf8), timeoutMilliseconds: 60_000)
            if let seconds { request.headers.set("Prefer", "wait=\(seconds)") }
            return try await stage.client.send(request)
        }

        private func end(
            _ messageType: String, of snapshot: String, _ stage: Stage, to intake: String
        ) async throws {
            let answer = await stage.send(
                SNSSender.content(
                    snapshot: snapshot, messageType: "ConfigurationSnapshotDelivery\(messageType)"),
                to: intake)
            #expect(answer?.status == 202)
        }

        private func isFollowing(_ bridge: BridgeProcess) async {
            _ = await bridge.line {
                $0["next"]?.stringValue?.hasPrefix("followed until") == true
            }
        }

        private func said(_ text: String, _ stage: Stage) async {
            for await request in stage.slack.requests where Stage.text(request).contains(text) {
                return
            }
        }

        @Test(
            "SIGKILL in the middle, and the snapshot's end is heard all the same",
            arguments: [("Completed", "in kept"), ("Failed", "out reported_failed")])
        func killed(end messageType: String, text: String) async throws {
            let stage = try Self.stage()
            let first = try stage.start()
            let intake = try #require(await first.addresses()).intake
            #expect(try await deploy("kept", stage, to: intake).status == 202)
            await isFollowing(first)
            // Until the journal has it too.
            while try await stage.events().first?["deliveries"]?[0]?["status"] != "following" {
                await Task.yield()
            }
            first.signal(SIGKILL)
            _ = await first.exitCode()
            let second = try stage.start()
            let again = try #require(await second.addresses()).intake
            try await end(messageType, of: "kept", stage, to: again)
            await said(text, stage)
            #expect(stage.aws.received.count == 1)
            second.signal(SIGTERM)
            #expect(await second.exitCode() == 0)
            try await expectNoSecret(stage, [first, second])
        }

        @Test("a gate waits for the end of a followed snapshot, and two share the call")
        func gate() async throws {
            let stage = try Self.stage()
            let bridge = try stage.start()
            let intake = try #require(await bridge.addresses()).intake
            async let one = deploy("shared", stage, to: intake, wait: 60)
            await isFollowing(bridge)
            async let two = deploy("shared", stage, to: intake, wait: 60)
            var waiting = 0
            while waiting < 2 {
                waiting = try await stage.events()
                    .count { $0["deliveries"]?[0]?["status"] == "following" }
            }
            try await end("Started", of: "shared", stage, to: intake)
            try await end("Completed", of: "shared", stage, to: intake)
            for answer in try await [one, two] {
                #expect(answer.status == 200)
                let body = try JSONValue(parsing: answer.body)
                #expect(body["status"] == "succeeded")
                #expect(
                    body["deliveries"]?[0]?["steps"]?[0]?["result"]?["configSnapshotId"]
                        == "shared")
            }
            #expect(stage.aws.received.count == 1)
            bridge.signal(SIGTERM)
            #expect(await bridge.exitCode() == 0)
        }

        @Test("no news is a failure of the gate by the deadline, and says overdue")
        func overdue() async throws {
            let stage = try Self.stage(follow: "1s")
            let bridge = try stage.start()
            let intake = try #require(await bridge.addresses()).intake
            let answer = try await deploy("late", stage, to: intake, wait: 60)
            #expect(answer.status == 424)
            let step = try JSONValue(parsing: answer.body)["deliveries"]?[0]?["steps"]?[0]
            #expect(step?["error"]?["reason"] == "overdue")
            await said("out overdue", stage)
            bridge.signal(SIGTERM)
            #expect(await bridge.exitCode() == 0)
        }

        /// Neither in a log, nor in the journal's files, nor in what the verbs print.
        private func expectNoSecret(_ stage: Stage, _ bridges: [BridgeProcess]) async throws {
            let events = try await stage.events()
            var texts = bridges.map { $0.log.joined(separator: "\n") }
            texts += events.map { $0.serialized() }
            for event in events {
                let run = try await CommandRun(
                    [
                        "events", event["id"]?.stringValue ?? "", "--json", "--config",
                        stage.configurationPath,
                    ], environment: stage.environment)
                texts.append(run.output)
            }
            for name in ["journal.db", "journal.db-wal"] {
                let path = "\(stage.directory.path)/\(name)"
                guard let data = FileManager.default.contents(atPath: path) else { continue }
                texts.append(String(decoding: data, as: UTF8.self))
            }
            #expect(texts.contains { $0.contains("config/kept") })
            for secret in Stage.secrets {
                for text in texts { #expect(!text.contains(secret)) }
            }
        }
    }
}
