import Lifecycle
import SQLite

extension JournalReader {
    /// Copies the journal as it is at this moment into a new file, which is there whole or not at
    /// all and which a server can open. Whatever was acknowledged before is in it. Writers go on;
    /// their log is not brought into the journal before the copy is made.
    ///
    /// Fails when there is something at `path` already.
    package func backUp(to path: String) throws(JournalError) {
        guard FileSystem.kind(of: path) == nil else {
            throw JournalError(.unavailable, "\(path) is there already; a backup is a new file")
        }
        let draft = "\(path).\(RandomID.uuid())"
        defer { for suffix in ["", "-journal"] { try? FileSystem.removeTree(draft + suffix) } }
        // Nobody else may read what events hold.
        try Self.written { () throws(FileSystemError) in
            try FileSystem.create([], at: draft, for: .owner)
        }
        try snapshot { () throws(SQLiteError) in
            // A transaction reads nothing before its first statement.
            _ = try search.planned()
            try connection.backUp(to: draft)
        }
        try Self.written { () throws(FileSystemError) in
            try FileSystem.publish(draft, as: path)
        }
    }

    private static func written(
        _ body: () throws(FileSystemError) -> Void
    ) throws(JournalError) {
        do { try body() } catch {
            throw JournalError(.unavailable, "the backup cannot be written: \(error)")
        }
    }
}
