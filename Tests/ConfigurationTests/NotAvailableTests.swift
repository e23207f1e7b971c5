import Testing

@testable import Configuration

@Suite("Not available")
struct NotAvailableTests {
    @Test("a journal of the design that is not built yet is told as such", arguments: ["postgres"])
    func journals(scheme: String) throws {
        #expect(NotAvailable.journals.contains(scheme))
        let folder = try TemporaryFolder()
        try folder.write(
            "hookferry.yaml", "sources: {}\nrules: []\njournal: \(scheme)://hidden@host/db\n")
        #expect(
            folder.load().lines == [
                "hookferry.yaml:3:10: error: a journal in `\(scheme)` "
                    + "is not available in this version"
            ])
    }
}
