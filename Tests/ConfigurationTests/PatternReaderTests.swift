import Configuration
import Testing

@Suite("Match")
struct PatternReaderTests {
    private func lines(_ match: String) throws -> [String] {
        let folder = try TemporaryFolder()
        try folder.write(
            "hookferry.yaml",
            """
            sources: {}
            rules: [a.yaml]
            receivers: { ops: { type: slack, url: { env: SLACK_URL } } }
            """)
        try folder.write(
            "a.yaml", "rules:\n  one:\n    steps: [{ notify: ops }]\n    match:\n\(match)\n")
        return folder.load().lines
    }

    @Test("tells every mistake, each at its place")
    func several() throws {
        let lines = try lines(
            """
                  source: github
                  detail:
                    name: [{ prefx: a }, { suffix: 1 }]
                    size: [{ numeric: ["<"] }]
                    good: [fine]
            """)
        #expect(
            lines == [
                "a.yaml:5:7: error: a field needs a list of values, not a string "
                    + "(write [\"github\"])",
                "a.yaml:7:18: error: there is no operator `prefx` (did you mean `prefix`?)",
                "a.yaml:8:18: error: numeric takes a list such as [\">\", 0, \"<=\", 5] "
                    + "(one comparison and its number, or a lower and an upper one)",
            ])
    }

    @Test("tells what only shows in the whole")
    func whole() throws {
        let lines = try lines("      detail.name: [a]\n      detail: { name: [b] }")
        #expect(lines.count == 1)
        #expect(lines[0].hasPrefix("a.yaml:6:17: error: this path is written twice"))
    }

    @Test("tells a hundred mistakes of one pattern")
    func many() throws {
        let fields = (0..<150).map { "      f\($0): x" }.joined(separator: "\n")
        #expect(try lines(fields).count { $0.contains("needs a list") } == 100)
    }

    @Test("keeps numbers as they are written")
    func numbers() throws {
        #expect(try lines("      detail: { size: [1e2, -0.5, 12345678901] }").isEmpty)
    }
}
