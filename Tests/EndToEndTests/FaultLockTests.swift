import Foundation
import HTTP
import JSON
import TestSupport
import Testing

extension EndToEnd {
    @Suite("A journal that others use", .serialized)
    struct FaultLockTests {
        /// Keeps the journal locked until its input ends.
        private static func lock(_ stage: FaultStage, _ mode: String) throws -> Accessory {
            try Accessory(
                python: """
                    import sqlite3, sys
                    journal = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
                    journal.execute("BEGIN " + sys.argv[2])
                    print("locked", flush=True)
                    sys.stdin.read()
                    """, [stage.journal, mode])
        }

        @Test(
            "while another process has it locked the answer is 503; then everything goes on",
            arguments: ["IMMEDIATE", "EXCLUSIVE"])
        func locked(mode: String) async throws {
            let stage = try FaultStage()
            let bridge = try stage.start()
            let intake = try #require(await bridge.addresses()).intake
            #expect(await stage.post("before", to: intake)?.status == 202)
            #expect(await stage.carriesOut(["before"]))
            let holder = try Self.lock(stage, mode)
            // Of the first one alone it is known that it waits as long as a commit does.
            let first = await stage.post("first", to: intake)
            #expect(first?.status == 503)
            #expect(first?.headers["Retry-After"] != nil)
            let posting = Task {
                try await stage.post((0..<20).map { "event-\($0)" }, to: intake)
            }
            let health = try await stage.client.send(
                SNSSender.request([], to: "\(intake)/hooks/none"))
            #expect(health.status == 404)
            holder.end()
            let answers = try await posting.value
            #expect(answers.unanswered == 0)
            #expect(answers.withoutReturn == 0)
            #expect(answers.refused.keys.allSatisfy { $0 == "503 journal_unavailable" })
            #expect(await stage.post("after", to: intake)?.status == 202)
            #expect(await stage.carriesOut(answers.accepted.union(["before", "after"])))
            #expect(await stage.stop(bridge) == 0)
        }

        @Test("SIGTERM while it is locked ends in good order, and nothing is lost")
        func terminatedWhileLocked() async throws {
            let stage = try FaultStage()
            var bridge = try stage.start()
            let intake = try #require(await bridge.addresses()).intake
            let answers = try await stage.post((0..<10).map { "event-\($0)" }, to: intake)
            #expect(answers.accepted.count == 10)
            #expect(await stage.carriesOut(answers.accepted))
            let holder = try Self.lock(stage, "IMMEDIATE")
            // One that waits for the lock when the signal comes.
            let late = Task { await stage.post("late", to: intake)?.status }
            bridge.signal(SIGTERM)
            #expect(await bridge.exitCode() == 0)
            holder.end()
            let status = await late.value
            #expect(status == nil || status == 503)
            bridge = try stage.start()
            let again = try #require(await bridge.addresses()).intake
            #expect(await stage.post("again", to: again)?.status == 202)
            #expect(await stage.carriesOut(["again"]))
            #expect(await stage.stop(bridge) == 0)
        }

        @Test("a second instance refuses to start, and the first does not mind; nor a reader")
        func twoInstances() async throws {
            let stage = try FaultStage()
            let bridge = try stage.start()
            let intake = try #require(await bridge.addresses()).intake
            let second = try await stage.failedStart()
            #expect(second.code == 1)
            #expect(second.said.count == 1)
            #expect(second.said.first?.contains("another hookferry has the journal") == true)
            let posting = Task {
                try await stage.post((0..<100).map { "event-\($0)" }, to: intake)
            }
            for _ in 0..<3 {
                let reader = try await CommandRun(
                    ["events", "--json", "--config", "\(stage.directory.path)/hookferry.yaml"],
                    environment: stage.environment)
                #expect(reader.exitCode == 0)
            }
            let answers = try await posting.value
            #expect(answers.accepted.count == 100)
            #expect(await stage.carriesOut(answers.accepted))
            #expect(await stage.stop(bridge) == 0)
        }
    }
}
