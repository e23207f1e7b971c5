import Foundation
import Lifecycle
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Torture")
    struct TortureTests {
        @Test(
            "whatever kills the bridge, what was acknowledged is carried out, and once where once",
            .timeLimit(.minutes(Torture.Measure.minutesMax)))
        func nothingIsLost() async throws {
            let torture = try Torture(.standard)
            Self.write("seed \(torture.measure.seed), binary \(Torture.binary)")
            let start = Date()
            try await torture.run()
            let account = torture.load.account.withLock { $0 }
            let acts = torture.ground.arrived
            let tally = torture.tally.withLock { $0 }
            let reckoning = try TortureReckoning(
                journal: torture.ground.journalPath, account: account, acts: acts)
            Self.report(tally, seconds: Int(Date().timeIntervalSince(start)))
            Self.report(account, reckoning)
            #expect(tally.complaints == [])
            #expect(account.complaints == [])
            #expect(reckoning.complaints == [])
            #expect(reckoning.lost.prefix(5) == [])
            #expect(account.accepted.count == reckoning.doneCount + reckoning.uncertain)
            #expect(reckoning.announcements == reckoning.uncertain)
            #expect(acts.announced >= reckoning.announcements)
            #expect(acts.refused == [])
            // The run itself was one.
            #expect(tally.killCount >= Torture.Measure.wantedKills ?? 1)
            #expect(account.accepted.count > 0)
        }

        private static func report(_ tally: Torture.Tally, seconds: Int) {
            for point in TorturePlan.Point.allCases {
                row("killed \(point.rawValue)", tally.kills[point] ?? 0)
            }
            row("killed in all, in \(seconds) s", tally.killCount)
            row("drained before the kill", tally.ended)
            row("lists of events read meanwhile", tally.readers)
        }

        private static func report(_ account: TortureLoad.Account, _ reckoning: TortureReckoning) {
            row("accepted", account.accepted.count)
            row("acted on", reckoning.doneCount)
            row("uncertain and announced, of calls that are made once", reckoning.uncertain)
            row("  of these, calls that had arrived", reckoning.uncertainArrived)
            row("acted on twice (at least once, where documented)", reckoning.doneTwice)
            row("attempts that kills cut off", reckoning.openAttempts + reckoning.uncertain)
            row("LOST", reckoning.lost.count)
            row("posted again, the answer had been lost", account.postedAgain)
            row("  already kept, and not run again", account.foundKept)
            row("posted twice on purpose, not run again", account.postedTwice)
        }

        private static func row(_ name: String, _ count: Int) {
            let text = String(count)
            let dots = String(repeating: ".", count: max(3, 62 - name.count - text.count))
            write("\(name) \(dots) \(text)")
        }

        private static func write(_ line: String) {
            FileHandle.standardError.write(Data("torture: \(line)\n".utf8))
        }
    }
}
