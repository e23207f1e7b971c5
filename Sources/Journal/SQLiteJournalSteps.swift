package import JSON
package import Lifecycle

extension SQLiteJournal {
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
}
