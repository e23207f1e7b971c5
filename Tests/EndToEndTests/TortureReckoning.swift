import Foundation
import TestSupport

/// What the journal of the tortured bridge holds in the end, read without the bridge's code, and
/// what has arrived, held against what was acknowledged.
struct TortureReckoning {
    private(set) var doneCount = 0
    private(set) var uncertain = 0
    /// Of the uncertain ones, those whose call has arrived.
    private(set) var uncertainArrived = 0
    /// Posts of which a step has arrived more than once.
    private(set) var doneTwice = 0
    /// Attempts that a kill has cut off.
    private(set) var openAttempts = 0
    private(set) var announcements = 0
    private(set) var lost: [String] = []
    private(set) var complaints: [String] = []
    private var kept: [String: Int] = [:]
    private var settled: Set<String> = []
    private let acts: TortureActs

    /// A delivery as it stands in the journal.
    private struct Delivery {
        let id: String
        let rule: String
        let status: String
        /// By position: attempts, and those of them without an end.
        let attempts: [Int: (count: Int, open: Int)]
    }

    init(journal: String, account: TortureLoad.Account, acts: TortureActs) throws {
        self.acts = acts
        for line in try Python.run(Self.program, [journal]).split(separator: "\n") {
            let words = line.split(separator: "\t").map(String.init)
            switch words.first {
            case "event": kept[words[1], default: 0] += 1
            case "delivery": check(try Self.delivery(words))
            default: complain("\(line)")
            }
        }
        for (id, count) in kept where count > 1 || account.posted[id] == nil {
            complain("\(id) is kept \(count) times")
        }
        lost = account.accepted.keys.filter { !settled.contains($0) }.sorted()
        if account.accepted.count != kept.count {
            complain("\(account.accepted.count) were acknowledged and \(kept.count) are kept")
        }
    }

    private mutating func complain(_ text: String) {
        if complaints.count < 10 { complaints.append(text) }
    }

    private static func delivery(_ words: [String]) throws -> Delivery {
        var attempts: [Int: (count: Int, open: Int)] = [:]
        for word in words.dropFirst(4) {
            let numbers = word.split(separator: ":").compactMap { Int($0) }
            attempts[numbers[0]] = (numbers[1], numbers[2])
        }
        return Delivery(id: words[1], rule: words[2], status: words[3], attempts: attempts)
    }

    private mutating func check(_ delivery: Delivery) {
        openAttempts += delivery.attempts.values.reduce(0) { $0 + $1.open }
        let arrived: [Int]
        switch delivery.rule.split(separator: "-").first {
        case "snapshot":
            arrived = [
                acts.count(.failed, delivery.id), acts.calls[delivery.id] ?? 0,
                acts.count(.done, delivery.id),
            ]
        case "tell": arrived = [acts.count(.told, delivery.id)]
        case "once": return checkOnce(delivery)
        default:
            // The bridge's own: it tells of an uncertain call.
            announcements += 1
            if delivery.status != "succeeded" { complain("\(delivery)") }
            return
        }
        for (position, count) in arrived.enumerated() where count > 1 {
            let open = delivery.attempts[position]?.open ?? 0
            if count > open + 1 { complain("\(delivery): \(count) arrived at step \(position)") }
        }
        if arrived.contains(where: { $0 > 1 }) { doneTwice += 1 }
        guard delivery.status == "succeeded", !arrived.contains(0) else {
            return complain("\(delivery): \(arrived) arrived")
        }
        settle(delivery)
        doneCount += 1
    }

    private mutating func checkOnce(_ delivery: Delivery) {
        let count = acts.calls[delivery.id] ?? 0
        switch (delivery.status, count) {
        case ("succeeded", 1): doneCount += 1
        case ("uncertain", 0), ("uncertain", 1):
            uncertain += 1
            uncertainArrived += count
        default: return complain("\(delivery): \(count) arrived")
        }
        settle(delivery)
    }

    private mutating func settle(_ delivery: Delivery) {
        if !settled.insert(delivery.id).inserted { complain("\(delivery) stands there twice") }
    }

    /// Whether every event is planned and every delivery has ended.
    static func isDrained(journal: String) throws -> Bool {
        try Python.run(openProgram, [journal]) == "0\n"
    }

    private static let openProgram = """
        import sqlite3, sys
        journal = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True, timeout=30)
        print(journal.execute('''
            SELECT (SELECT count(*) FROM deliveries WHERE due_at IS NOT NULL)
                + (SELECT coalesce(max(seq), 0) FROM events)
                - (SELECT value FROM progress WHERE name = 'planned_through')''').fetchone()[0])
        """

    private static let program = """
        import collections, json, sqlite3, sys
        journal = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True, timeout=30)
        for problem, in journal.execute("PRAGMA integrity_check"):
            if problem != "ok": print(problem)
        attempts = collections.defaultdict(list)
        for delivery, position, count, still_open in journal.execute('''
                SELECT delivery_seq, position, count(*), sum(outcome IS NULL)
                FROM attempts GROUP BY delivery_seq, position'''):
            attempts[delivery].append(f"{position}:{count}:{still_open}")
        names = {}
        for event, document in journal.execute("SELECT seq, document FROM events"):
            detail = json.loads(document)["detail"]
            names[event] = detail.get("configSnapshotId") or detail["id"]
            print("event", names[event], sep="\\t")
        for delivery, event, rule, status in journal.execute(
                "SELECT seq, event_seq, rule, status FROM deliveries"):
            print("delivery", names[event], rule, status, *attempts[delivery], sep="\\t")
        """
}
