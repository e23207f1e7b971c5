import Foundation
import HTTP
import JSON
import Lifecycle
import TestSupport
import Testing

/// A bridge with a receiver that is gone until somebody brings it back.
private final class DeadEnd: Sendable {
    let directory: TemporaryDirectory
    let slack: StubUpstream
    let isGone = Locked(true)
    let client: HTTPClient

    init() throws {
        directory = try TemporaryDirectory()
        client = try HTTPClient()
        let isGone = isGone
        slack = try StubUpstream { _ in
            isGone.withLock { $0 }
                ? HTTPResponse(status: 404, body: Array("no_service".utf8))
                : HTTPResponse(status: 200, body: Array("ok".utf8))
        }
        try write(admin: "127.0.0.1:0", to: "hookferry.yaml")
        try directory.write(
            """
            rules:
              tell:
                match: { detail: { tell: [yes] } }
                steps: [{ notify: ops, text: "told {{ detail.number }}" }]

            """, to: "rules.yaml")
    }

    /// Writes the configuration; returns its path.
    @discardableResult
    func write(admin: String, to name: String) throws -> String {
        try directory.write(
            """
            listen: 127.0.0.1:0
            admin: \(admin)
            adminToken: { env: ADMIN_TOKEN }
            journal: sqlite:journal.db
            sources:
              pipeline: { type: token, tokens: [{ env: TOKEN }] }
            receivers:
              ops:
                type: slack
                url: "\(slack.url)/ops"
                allow: [127.0.0.0/8]
                rate: 1000/s
                burst: 1000
            rules: [rules.yaml]

            """, to: name)
    }

    var environment: [String: String] {
        ["TOKEN": "t", "ADMIN_TOKEN": "marked-admin", "HOME": directory.path]
    }

    func start() throws -> BridgeProcess {
        try BridgeProcess(
            ["serve", "--config", "\(directory.path)/hookferry.yaml"], environment: environment)
    }

    func run(_ words: String...) async throws -> CommandRun {
        try await CommandRun(
            words + ["--config", "\(directory.path)/hookferry.yaml"], environment: environment)
    }

    /// Posts one callback and waits for its end; returns the event's id.
    func post(_ detail: JSONValue, to intake: String) async throws -> String {
        let answer = try await client.send(
            HTTPClientRequest(
                method: "POST", url: "\(intake)/hooks/pipeline",
                headers: ["Authorization": "Bearer t", "Prefer": "wait=60"],
                body: detail.serializedBytes(), timeoutMilliseconds: 90_000))
        return try #require(JSONValue(parsing: answer.body)["id"]?.stringValue)
    }

    func follow(_ words: String...) throws -> FollowRun {
        try FollowRun(
            ["events", "--follow", "--json", "--config", "\(directory.path)/hookferry.yaml"] + words
        )
    }

    /// Lines of JSON.
    func list(_ words: String...) async throws -> [JSONValue] {
        let run = try await CommandRun(
            words + ["--json", "--config", "\(directory.path)/hookferry.yaml"],
            environment: environment)
        #expect(run.exitCode == 0, "\(run.error)")
        return try run.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
    }
}

/// `hookferry events --follow` in a process of its own.
private final class FollowRun: @unchecked Sendable {
    // Sendable because `Process` is only started here and signalled by its id, and one test at a
    // time asks for the next line.
    private let process = Process()
    private let lines: AsyncStream<String>

    init(_ words: [String]) throws {
        process.executableURL = URL(filePath: BridgeProcess.binary)
        process.arguments = words
        process.environment = [:]
        let pipe = Pipe()
        process.standardOutput = pipe
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        lines = stream
        let reading = pipe.fileHandleForReading
        // A thread of its own: the cooperative pool must stay free.
        Thread.detachNewThread {
            var rest = ""
            while case let data = reading.availableData, !data.isEmpty {
                rest += String(decoding: data, as: UTF8.self)
                var parts = rest.split(separator: "\n", omittingEmptySubsequences: false)
                rest = String(parts.removeLast())
                for part in parts { continuation.yield(String(part)) }
            }
            continuation.finish()
        }
        try process.run()
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    /// Waits for a line; fails when the process ends without one.
    func next() async throws -> JSONValue {
        for await line in lines { return try JSONValue(parsing: line) }
        throw CancellationError()
    }

    func interrupt() { kill(process.processIdentifier, SIGINT) }

    func exitCode() async -> Int32 {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { [self] in
                process.waitUntilExit()
                continuation.resume(returning: process.terminationStatus)
            }
        }
    }
}

