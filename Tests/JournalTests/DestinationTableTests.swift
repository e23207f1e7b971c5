import Events
import JSON
import Lifecycle
import Testing

@testable import Journal

@Suite("Destination table")
struct DestinationTableTests {
    let folder: JournalFolder

    init() throws { folder = try JournalFolder() }

    @Test("a remembered message that cannot be read is none")
    func unreadable() async throws {
        try await plannedJournal(folder.path()).close()
        try folder.execute(
            "INSERT INTO told VALUES('ops', 'a', '{', 1), ('ops', 'b', '{\"state\":\"new\"}', 1)")
        let journal = try SQLiteJournal(path: folder.path())
        #expect(try await journal.told(to: "ops", about: ["a", "b"]).isEmpty)
    }
}
