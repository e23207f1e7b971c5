import Foundation
import HTTP
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Destinations that are not there", .serialized)
    struct FaultDestinationTests {
        /// A port that takes connections and never answers, one that resets each, one whose backlog
        /// is full, and a name server that never answers.
        private static let program = """
            import socket, struct, sys, threading

            def listening(backlog):
                server = socket.socket()
                server.bind(("127.0.0.1", 0))
                server.listen(backlog)
                return server

            silent, resetting, full = listening(4096), listening(4096), listening(0)
            kept = []

            def take():
                while True: kept.append(silent.accept()[0])

            def reset():
                while True:
                    each = resetting.accept()[0]
                    each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    each.close()

            for body in (take, reset): threading.Thread(target=body, daemon=True).start()
            for _ in range(8):
                each = socket.socket()
                each.setblocking(False)
                each.connect_ex(full.getsockname())
                kept.append(each)
            names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            try: names.bind(("127.0.0.153", 53))
            except OSError: pass  # not root, and then nobody asks it
            print(*[each.getsockname()[1] for each in (silent, resetting, full)], flush=True)
            sys.stdin.read()
            """

        /// Has the resolver ask the name server that never answers: no query leaves the machine.
        private static func withoutNames(_ stage: FaultStage) throws -> [String] {
            guard SmallDisk.isPermitted else { return [] }
            let file = try stage.directory.write("nameserver 127.0.0.153\n", to: "resolv.conf")
            return [
                "unshare", "-m", "sh", "-c",
                #"mount --bind "$0" /etc/resolv.conf && exec "$@""#, file,
            ]
        }

        @Test(
            "what hangs, resets, is full or has no address holds up nobody else",
            .timeLimit(.minutes(3)))
        func healthyBesideDead() async throws {
            let dead = try Accessory(python: Self.program)
            let ports = dead.firstLine.split(separator: " ")
            try #require(ports.count == 3)
            let names = ["silent", "resetting", "full"]
            var urls = zip(names, ports).map { ($0, "http://127.0.0.1:\($1)/") }
            if SmallDisk.isPermitted {
                urls.append(("nameless", "https://receiver.hookferry.invalid/"))
            }
            let stage = try FaultStage(
                receivers: urls.map { Self.receiver($0, $1) }.joined(separator: "\n"),
                rules: urls.map { Self.rule($0.0) }.joined())
            let bridge = try stage.start(through: Self.withoutNames(stage))
            let intake = try #require(await bridge.addresses()).intake
            for (name, _) in urls {
                let answers = try await stage.post(
                    (0..<30).map { "\(name)-\($0)" }, kind: name, to: intake)
                #expect(answers.accepted.count == 30)
            }
            let answers = try await stage.post((0..<20).map { "event-\($0)" }, to: intake)
            #expect(answers.accepted.count == 20)
            // Behind the silent ones, of which each takes 10 s and more, it would take minutes.
            #expect(await stage.carriesOut(answers.accepted))
            #expect(await Poll.untilIdle(bridge))
            // The rest waits in the journal. Two signals of a kind that come at once are one.
            bridge.signal(SIGTERM)
            bridge.signal(SIGINT)
            _ = await bridge.exitCode()
            let events = try await CommandRun(
                [
                    "events", "--json", "--limit", "1000", "--config",
                    "\(stage.directory.path)/hookferry.yaml",
                ], environment: stage.environment)
            #expect(events.output.split(separator: "\n").count == urls.count * 30 + 20)
            dead.end()
        }

        private static func receiver(_ name: String, _ url: String) -> String {
            "  \(name): { type: slack, url: \"\(url)\", allow: [127.0.0.0/8], rate: 1000/s }"
        }

        private static func rule(_ name: String) -> String {
            """
              \(name):
                match: { source: [ci], detail: { kind: [\(name)] } }
                steps:
                  - notify: \(name)
                    text: "{{ detail.id }}"

            """
        }
    }
}
