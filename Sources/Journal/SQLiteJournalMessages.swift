package import Events
package import JSON
package import Lifecycle

extension SQLiteJournal {
    package nonisolated func enqueue(
        _ step: DueStep, _ message: QueuedMessage, input: JSONValue, goingOn: Bool, now: Timestamp
    ) async throws(JournalError) -> MessageTurn? {
        let text = input.serialized()
        return try await write { (tables: JournalTables) throws(JournalError) in
            try tables.enqueue(step, message, input: text, goingOn: goingOn, now: now)
        }
    }

    package nonisolated func putAside(
        _ step: DueStep, now: Timestamp
    ) async throws(JournalError) {
        try await write { (tables: JournalTables) throws(JournalError) in
            try tables.putAside(step, now: now)
        }
    }

    package func destination(_ name: String) throws(JournalError) -> DestinationState {
        try openTables().destination(name)
    }

    package func waiting(
        with step: DueStep, limit: Int, now: Timestamp
    ) throws(JournalError) -> WaitingGroup? {
        try openTables().waiting(with: step, limit: limit, now: now)
    }

    package func told(
        to destination: String, about keys: [String]
    ) throws(JournalError) -> [String: ToldMessage] {
        try openTables().told(to: destination, about: keys)
    }

    package func began(_ story: String) throws(JournalError) -> Timestamp? {
        try openTables().began(story)
    }

    package func destinations() throws(JournalError) -> [DestinationSummary] {
        try openTables().destinationSummaries()
    }
}