extension EndToEnd {
    @Suite("Redrive with the built binary")
    struct RedriveTests {
        @Test("dead letters are found, put back without a bridge, and carried out by the next one")
        func redrive() async throws {
            let scene = try DeadEnd()
            var bridge = try scene.start()
            let intake = try #require(await bridge.addresses()).intake
            let first = try await scene.post(["tell": "yes", "number": 1], to: intake)
            let second = try await scene.post(["tell": "yes", "number": 2], to: intake)
            let other = try await scene.post(["tell": "no", "number": 3], to: intake)
            // The journal is the bridge's, and its admin port is not known.
            let taken = try await scene.run("redrive", first)
            #expect(
                taken.exitCode == 1 && taken.error.contains("another hookferry has the journal"))
            bridge.signal(SIGTERM)
            #expect(await bridge.exitCode() == 0)

            #expect(try await ids(scene.list("events", "--status", "dead")) == [second, first])
            #expect(try await ids(scene.list("events", "--status", "no_match")) == [other])
            #expect(
                try await ids(scene.list("events", "--text", "\"NUMBER\":1", "--rule", "tell"))
                    == [first])
            let story = try await scene.run("events", first)
            #expect(story.output.contains("destination_dead"))
            #expect(story.output.contains("no_service"))
            let unmatched = try await scene.run("events", other).output
            #expect(unmatched.contains("tell: does not match"))
            #expect(unmatched.contains("detail.tell"))

