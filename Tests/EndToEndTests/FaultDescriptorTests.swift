import Foundation
import HTTP
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Few file descriptors", .serialized)
    struct FaultDescriptorTests {
        @Test("a limit that is too low is said in a sentence", arguments: [32, 64, 119])
        func tooFew(limit: Int) async throws {
            let failed = try await FaultStage().failedStart(
                through: ["prlimit", "--nofile=\(limit)", "--"])
            #expect(failed.code == 1)
            #expect(
                failed.said == [
                    "hookferry serve: the limit of open files is \(limit); at least 120 are needed "
                        + "(ulimit -n, or LimitNOFILE of systemd)"
                ])
        }

        /// Opens connections, half of them with the start of a request, until its input ends.
        private static func crowd(_ count: Int, to intake: String) throws -> Accessory {
            try Accessory(
                python: """
                    import socket, sys
                    host, port = sys.argv[1].removeprefix("http://").split(":")
                    crowd = [socket.create_connection((host, int(port)), timeout=30)
                             for _ in range(int(sys.argv[2]))]
                    for each in crowd[::2]:
                        each.sendall(b"POST /hooks/pipeline HTTP/1.1\\r\\nHost: h\\r\\n")
                    print("there", flush=True)
                    sys.stdin.read()
                    """, [intake, "\(count)"])
        }

        @Test("more connections than descriptors: no busy loop, and when they go all is well")
        func crowded() async throws {
            let stage = try FaultStage()
            let bridge = try stage.start(through: ["prlimit", "--nofile=120", "--"])
            let intake = try #require(await bridge.addresses()).intake
            stage.hang(true)
            #expect(await stage.post("before", to: intake)?.status == 202)
            #expect(await Poll.until { !stage.aws.received.isEmpty })
            let crowd = try Self.crowd(200, to: intake)
            #expect(await Poll.untilIdle(bridge))
            // The attempts that are under way go on, and so does the journal.
            stage.hang(false)
            crowd.end()
            let answers = try await stage.post((0..<20).map { "event-\($0)" }, to: intake)
            #expect(answers.accepted.count == 20)
            #expect(await stage.carriesOut(answers.accepted))
            #expect(await stage.stop(bridge) == 0)
        }
    }
}
