import Foundation
import HTTP
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Signals in the middle of everything", .serialized)
    struct FaultSignalTests {
        @Test("SIGTERM with a thousand requests under way: what was accepted is carried out")
        func terminatedInAFlood() async throws {
            let stage = try FaultStage()
            var bridge = try stage.start()
            let intake = try #require(await bridge.addresses()).intake
            let ids = (0..<1_000).map { "event-\($0)" }
            let flooded = bridge
            let answers = try await stage.post(ids, atOnce: 1_000, to: intake) { count in
                if count == 150 { flooded.signal(SIGTERM) }
            }
            #expect(await bridge.exitCode() == 0)
            #expect(answers.accepted.count >= 1)
            #expect(answers.refused.keys.allSatisfy { $0 == "503 draining" })
            #expect(answers.withoutReturn == 0)
            bridge = try stage.start()
            _ = try #require(await bridge.addresses())
            #expect(await stage.carriesOut(answers.accepted))
            #expect(await stage.stop(bridge) == 0)
        }

        @Test(
            "SIGKILL or a second signal in the drain loses nothing",
            arguments: [(SIGKILL, SIGKILL), (SIGTERM, 1), (SIGINT, 1)] as [(Int32, Int32)])
        func endedInTheDrain(signal: Int32, exitCode: Int32) async throws {
            let stage = try FaultStage()
            stage.hang(true)
            var bridge = try stage.start()
            let intake = try #require(await bridge.addresses()).intake
            let answers = try await stage.post((0..<40).map { "event-\($0)" }, to: intake)
            #expect(answers.accepted.count == 40)
            #expect(await Poll.until { !stage.aws.received.isEmpty })
            bridge.signal(SIGTERM)
            // The drain has begun when nobody is let in any more.
            var late = 0
            #expect(
                await Poll.until {
                    late += 1
                    let answer = await stage.post("late-\(late)", to: intake)
                    return answer == nil || answer?.status == 503
                })
            bridge.signal(signal)
            #expect(await bridge.exitCode() == exitCode)
            stage.hang(false)
            let first = stage.aws.received.count
            bridge = try stage.start()
            _ = try #require(await bridge.addresses())
            #expect(await stage.carriesOut(answers.accepted, after: first))
            #expect(await stage.stop(bridge) == 0)
        }
    }
}
