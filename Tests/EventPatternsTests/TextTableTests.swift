import Testing

@testable import EventPatterns

@Suite("Tables of texts")
struct TextTableTests {
    private static let texts = [
        "", "a", "aa", "aab", "ab", "abc", "b", "ba", "in/2025", "in/2025/11", "in/2026", "é",
    ]
    private static let values = [
        "", "a", "A", "aa", "aabc", "abcd", "AB", "bab", "in/2025/11/21.json", "IN/2025", "x",
        "éa", "aé", "zaab",
    ]

    @Test(
        "every text is found that a value is, begins with, or ends with",
        arguments: [TextTable.Order.Part.whole, .start, .end], [false, true])
    func search(part: TextTable.Order.Part, ignoresCase: Bool) {
        let entries = Dictionary(
            uniqueKeysWithValues: Self.texts.enumerated().map { (Array($1.utf8), [Int32($0)]) })
        let table = TextTable(entries, TextTable.Order(part: part, ignoresCase: ignoresCase))
        for value in Self.values {
            var findings = Findings(predicateCount: Self.texts.count, patternCount: 0)
            table.search(Array(value.utf8).span, into: &findings)
            let folded = value.utf8.map { ignoresCase ? $0.lowercasedASCII : $0 }
            let expected = Self.texts.indices.filter { number in
                let text = Self.texts[number].utf8
                return switch part {
                case .whole: folded.elementsEqual(text)
                case .start: folded.starts(with: text)
                case .end: folded.reversed().starts(with: text.reversed())
                }
            }
            #expect(findings.found.sorted() == expected.map(Int32.init), "\(value)")
        }
    }

    @Test("complements are candidates")
    func candidates() {
        let order = TextTable.Order(part: .start, ignoresCase: false)
        let table = TextTable([Array("a".utf8): [~5, 3]], order)
        var findings = Findings(predicateCount: 8, patternCount: 0)
        table.search(Array("ab".utf8).span, into: &findings)
        #expect(findings.found == [3])
        #expect(findings.candidates == [5])
    }
}
