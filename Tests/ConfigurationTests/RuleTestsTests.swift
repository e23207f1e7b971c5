import Configuration
import Testing

@Suite("Rule tests")
struct RuleTestsTests {
    private func run(_ tests: String, event: String = "{}") throws -> [String] {
        let (report, path) = try report(tests, event: event)
        return report.diagnostics.flatMap {
            $0.description.replacing(path + "/", with: "").split(separator: "\n").map(String.init)
        }
    }

    private func report(
        _ tests: String, event: String = "{}"
    ) throws -> (report: RuleTests.Report, path: String) {
        let folder = try TemporaryFolder()
        try folder.write(
            "hookferry.yaml",
            """
            sources: {}
            rules: [a.yaml, b.yaml]
            receivers: { ops: { type: slack, url: { env: SLACK_URL } } }
            """)
        try folder.write("event.json", event)
        try folder.write(
            "a.yaml",
            """
            rules:
              one: { match: { source: [ci] }, steps: [{ notify: ops }, { notify: ops }] }
              two: { match: { source: [ci], detail: { n: [2] } }, steps: [{ notify: ops }] }
            tests:
            \(tests)
            """)
        try folder.write(
            "b.yaml", "rules: { other: { match: { source: [ci] }, steps: [{ notify: ops }] } }\n")
        let result = folder.load()
        let settings = try #require(result.settings, "\(result.lines)")
        return (RuleTests.run(settings), folder.path)
    }

    @Test("pass when all is as expected, rules of other files left out")
    func pass() throws {
        let settings = try #require(Fixtures.load("configuration/good-everything.yaml").settings)
        #expect(RuleTests.run(settings).diagnostics.isEmpty)
        #expect(
            try run(
                "  - { name: t, event: { source: ci }, expect: { one: [notify ops, notify ops] } }"
            )
            .isEmpty)
        #expect(try run("  - { name: t, event: { source: x }, expect: { one: [] } }").isEmpty)
    }

    @Test("tell what was expected and what would be done")
    func labels() throws {
        #expect(
            try run("  - { name: t, event: { source: ci }, expect: { one: [notify ops] } }") == [
                "a.yaml:5:49: error: test `t`: rule `one` does other steps",
                "    expected: notify ops",
                "    got:      notify ops, notify ops",
            ])
    }

    @Test("tell of rules that do not fire and of rules that should not")
    func rules() throws {
        let tests = """
              - name: t
                event: { source: ci }
                expect:
                  two: [notify ops]
              - name: u
                event: { source: ci, detail: { n: 2 } }
                expect: { one: [notify ops, notify ops], two: [] }
              - { name: v, event: { source: x }, expect: {} }
            """
        #expect(
            try run(tests) == [
                "a.yaml:7:5: error: test `t`: rule `one` does other steps",
                "    expected: nothing", "    got:      notify ops, notify ops",
                "a.yaml:8:7: error: test `t`: rule `two` does other steps",
                "    expected: notify ops", "    got:      nothing",
                "a.yaml:11:46: error: test `u`: rule `two` does other steps",
                "    expected: nothing", "    got:      notify ops",
            ])
        let report = try report(tests).report
        #expect(report.count == 3)
        #expect(report.failed == 2)
    }

    @Test("take an event of EventBridge's from a file, without `intake`")
    func file() throws {
        let test = "  - { name: t, event: event.json, expect: { one: [notify ops, notify ops] } }"
        #expect(try run(test, event: "{\"source\": \"ci\", \"detail\": {\"n\": 1}}").isEmpty)
    }

    @Test(
        "a step named by its label must be one that can be carried out",
        arguments: [
            ("{ name: default }", []), ("{}", ["required, but it is null"]),
            ("{ name: 12 }", ["must be a string"]),
        ])
    func carriedOut(detail: String, mistakes: [String]) throws {
        let folder = try TemporaryFolder()
        try folder.writeRules(
            """
            rules:
              one:
                match: { source: [ci] }
                steps:
                  - id: first
                    call: config:DeliverConfigSnapshot
                    with: { deliveryChannelName: "{{ detail.name }}" }
                  - call: config:DeliverConfigSnapshot
                    with: { deliveryChannelName: "{{ steps.first.name }}" }
            tests:
              - name: t
                event: { source: ci, detail: \(detail) }
                expect:
                  one: ["call config:DeliverConfigSnapshot", "call config:DeliverConfigSnapshot"]
            """)
        let settings = try #require(folder.load().settings)
        let found = RuleTests.run(settings).diagnostics.map(\.description)
        #expect(found.count == mistakes.count)
        for (text, mistake) in zip(found, mistakes) { #expect(text.contains(mistake), "\(text)") }
    }
}
