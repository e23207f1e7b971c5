import Foundation
import HTTP
import JSON
import Lifecycle
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Accepted means done")
    struct DurabilityTests {
        @Test("after SIGKILL in mid-flight every acknowledged event is acted on and none is lost")
        func nothingAcknowledgedIsLost() async throws {
            let stage = try Stage(pause: 20)
            var posted = 0
            var accepted: Set<String> = []
            // Kill it three times at full speed, each time after some more answers.
            for round in 0..<3 {
                let bridge = try stage.start()
                let addresses = try #require(await bridge.addresses())
                accepted.formUnion(
                    await burst(
                        stage, from: posted, count: 150, to: addresses.intake,
                        killing: bridge, afterAnswers: 40 + round * 30))
                posted += 150
                #expect(await bridge.exitCode() == SIGKILL)
            }
            #expect(accepted.count >= 40 + 70 + 100)
            // The last start finds everything that is in the journal and carries it out: what was
            // acknowledged, and what the kill left without its answer.
            let bridge = try stage.start()
            _ = try #require(await bridge.addresses())
            let kept = try await stage.events().count
            #expect(kept >= accepted.count)
            var done = Set(stage.slack.received.map(Stage.text).compactMap(Self.finished))
            for await request in stage.slack.requests {
                if let id = Self.finished(Stage.text(request)) { done.insert(id) }
                if done.count >= kept { break }
            }
            #expect(accepted.isSubset(of: done))
            bridge.signal(SIGTERM)
            #expect(await bridge.exitCode() == 0)
            try await check(stage, accepted: accepted)
        }

        /// Every event of the journal has a delivery that succeeded, and AWS was called for all
        /// that were acknowledged.
        private func check(_ stage: Stage, accepted: Set<String>) async throws {
            for event in try await stage.events() {
                #expect(event["deliveries"]?[0]?["status"] == "succeeded", "\(event)")
            }
            let calls = stage.aws.received.compactMap { request in
                (try? JSONValue(parsing: request.body))?["deliveryChannelName"]?.stringValue
            }
            #expect(accepted.isSubset(of: Set(calls)))
            // At least once, and more than once only where a kill left an attempt in doubt.
            #expect(calls.count <= Set(calls).count + 3 * 256)
        }

        /// Posts concurrently and kills the process when enough answers have come; returns the ids
        /// that were acknowledged.
        private func burst(
            _ stage: Stage, from start: Int, count: Int, to intake: String,
            killing bridge: BridgeProcess, afterAnswers answersMax: Int
        ) async -> Set<String> {
            await withTaskGroup(of: String?.self) { group in
                for number in start..<start + count {
                    group.addTask {
                        let id = "snapshot-\(number)"
                        let answer = await stage.send(
                            SNSSender.content(snapshot: id), to: intake)
                        return answer?.status == 202 ? id : nil
                    }
                }
                var accepted: Set<String> = []
                for await id in group {
                    if let id { accepted.insert(id) }
                    if accepted.count == answersMax { bridge.signal(SIGKILL) }
                }
                return accepted
            }
        }

        /// The id in `done …`, the last message of the rule.
        private static func finished(_ text: String) -> String? {
            text.range(of: "done ").map { String(text[$0.upperBound...]) }
        }

        @Test("a duplicate is answered 200 with the first id and nothing runs again")
        func aDuplicateDoesNotRunAgain() async throws {
            let stage = try Stage()
            let bridge = try stage.start()
            let intake = try #require(await bridge.addresses()).intake
            let content = SNSSender.content(snapshot: "twice")
            let first = try #require(await stage.send(content, to: intake))
            let second = try #require(await stage.send(content, to: intake))
            #expect(first.status == 202)
            #expect(second.status == 200)
            let id = try JSONValue(parsing: first.body)["id"]
            #expect(
                try JSONValue(parsing: second.body) == ["id": id ?? .null, "status": "duplicate"])
            #expect(
                first.headers["Location"] == "/hooks/config-topic/events/\(id?.stringValue ?? "")")
            for await request in stage.slack.requests where Stage.text(request).contains("done") {
                break
            }
            bridge.signal(SIGTERM)
            #expect(await bridge.exitCode() == 0)
            #expect(stage.aws.received.count == 1)
            #expect(stage.slack.received.count == 2)
            #expect(try await stage.events().count == 1)
        }

        @Test("SIGTERM finishes the attempt under way and exits 0")
        func sigtermFinishesTheAttemptUnderWay() async throws {
            let stage = try Stage(pause: 300)
            let bridge = try stage.start()
            let intake = try #require(await bridge.addresses()).intake
            _ = await stage.send(SNSSender.content(snapshot: "late"), to: intake)
            for await _ in stage.slack.requests { break }
            bridge.signal(SIGTERM)
            #expect(await bridge.exitCode() == 0)
            let page = try #require(try await stage.events().first)
            // The first message was answered 300 ms later and recorded; the rest waits in the
            // journal.
            let run = try await CommandRun(
                [
                    "events", page["id"]?.stringValue ?? "", "--json", "--config",
                    stage.configurationPath,
                ], environment: stage.environment)
            let steps = try JSONValue(parsing: run.output)["deliveries"]?[0]?["steps"]
            #expect(steps?[0]?["status"] == "succeeded")
            #expect(steps?[1]?["status"] == "pending")
            let again = try stage.start()
            _ = await again.addresses()
            for await request in stage.slack.requests
            where Stage.text(request).contains("done late") {
                break
            }
            again.signal(SIGTERM)
            #expect(await again.exitCode() == 0)
            #expect(stage.aws.received.count == 1)
        }

        @Test("a dead letter is announced to the failures receiver")
        func aDeadLetterIsAnnounced() async throws {
            let rules = Stage.rules.replacingOccurrences(
                of: "\"{{ detail.configSnapshotId }}\" }", with: "\"{{ detail.nothing }}\" }")
            let stage = try Stage(rules: rules)
            let bridge = try stage.start()
            let intake = try #require(await bridge.addresses()).intake
            _ = await stage.send(SNSSender.content(snapshot: "x"), to: intake)
            var told = ""
            for await request in stage.slack.requests where Stage.text(request).contains("retry") {
                told = String(decoding: request.body, as: UTF8.self)
                break
            }
            #expect(told.contains("deliveryChannelName"))
            #expect(stage.aws.received.isEmpty)
            bridge.signal(SIGTERM)
            #expect(await bridge.exitCode() == 0)
            let deliveries = try #require(try await stage.events().first?["deliveries"]?.arrayValue)
            #expect(deliveries.contains { $0["rule"] == "retry" && $0["status"] == "dead" })
        }
    }
}
