import Testing

@testable import EventPatterns

@Suite("Tables of texts")
struct ByteTablesTests {
    private static let texts = [
        "", "a", "aa", "aab", "ab", "abc", "b", "ba", "in/2025", "in/2025/11", "in/2026", "é",
    ]
    private static let values = [
        "", "a", "A", "aa", "aabc", "abcd", "AB", "bab", "in/2025/11/21.json", "IN/2025", "x", "éa",
        "aé", "zaab",
    ]

    private static func numbered(_ texts: [String]) -> [[UInt8]: [Int32]] {
        Dictionary(
            uniqueKeysWithValues: texts.enumerated().map { (Array($1.utf8), [Int32($0)]) })
    }

    @Test("a text is found by its equal", arguments: [false, true])
    func equal(ignoresCase: Bool) {
        let table = TextTable(Self.numbered(Self.texts), ignoringCase: ignoresCase)
        for value in Self.values {
            var findings = Findings(predicateCount: Self.texts.count)
            table.search(Array(value.utf8).span, into: &findings)
            let folded = ignoresCase ? value.asciiLowercased : value
            #expect(
                findings.found
                    == Self.texts.indices.filter { Self.texts[$0] == folded }
                    .map(Int32.init))
        }
    }

    @Test(
        "all texts that a value begins or ends with are found",
        arguments: [
            TextOrder(isFromEnd: false, ignoresCase: false),
            TextOrder(isFromEnd: true, ignoresCase: false),
            TextOrder(isFromEnd: false, ignoresCase: true),
            TextOrder(isFromEnd: true, ignoresCase: true),
        ])
    func affixes(order: TextOrder) {
        let table = AffixTable(Self.numbered(Self.texts), order)
        for value in Self.values {
            var findings = Findings(predicateCount: Self.texts.count)
            table.search(Array(value.utf8).span, into: &findings)
            let folded = order.ignoresCase ? value.asciiLowercased : value
            let expected = Self.texts.indices.filter { number in
                let text = Self.texts[number]
                return order.isFromEnd
                    ? folded.utf8.reversed().starts(with: text.utf8.reversed())
                    : folded.utf8.starts(with: text.utf8)
            }
            #expect(findings.found.sorted() == expected.map(Int32.init), "\(value)")
        }
    }
}

extension String {
    fileprivate var asciiLowercased: String {
        String(decoding: utf8.map(\.lowercasedASCII), as: UTF8.self)
    }
}
