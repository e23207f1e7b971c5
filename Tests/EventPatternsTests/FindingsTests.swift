import Testing

@testable import EventPatterns

@Suite("Findings")
struct FindingsTests {
    @Test("answers are kept apart and each is found once")
    func answers() {
        var findings = Findings(predicateCount: 100, patternCount: 10)
        for predicate: Int32 in [31, 32, 0, 32, 99] { findings.add(predicate) }
        findings.note(63, holds: false)
        findings.note(64, holds: true)
        #expect(findings.found == [31, 32, 0, 99])
        #expect([0, 31, 32, 64, 99].allSatisfy { findings.answer($0) == true })
        #expect(findings.answer(63) == false)
        #expect(findings.answer(1) == nil && findings.answer(33) == nil)
    }

    @Test("matches come in their order, each once")
    func matches() {
        var findings = Findings(predicateCount: 5, patternCount: 200)
        for pattern: Int32 in [199, 0, 64, 63, 64] { findings.match(pattern) }
        #expect(findings.matches == [0, 63, 64, 199])
        #expect(findings.isMatched(63) && !findings.isMatched(65))
        #expect(Findings(predicateCount: 0, patternCount: 0).matches.isEmpty)
    }
}
