import Foundation
import Testing

/// Tests/Conformance/event-patterns.md and what it says of the tests here.
@Suite("The conformance page")
struct ConformancePageTests {
    private static let tests = URL(filePath: #filePath).deletingLastPathComponent()

    @Test("each paragraph with a MUST names tests that exist")
    func musts() throws {
        let page = Self.tests.deletingLastPathComponent()
            .appending(path: "Conformance/event-patterns.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        let paragraphs = text.replacing("\n- ", with: "\n\n- ").split(separator: "\n\n")
        var musts = 0
        for paragraph in paragraphs.dropFirst(2) where paragraph.contains("MUST") {
            musts += 1
            let names = paragraph.matches(of: /\[(\w+)\.(\w+)\]/)
            #expect(!names.isEmpty, "\(paragraph)")
            for name in names {
                let file = Self.tests.appending(path: "\(name.1).swift")
                let source = try String(contentsOf: file, encoding: .utf8)
                #expect(source.contains("func \(name.2)("), "\(name.0)")
            }
        }
        #expect(musts > 40)
    }
}
