import JSON
import Testing

@testable import Actions

@Suite("Message input")
struct MessageInputTests {
    private func problems(_ input: JSONValue) -> [InputProblem] {
        MessageInput.problems(in: input) { $0.contains("{{") }
    }

    @Test("a good message has no problems")
    func good() {
        #expect(
            problems([
                "title": "T", "text": "x", "severity": "warning", "link": "https://example.com/a",
                "fields": ["A": "a", "B": 2, "C": true, "D": nil],
            ]).isEmpty)
        #expect(problems([:]).isEmpty)
        #expect(
            problems([
                "severity": "{{ a }}", "link": "{{ b }}", "fields": ["A": "{{ c }}"],
            ]).isEmpty)
    }

    @Test(
        "every mistake is told with its key",
        arguments: [
            (["title": 42], ["title"]), (["title": nil], ["title"]), (["text": []], ["text"]),
            (["severity": "loud"], ["severity"]), (["severity": 1], ["severity"]),
            (["link": "javascript:alert(1)"], ["link"]), (["link": "example.com"], ["link"]),
            (["fields": "x"], ["fields"]), (["fields": ["A": ["b"]]], ["fields", "A"]),
            (["fields": ["A": ["b": "c"]]], ["fields", "A"]), ("text", []),
        ] as [(JSONValue, [String])])
    func mistakes(input: JSONValue, path: [String]) {
        #expect(problems(input).map(\.path) == [path])
    }

    @Test("an unknown severity is told which there are")
    func severities() {
        #expect(
            problems(["severity": "loud"]).first?.hint
                == "one of critical, error, warning, success, info")
    }
}
