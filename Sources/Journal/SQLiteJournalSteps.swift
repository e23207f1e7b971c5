package import JSON
package import Lifecycle
import SQLite

extension SQLiteJournal {
    package func lease(
        now: Timestamp, limit: Int, gate: @Sendable (DueGlance) -> Timestamp?,
        buried: @Sendable (String) -> Void
    ) throws(JournalError) -> LeasedSteps {
        try openTables().lease(now: now, limit: limit, gate: gate, buried: buried)
    }

    package func nextDue(after now: Timestamp) throws(JournalError) -> Timestamp? {
        try openTables().nextDue(after: now)
    }

    package nonisolated func begin(
        _ step: DueStep, number: Int, input: JSONValue, at now: Timestamp
    ) async throws(JournalError) {
        let text = input.serialized()
        try await write { (tables: JournalTables) throws(JournalError) in
            try tables.begin(step, number: number, input: text, at: now)
        }
    }

    package nonisolated func record(
        _ record: StepRecord, now: Timestamp
    ) async throws(JournalError) {
        try await write { (tables: JournalTables) throws(JournalError) in
            try tables.record(record, now: now)
        }
    }

    // MARK: Steps that wait

    package nonisolated func postpone(
        _ step: DueStep, until: Timestamp
    ) async throws(JournalError) {
        try await write { (tables: JournalTables) throws(JournalError) in
            try tables.postpone(step, until: until)
        }
    }

    package nonisolated func claim(
        _ step: DueStep, call: String, since: Timestamp, now: Timestamp
    ) async throws(JournalError) -> ClaimAnswer {
        let key = EventKeys.key(Array(call.utf8))
        return try await write { (tables: JournalTables) throws(JournalError) in
            try tables.claim(step, call: key, since: since, now: now)
        }
    }

    package func hasCaused(_ key: String, rule: String) throws(JournalError) -> Bool {
        try openTables().hasCaused(key, rule: rule)
    }

    package nonisolated func adopt(
        _ key: String, rule: String, marks: String, since: Timestamp
    ) async throws(JournalError) -> Bool {
        let digits = String(max(since.milliseconds, 0))
        let zeros = String(repeating: "0", count: max(0, Self.markDigits - digits.count))
        let last = String(repeating: "9", count: Self.markDigits)
        return try await write { (tables: JournalTables) throws(JournalError) in
            try tables.adopt(key, rule: rule, marks: marks + zeros + digits...marks + last)
        }
    }

    /// Of a number of milliseconds in a mark.
    private static let markDigits = 16

    package nonisolated func drop(_ step: DueStep) async throws(JournalError) {
        try await write { (tables: JournalTables) throws(JournalError) in
            try tables.drop(step)
        }
    }

    // MARK: Turns

    package func layout() throws(JournalError) -> QueueLayout? { try openTables().layout() }

    package nonisolated func setLayout(_ layout: QueueLayout) async throws(JournalError) {
        try await write { (tables: JournalTables) throws(JournalError) in
            try tables.setLayout(layout)
        }
    }

    package nonisolated func queueAnew(
        messages: Bool, calls: Bool, now: Timestamp
    ) async throws(JournalError) {
        var isDone = false
        while !isDone {
            isDone = try await write { (tables: JournalTables) throws(JournalError) in
                try tables.queueAnew(messages: messages, calls: calls, now: now) == 0
            }
        }
    }

    // MARK: A clock that was set

    package nonisolated func moveDeadlines(
        by milliseconds: Int64
    ) async throws(JournalError) {
        try await write { (tables: JournalTables) throws(JournalError) in
            try journaled { () throws(SQLiteError) in
                try tables.dues.moveDeadlines(by: milliseconds)
            }
        }
    }

    package nonisolated func recallParked(
        beyond latest: Timestamp, now: Timestamp
    ) async throws(JournalError) -> Int {
        try await write { (tables: JournalTables) throws(JournalError) in
            try journaled { () throws(SQLiteError) in
                try tables.dues.recall(beyond: latest, now: now, on: tables.connection)
            }
        }
    }

    // MARK: Failed deliveries

    package nonisolated func redrive(
        delivery id: String, now: Timestamp
    ) async throws(JournalError) -> RedriveAnswer {
        let answer = try await write { (tables: JournalTables) throws(JournalError) in
            try tables.redrive(id, now: now)
        }
        if case .redriven = answer { wakeup.yield() }
        return answer
    }
}
