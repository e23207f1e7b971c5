import Testing

@testable import Intake

@Suite("Records")
struct RecordsTests {
    @Test("a reason is one bounded line")
    func printable() {
        let text = "a\nb\u{1b}[31m" + String(repeating: "é", count: 300)
        let shown = RefusalRecord.printable(text, bytesMax: 50)
        #expect(shown.hasPrefix("a b [31mé"))
        #expect(shown.hasSuffix("é…"))
        #expect(shown.utf8.count <= 53)
        #expect(RefusalRecord.printable("short", bytesMax: 5) == "short")
    }
}
