import Testing

@testable import YAML

@Suite("Hints for YAML mistakes")
struct SyntaxHintTests {
    @Test(
        "an unquoted template is recognised",
        arguments: ["text: {{ a }} b", "- {{ a }}: b", "a: [{{ a }}", "{{ a }} b"])
    func templates(line: String) {
        #expect(SyntaxHint.hint(problem: "", line: line, column: 1) == SyntaxHint.quoteTemplates)
    }

    @Test("a quoted template is not", arguments: ["text: \"{{ a }}\" b", "text: a {{ b }}: c"])
    func quoted(line: String) {
        #expect(SyntaxHint.hint(problem: "", line: line, column: 1) == nil)
    }
}
