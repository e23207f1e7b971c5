import Foundation
import HTTP
import TestSupport
import Testing

extension EndToEnd {
    @Suite("A log that nobody takes", .serialized)
    struct FaultLogTests {
        /// Ways to start with standard streams that are of no use.
        private static let launchers = [
            "its disk is full": #"exec "$0" "$@" 2>/dev/full"#,
            "all streams are closed": #"exec "$0" "$@" <&- >&- 2>&-"#,
            "its reader goes after the first line":
                #"exec "$0" "$@" 2> >(head -n 1 >/dev/null)"#,
        ]

        /// A bridge that has accepted `first`, and its intake: it cannot tell its port, so it gets
        /// one that was free a moment ago, and another one when somebody has taken that.
        private func started(
            _ stage: FaultStage, through launcher: [String]
        ) async throws -> (bridge: BridgeProcess, intake: String)? {
            for _ in 0..<5 {
                let server = try StubUpstream { _ in HTTPResponse(status: 200) }
                let port = server.server.port
                _ = await server.server.drain(deadlineMilliseconds: 1_000)
                try stage.configure(intakePort: port)
                let bridge = try stage.start(through: launcher)
                let intake = "http://127.0.0.1:\(port)"
                _ = await Poll.until {
                    guard bridge.isRunning else { return true }
                    return await stage.post("first", to: intake)?.status == 202
                }
                if bridge.isRunning { return (bridge, intake) }
            }
            return nil
        }

        @Test("the bridge works on", arguments: launchers.keys.sorted())
        func worksOn(trouble: String) async throws {
            let stage = try FaultStage()
            let launcher = ["bash", "-c", try #require(Self.launchers[trouble])]
            let (bridge, intake) = try #require(try await started(stage, through: launcher))
            // Each of these is a line of the log.
            for number in 0..<20 {
                let answer = try await stage.client.send(
                    SNSSender.request([], to: "\(intake)/hooks/nobody-\(number)"))
                #expect(answer.status == 404)
            }
            #expect(await stage.post("last", to: intake)?.status == 202)
            #expect(await stage.carriesOut(["first", "last"]))
            #expect(await stage.stop(bridge) == 0)
        }
    }
}