            let run = try await scene.run("redrive", first)
            #expect(run.exitCode == 0 && run.error.isEmpty)
            #expect(run.output.hasPrefix("redriven "))
            let again = try await scene.run("redrive", first)
            #expect(again.exitCode == 1)
            #expect(again.error.contains("no delivery of the event \(first) is dead"))
            let delivery = try #require(
                try await scene.list("events", "--status", "pending").first?["deliveries"]?[0]?[
                    "id"]?.stringValue)
            let pending = try await scene.run("redrive", delivery)
            #expect(pending.exitCode == 1 && pending.error.contains("it is pending"))
            let nobody = try await scene.run("redrive", "nobody")
            #expect(nobody.exitCode == 1 && nobody.error.contains("no such event"))
            #expect(try await scene.run("redrive", "--all", "--since", "2d").exitCode == 0)
            let none = try await scene.run("redrive", "--all", "--rule", "tell")
            #expect(none.exitCode == 0 && none.output == "0 redriven\n")

            let asked = scene.slack.received.count
            scene.isGone.withLock { $0 = false }
            bridge = try scene.start()
            for await _ in scene.slack.requests where scene.slack.received.count >= asked + 2 {
                break
            }
            bridge.signal(SIGTERM)
            #expect(await bridge.exitCode() == 0)
            let done = try await scene.list("events", "--status", "succeeded")
            #expect(ids(done) == [second, first])
        }

        @Test("an event's dead deliveries are all put back, however many they are")
        func manyOfOneEvent() async throws {
            let scene = try DeadEnd()
            let bridge = try scene.start()
            let intake = try #require(await bridge.addresses()).intake
            let id = try await scene.post(["tell": "yes", "number": 1], to: intake)
            bridge.signal(SIGTERM)
            #expect(await bridge.exitCode() == 0)
            // More than are read at a time: as many rules would leave the same rows.
            let count = 1_203
            _ = try Python.run(
                """
                import sqlite3, sys
                journal = sqlite3.connect(sys.argv[1])
                for table, key in ("deliveries", "seq"), ("steps", "delivery_seq"):
                    rows = journal.execute(f"SELECT * FROM {table}")
                    names = [column[0] for column in rows.description]
                    row = dict(zip(names, rows.fetchone()))
                    for number in range(1, int(sys.argv[2])):
                        copy = row | {key: row[key] + number}
                        if "id" in copy: copy["id"] += f"-{number}"
                        places = ",".join("?" * len(names))
                        journal.execute(
                            f"INSERT INTO {table} VALUES ({places})", list(copy.values()))
                journal.commit()
                """, ["\(scene.directory.path)/journal.db", "\(count)"])
            let run = try await scene.run("redrive", id)
            #expect(run.exitCode == 0, "\(run.error)")
            #expect(run.output.split(separator: "\n").count == count)
            #expect(try await scene.list("events", "--status", "dead").isEmpty)
        }

        private func ids(_ events: [JSONValue]) -> [String] {
            events.compactMap { $0["id"]?.stringValue }
        }

        @Test("beside a running bridge its admin listener is asked, which wants its token")
        func runningBridge() async throws {
            let scene = try DeadEnd()
            let bridge = try scene.start()
            let addresses = try #require(await bridge.addresses())
            let id = try await scene.post(["tell": "yes", "number": 1], to: addresses.intake)
            let configuration = try scene.write(
                admin: String(addresses.admin.dropFirst("http://".count)), to: "running.yaml")
            let words = ["redrive", id, "--config", configuration]
            let refused = try await CommandRun(words, environment: ["TOKEN": "t"])
            #expect(refused.exitCode == 1 && refused.error.contains("refuses the adminToken"))
            scene.isGone.withLock { $0 = false }
            let run = try await CommandRun(words, environment: scene.environment)
            #expect(run.exitCode == 0, "\(run.error)")
            for await _ in scene.slack.requests where scene.slack.received.count >= 2 { break }
            bridge.signal(SIGTERM)
            #expect(await bridge.exitCode() == 0)
            #expect(try await ids(scene.list("events", "--status", "succeeded")) == [id])
            let again = try await CommandRun(words, environment: scene.environment)
            #expect(again.exitCode == 1 && again.error.contains("is dead"))
            #expect(!(bridge.log.joined() + run.error + run.output).contains("marked-admin"))
        }

        @Test("--follow tells events as they come, and ends with 0 at Ctrl-C")
        func follow() async throws {
            let scene = try DeadEnd()
            scene.isGone.withLock { $0 = false }
            let bridge = try scene.start()
            let intake = try #require(await bridge.addresses()).intake
            let before = try await scene.post(["tell": "yes", "number": 0], to: intake)
            let all = try scene.follow("--since", "1d")
            let some = try scene.follow("--rule", "tell", "--since", "1d")
            #expect(try await all.next()["id"]?.stringValue == before)
            #expect(try await some.next()["id"]?.stringValue == before)
            for number in 1...4 {
                let tells = number % 2 == 0
                let id = try await scene.post(
                    ["tell": tells ? "yes" : "no", "number": .number(JSONNumber(number))],
                    to: intake)
                let told = try await all.next()
                #expect(told["id"]?.stringValue == id)
                #expect(told["deliveries"]?.arrayValue?.count == (tells ? 1 : 0))
                if tells { #expect(try await some.next()["id"]?.stringValue == id) }
            }
            for run in [all, some] {
                run.interrupt()
                #expect(await run.exitCode() == 0)
            }
            bridge.signal(SIGTERM)
            #expect(await bridge.exitCode() == 0)
        }

        @Test("a backup is a journal that a bridge opens")
        func backup() async throws {
            let scene = try DeadEnd()
            scene.isGone.withLock { $0 = false }
            let bridge = try scene.start()
            let intake = try #require(await bridge.addresses()).intake
            let id = try await scene.post(["tell": "yes", "number": 1], to: intake)
            let copy = "\(scene.directory.path)/copy.db"
            #expect(try await scene.run("events", "--backup", copy).exitCode == 0)
            let refused = try await scene.run("events", "--backup", copy)
            #expect(refused.exitCode == 1 && refused.error.contains("is there already"))
            bridge.signal(SIGTERM)
            #expect(await bridge.exitCode() == 0)
            let restored = try DeadEnd()
            try FileManager.default.copyItem(
                atPath: copy, toPath: "\(restored.directory.path)/journal.db")
            let second = try restored.start()
            _ = try #require(await second.addresses())
            #expect(ids(try await restored.list("events")) == [id])
            second.signal(SIGTERM)
            #expect(await second.exitCode() == 0)
        }
    }
}
