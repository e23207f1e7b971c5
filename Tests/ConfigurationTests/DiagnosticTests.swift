import Testing

@testable import Configuration

@Suite("Diagnostic")
struct DiagnosticTests {
    private func diagnostic(
        _ file: String, _ line: Int, _ column: Int, hint: String? = nil
    ) -> Diagnostic {
        Diagnostic(
            file: file, line: line, column: column, severity: .error, message: "wrong", hint: hint)
    }

    @Test("is printed as compilers print")
    func printed() {
        #expect(diagnostic("a.yaml", 3, 7).description == "a.yaml:3:7: error: wrong")
        #expect(
            diagnostic("a.yaml", 3, 7, hint: "right?").description
                == "a.yaml:3:7: error: wrong (right?)")
        var long = diagnostic("a.yaml", 3, 7)
        long.details = ["expected: a", "got:      b"]
        #expect(
            long.description == "a.yaml:3:7: error: wrong\n    expected: a\n    got:      b")
    }

    @Test("is sorted by file and place, numbers by value")
    func sorted() {
        let sorted = [
            diagnostic("a.yaml", 9, 12), diagnostic("a.yaml", 10, 2), diagnostic("a.yaml", 10, 11),
            diagnostic("b.yaml", 1, 1),
        ]
        #expect(sorted.reversed().sorted() == sorted)
    }
}
