import Lifecycle
import SQLite

/// What the turns of steps that wait rest on, as numbers that are others for other settings: while
/// both are the same, turns of before a restart are as good as any.
package struct QueueLayout: Sendable, Hashable {
    /// Where messages go, and how.
    package let messages: Int64
    /// How often calls are made.
    package let calls: Int64

    package init(messages: Int64, calls: Int64) {
        self.messages = messages
        self.calls = calls
    }
}

extension JournalTables {
    /// Rows of `progress`.
    private static let layoutNames = (messages: "layout/messages", calls: "layout/calls")

    func layout() throws(JournalError) -> QueueLayout? {
        try journaled { () throws(SQLiteError) in
            guard let messages = try snapshots.number(Self.layoutNames.messages),
                let calls = try snapshots.number(Self.layoutNames.calls)
            else { return nil }
            return QueueLayout(messages: messages, calls: calls)
        }
    }

    func setLayout(_ layout: QueueLayout) throws(JournalError) {
        try journaled { () throws(SQLiteError) in
            try snapshots.set(Self.layoutNames.messages, to: layout.messages)
            try snapshots.set(Self.layoutNames.calls, to: layout.calls)
        }
    }

    /// Makes some of the steps due now that wait for their first attempt or in a queue, and lets
    /// destinations that are gone be asked; returns how many.
    func queueAnew(messages: Bool, calls: Bool, now: Timestamp) throws(JournalError) -> Int {
        try journaled { () throws(SQLiteError) in
            try destinations.forgetAsking()
            let recalled =
                messages
                ? try outbox.recall(now: now, on: connection, unless: isLeased) : 0
            return calls ? try recalled + self.calls.queueAnew(now: now, on: connection) : recalled
        }
    }
}
