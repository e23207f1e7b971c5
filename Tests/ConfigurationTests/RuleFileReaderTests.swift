import Configuration
import Rules
import Testing

@Suite("Rule files")
struct RuleFileReaderTests {
    private let configuration = """
        sources: {}
        rules: [rules/*.yaml]
        receivers: { ops: { type: slack, url: { env: SLACK_URL } } }
        """

    private func rule(_ name: String) -> String {
        "  \(name): { match: { source: [ci] }, steps: [{ notify: ops }] }\n"
    }

    @Test("give their rules in order")
    func order() throws {
        let folder = try TemporaryFolder()
        try folder.write("hookferry.yaml", configuration)
        try folder.write("rules/b.yaml", "rules:\n" + rule("two") + rule("one"))
        try folder.write("rules/a.yaml", "rules:\n" + rule("zero"))
        try folder.write("rules/c.yaml", "tests: []\n")
        #expect(folder.load().settings?.rules.map(\.name) == ["zero", "two", "one"])
    }

    @Test("share one set of names")
    func duplicates() throws {
        let folder = try TemporaryFolder()
        try folder.write("hookferry.yaml", configuration)
        try folder.write("rules/a.yaml", "rules:\n" + rule("one"))
        try folder.write("rules/b.yaml", "rules:\n" + rule("two") + rule("one"))
        let result = folder.load()
        #expect(result.settings == nil)
        #expect(
            result.diagnostics.map(\.description) == [
                "\(folder.path)/rules/b.yaml:3:3: error: there are two rules `one` "
                    + "(the first is at \(folder.path)/rules/a.yaml:2)"
            ])
    }

    @Test("have 10,000 rules at most, all files together")
    func limit() throws {
        let folder = try TemporaryFolder()
        try folder.write("hookferry.yaml", configuration)
        for file in 0..<2 {
            let rules = (0..<5_000).map { rule("r\(file)-\($0)") }.joined()
            try folder.write("rules/\(file).yaml", "rules:\n" + rules)
        }
        #expect(folder.load().settings?.rules.count == 10_000)
        try folder.write("rules/3.yaml", "rules:\n" + rule("more"))
        #expect(
            folder.load().lines == ["3.yaml:2:3: error: there are more than 10000 rules"])
    }
}
