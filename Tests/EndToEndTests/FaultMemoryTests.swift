import Foundation
import HTTP
import Lifecycle
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Memory under load", .serialized)
    struct FaultMemoryTests {
        /// More small ones than there can be attempts for one destination.
        private static let first = (count: 1_100, bytes: 30_000)
        private static let later = (count: 300, bytes: 100_000)

        @Test(
            "events for a destination that hangs stay on disk: memory does not grow with them",
            .timeLimit(.minutes(4)))
        func hangingDestination() async throws {
            // What hangs is here.
            try #require(OpenFileLimit.raise(to: 4_000) >= 4_000, "too few files are allowed")
            let stage = try FaultStage()
            stage.hang(true)
            let bridge = try stage.start()
            let intake = try #require(await bridge.addresses()).intake
            var accepted = try await flood(stage, "first", Self.first, intake)
            // As many attempts as there can be are under way, each with its event.
            #expect(try await Poll.until { try await isAtRest(stage) })
            let before = try #require(bridge.residentKilobytes)
            accepted.formUnion(try await flood(stage, "second", Self.later, intake))
            accepted.formUnion(try await flood(stage, "third", Self.later, intake))
            let after = try #require(bridge.residentKilobytes)
            // What came meanwhile has 60 MB.
            #expect(after - before < 2 * Self.later.count * Self.later.bytes / 1_024 / 3)
            stage.hang(false)
            #expect(await stage.carriesOut(accepted))
            #expect(await stage.stop(bridge) == 0)
        }

        /// Whether AWS has many requests and gets no other for a second.
        private func isAtRest(_ stage: FaultStage) async throws -> Bool {
            let before = stage.aws.received.count
            try await Task.sleep(for: .seconds(1))
            return before > 250 && stage.aws.received.count == before
        }

        private func flood(
            _ stage: FaultStage, _ name: String, _ wanted: (count: Int, bytes: Int),
            _ intake: String
        ) async throws -> Set<String> {
            let answers = try await stage.post(
                (0..<wanted.count).map { "\(name)-\($0)" }, bytes: wanted.bytes, to: intake)
            #expect(answers.accepted.count == wanted.count)
            return answers.accepted
        }
    }
}
