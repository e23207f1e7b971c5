import Events
import JSON
import Lifecycle
import Testing

@testable import Journal

@Suite("Event journal: messages in a queue")
struct MessageJournalTests {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    @Test("a record that tells nothing of a destination lets the next one go all the same")
    func withoutMessage() async throws {
        let journal = try await journal(folder.path(), deliveries: 2, messagePlan)
        try await journal.enqueueAll()
        let first = try await journal.next(noon)
        let gone = StepTransition.end(.dead, result: nil, delivery: .dead)
        try await journal.record(record(first, gone, attempt(1, .rejected)), now: noon)
        #expect(try await journal.due(noon) == ["x2"])
        await journal.close()
        #expect(try folder.number("SELECT count(*) FROM outbox") == 1)
    }
}
