import Configuration
import Testing

@Suite("Rule tests")
struct RuleTestsTests {
    private func run(_ tests: String, event: String = "{}") throws -> [String] {
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
        return RuleTests.run(settings).map {
            $0.description.replacing(folder.path + "/", with: "")
        }
    }

    @Test("pass when all is as expected, rules of other files left out")
    func pass() throws {
        let settings = try #require(Fixtures.load("configuration/good-everything.yaml").settings)
        #expect(RuleTests.run(settings).isEmpty)
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
                "a.yaml:5:49: error: test `t`: rule `one` was expected to do [\"notify ops\"], "
                    + "but would do [\"notify ops\", \"notify ops\"]"
            ])
    }

    @Test("tell of rules that do not fire and of rules that should not")
    func rules() throws {
        let lines = try run(
            """
              - name: t
                event: { source: ci }
                expect:
                  two: [notify ops]
              - name: u
                event: { source: ci, detail: { n: 2 } }
                expect: { one: [notify ops, notify ops], two: [] }
            """)
        #expect(
            lines == [
                "a.yaml:7:5: error: test `t`: rule `one` was expected to do nothing, "
                    + "but would do [\"notify ops\", \"notify ops\"]",
                "a.yaml:8:7: error: test `t`: rule `two` was expected to do [\"notify ops\"], "
                    + "but would do nothing",
                "a.yaml:11:46: error: test `u`: rule `two` was expected to do nothing, "
                    + "but would do [\"notify ops\"]",
            ])
    }

    @Test("take an event of EventBridge's from a file, without `intake`")
    func file() throws {
        let test = "  - { name: t, event: event.json, expect: { one: [notify ops, notify ops] } }"
        #expect(try run(test, event: "{\"source\": \"ci\", \"detail\": {\"n\": 1}}").isEmpty)
    }
}
