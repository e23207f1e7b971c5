import Dispatch
import SQLite

/// Brings the log into the file, on a thread and a connection of its own, while commits go on.
///
/// Inside a commit it would hold up every write for as long as the disk takes for thousands of
/// pages (https://sqlite.org/wal.html#avoiding_excessively_large_wal_files).
final class Checkpoint: Sendable {
    private let path: String
    private let queue = DispatchQueue(label: "hookferry.journal.checkpoint")

    /// Log pages that one checkpoint brings into the file, 64 MB. The keys fall on random pages, so
    /// the more at once, the fewer of them are written twice: 16,000 took a fifth less system time
    /// than 4,000. The next opening after a crash reads as much.
    static let logPagesMax = 16_000

    init(path: String) { self.path = path }

    /// Starts one; `end` is called on another thread when it is over, however it went.
    func start(_ end: @escaping @Sendable () -> Void) {
        queue.async { [path] in
            // The second has what came during the first. What fails is tried again by the next.
            if let connection = try? Connection(path: path) {
                for _ in 1...2 { try? connection.execute(Self.statement) }
            }
            end()
        }
    }

    /// Waits for the one that is under way.
    func wait() { queue.sync {} }

    /// Does what it can without making anybody wait
    /// (https://sqlite.org/pragma.html#pragma_wal_checkpoint).
    static let statement = "PRAGMA wal_checkpoint(PASSIVE)"
}

/// When the next checkpoint is due, by the pages in the log.
struct CheckpointTurn {
    private var isUnderWay = false
    private let logPagesMax: Int
    private var dueAt: Int
    private var pages = 0

    init(logPagesMax: Int) {
        self.logPagesMax = logPagesMax
        dueAt = logPagesMax
    }

    /// Whether one is to be started after a commit that has left so many pages.
    mutating func starts(pages: Int) -> Bool {
        // The log has begun anew.
        if pages < self.pages { dueAt = logPagesMax }
        self.pages = pages
        guard !isUnderWay, pages >= dueAt else { return false }
        isUnderWay = true
        return true
    }

    /// A reader in the middle of its page keeps the log from beginning anew, which is not to start
    /// a checkpoint after each commit.
    mutating func end() {
        isUnderWay = false
        dueAt = pages + logPagesMax / 4
    }
}
