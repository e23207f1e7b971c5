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

        @Test("the bridge works on", arguments: launchers.keys.sorted())
        func worksOn(trouble: String) async throws {
            let stage = try FaultStage()
            // It cannot tell its port.
            let server = try StubUpstream { _ in HTTPResponse(status: 200) }
            let port = server.server.port
            _ = await server.server.drain(deadlineMilliseconds: 1_000)
            try stage.configure(intakePort: port)
            let bridge = try stage.start(
                through: ["bash", "-c", try #require(Self.launchers[trouble])])
            let intake = "http://127.0.0.1:\(port)"
            #expect(await stage.postUntilAccepted("first", to: intake))
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
