import Foundation
import HTTP
import TestSupport
import Testing

extension EndToEnd {
    @Suite("A journal that is damaged or none", .serialized)
    struct FaultDamageTests {
        /// What can stand where the journal should, and how Python makes it there.
        private static let files = [
            "garbage": "open(path, 'wb').write(bytes(range(1, 251)) * 40)",
            "text": "open(path, 'w').write('hello world, this is no database\\n' * 200)",
            "a directory": "os.mkdir(path)",
            "another program's": "run('CREATE TABLE shopping(item)')",
            "a newer version's": "run('PRAGMA application_id=0x686B6679; PRAGMA user_version=99;"
                + " CREATE TABLE events(seq)')",
            "cut off": "run('CREATE TABLE t(x)', *['CREATE TABLE t%d(x)' % n for n in range(99)]);"
                + " os.truncate(path, 5000)",
        ]

        private static let program = """
            import os, sqlite3, sys
            path = sys.argv[1]
            def run(*statements):
                with sqlite3.connect(path) as journal:
                    for statement in statements: journal.executescript(statement)
            exec(sys.argv[2])
            """

        @Test(
            "what is no journal of this program is refused in a sentence and left as it is",
            arguments: files.keys.sorted())
        func noJournal(kind: String) async throws {
            let stage = try FaultStage()
            _ = try Python.run(Self.program, [stage.journal, try #require(Self.files[kind])])
            let before = FileManager.default.contents(atPath: stage.journal)
            let failed = try await stage.failedStart()
            #expect(failed.code == 1)
            #expect(failed.said.count == 1)
            #expect(failed.said.first?.hasPrefix("hookferry serve: the journal ") == true)
            #expect(FileManager.default.contents(atPath: stage.journal) == before)
        }

        @Test("an empty file becomes a journal")
        func empty() async throws {
            let stage = try FaultStage()
            try Data().write(to: URL(filePath: stage.journal))
            let bridge = try stage.start()
            let intake = try #require(await bridge.addresses()).intake
            #expect(await stage.post("a", to: intake)?.status == 202)
            #expect(await stage.carriesOut(["a"]))
            #expect(await stage.stop(bridge) == 0)
        }

        /// Overwrites whole pages from a share of the file to another, in thousandths. What stands
        /// in the log is brought into the file before, so that the pages are read from there.
        private static func damage(_ stage: FaultStage, from start: Int, to end: Int) throws {
            _ = try Python.run(
                """
                import os, sqlite3, sys
                path, start, end = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
                journal = sqlite3.connect(path, timeout=30)
                journal.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                journal.close()
                pages = os.path.getsize(path) // 4096
                first, last = max(1, pages * start // 1000), pages * end // 1000
                with open(path, "r+b") as file:
                    file.seek(first * 4096)
                    file.write(b"\\xA5" * 4096 * (last - first))
                """, [stage.journal, "\(start)", "\(end)"])
        }

        @Test("pages that are damaged while it runs are answered 503, and it ends in good order")
        func damagedWhileRunning() async throws {
            let stage = try FaultStage()
            let bridge = try stage.start()
            let intake = try #require(await bridge.addresses()).intake
            let before = try await stage.post(
                (0..<50).map { "before-\($0)" }, bytes: 3_000, to: intake)
            #expect(before.accepted.count == 50)
            #expect(await stage.carriesOut(before.accepted))
            try Self.damage(stage, from: 0, to: 1_000)
            let answers = try await stage.post((0..<20).map { "event-\($0)" }, to: intake)
            #expect(answers.accepted.isEmpty)
            #expect(answers.refused == ["503 journal_unavailable": 20])
            #expect(answers.withoutReturn == 0)
            #expect(await Poll.untilIdle(bridge), "it does not try without end")
            #expect(await stage.stop(bridge) == 0)
            #expect(bridge.log.contains { $0.contains("malformed") })
        }

        @Test(
            "damaged pages found at start end in a sentence, or what can be read is worked on",
            arguments: [(0, 100), (300, 350), (500, 600), (900, 1_000)])
        func damagedWhileStopped(start: Int, end: Int) async throws {
            let stage = try FaultStage()
            var bridge = try stage.start()
            var intake = try #require(await bridge.addresses()).intake
            let before = try await stage.post(
                (0..<30).map { "before-\($0)" }, bytes: 3_000, to: intake)
            #expect(await stage.carriesOut(before.accepted))
            #expect(await stage.stop(bridge) == 0)
            try Self.damage(stage, from: start, to: end)
            bridge = try stage.start()
            guard let addresses = await bridge.addresses() else {
                #expect(await bridge.exitCode() == 1)
                #expect(bridge.log.count == 1)
                #expect(bridge.log.first?.hasPrefix("hookferry serve: the journal ") == true)
                return
            }
            intake = addresses.intake
            let answers = try await stage.post((0..<20).map { "event-\($0)" }, to: intake)
            #expect(answers.unanswered == 0)
            #expect(answers.refused.keys.allSatisfy { $0 == "503 journal_unavailable" })
            #expect(bridge.isRunning)
            #expect(await stage.stop(bridge) == 0)
        }
    }
}
