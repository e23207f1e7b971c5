import Testing

@testable import EventPatterns

@Suite("Errors of patterns")
struct PatternErrorTests {
    @Test("one line has the place, the reason and the hint")
    func description() throws {
        let error = try #require(throws: PatternError.self) {
            try EventPattern(parsing: #"{"$or":[{"a":[1]},{"b":["x",{"perfix":"y"}]}]}"#)
        }
        #expect(
            "\(error)"
                == "$or → 1 → b → 1 → perfix: there is no operator `perfix`; did you mean `prefix`?"
        )
        let top = try #require(throws: PatternError.self) { try EventPattern(parsing: "1") }
        #expect("\(top)".hasPrefix("a pattern is an object, not a number; write"))
    }
}
