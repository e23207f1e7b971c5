import Foundation
import HTTP
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Memory under load", .serialized)
    struct FaultMemoryTests {
        private static let eventBytes = 100_000
        private static let eventsMax = 300

        @Test("events for a destination that hangs stay on disk: memory does not grow with them")
        func hangingDestination() async throws {
            let stage = try FaultStage()
            stage.hang(true)
            let bridge = try stage.start()
            let intake = try #require(await bridge.addresses()).intake
            // As many attempts as there can be are under way, each with its event.
            try await flood(stage, "first", intake)
            let before = try #require(bridge.residentKilobytes)
            try await flood(stage, "second", intake)
            try await flood(stage, "third", intake)
            let after = try #require(bridge.residentKilobytes)
            // What came meanwhile has 60 MB.
            #expect(after - before < 2 * Self.eventsMax * Self.eventBytes / 1_024 / 3)
            #expect(after < 200 * 1_024)
            stage.hang(false)
            #expect(await Poll.until { stage.aws.received.count >= 3 * Self.eventsMax })
            #expect(await stage.stop(bridge) == 0)
        }

        private func flood(_ stage: FaultStage, _ name: String, _ intake: String) async throws {
            let answers = try await stage.post(
                (0..<Self.eventsMax).map { "\(name)-\($0)" }, bytes: Self.eventBytes, to: intake)
            #expect(answers.accepted.count == Self.eventsMax)
        }
    }
}
