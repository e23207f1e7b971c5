import Testing

@testable import EventPatterns

@Suite("Combinations of fields")
struct PatternScopeTests {
    @Test("alternatives stand side by side, factors multiply")
    func products() throws {
        var all = PatternScope(isInsideOr: true, combinations: [])
        for number in [1, 2] {
            var one = PatternScope(isInsideOr: true)
            try one.multiply(by: [[number]], at: [])
            try all.join(one, at: [])
        }
        var scope = PatternScope(isInsideOr: false)
        try scope.multiply(by: [[0]], at: [])
        try scope.multiply(by: all.combinations, at: [])
        try scope.multiply(by: [[3], [4]], at: [])
        #expect(scope.combinations == [[0, 1, 3], [0, 1, 4], [0, 2, 3], [0, 2, 4]])
    }

    @Test("a path is taken once")
    func take() throws {
        var scope = PatternScope(isInsideOr: false)
        try scope.take([ExactText("a")], at: ["a"])
        try scope.take([ExactText("e\u{301}")], at: ["e"])
        try scope.take([ExactText("é")], at: ["é"])
        #expect(throws: PatternError.self) { try scope.take([ExactText("a")], at: ["a"]) }
    }
}
