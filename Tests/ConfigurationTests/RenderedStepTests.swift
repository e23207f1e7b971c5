import Configuration
import Testing

/// What tests in rule files say of rendered steps.
@Suite("Rendered steps in rule tests")
struct RenderedStepTests {
    private static let rule = """
        rules:
          one:
            match: { source: [ci] }
            steps:
              - id: snapshot
                call: config:DeliverConfigSnapshot
                with: { deliveryChannelName: "{{ detail.channel }}" }
              - id: told
                notify: ops
                text: "Snapshot {{ steps.snapshot.id }} of {{ detail.commit }}"
                severity: "{{ detail.severity }}"
                fields: { N: "{{ detail.n }}", Known: "{{ keys(steps) }}" }
              - notify: ops
            onFailure:
              - notify: ops
                title: "{{ failure.rule }}: {{ failure.message }} ({{ failure.attempts }})"
                text: "{{ steps.snapshot.id }}"
        tests:
          - name: t
            event: { source: ci, detail: { channel: default, commit: c1, n: 7 } }
        """

    /// What a test says whose last lines these are.
    private func run(_ lines: String...) throws -> [String] {
        let folder = try TemporaryFolder()
        let rest = lines.map { "\n    \($0)" }.joined()
        try folder.writeRules(Self.rule + rest + "\n")
        let result = folder.load()
        let settings = try #require(result.settings, "\(result.lines)")
        return RuleTests.run(settings).diagnostics.flatMap {
            $0.description.replacing(folder.path + "/", with: "").split(separator: "\n")
                .map(String.init)
        }
    }

    @Test("are as expected, only what is given being compared")
    func same() throws {
        #expect(
            try run(
                "results: { snapshot: { id: s1 } }",
                "expect:",
                "  one:",
                "    - call: config:DeliverConfigSnapshot",
                "      with: { deliveryChannelName: default }",
                "    - notify: ops",
                "      text: Snapshot s1 of c1",
                "      fields: { N: 7, Known: [snapshot] }",
                "    - notify ops") == [])
        #expect(
            try run("expect: { one: [call config:DeliverConfigSnapshot, notify ops, notify ops] }")
                == [])
    }

    @Test("tell every part that is not, at the step")
    func differences() throws {
        let label = "call config:DeliverConfigSnapshot"
        #expect(
            try run(
                "expect:",
                "  one:",
                "    - call: config:DeliverConfigSnapshot",
                "      with: { deliveryChannelName: other, more: 1 }",
                "    - { notify: ops, text: Snapshot s1 of c1, severity: info, title: T }",
                "    - notify ops") == [
                    "a.yaml:23:11: error: test `t`: rule `one`, step 1 (\(label)) "
                        + "has another `with`",
                    #"    expected: {"deliveryChannelName":"other","more":1}"#,
                    #"    got:      {"deliveryChannelName":"default"}"#,
                    "a.yaml:25:11: error: test `t`: rule `one`, step 2 (notify ops) "
                        + "has another `severity`",
                    #"    expected: "info""#, "    got:      null",
                    "a.yaml:25:11: error: test `t`: rule `one`, step 2 (notify ops) "
                        + "has another `text`",
                    #"    expected: "Snapshot s1 of c1""#,
                    #"    got:      "Snapshot null of c1""#,
                    "a.yaml:25:11: error: test `t`: rule `one`, step 2 (notify ops) "
                        + "has another `title`",
                    #"    expected: "T""#, "    got:      nothing",
                ])
    }

    @Test("fail with the mistake when they cannot be rendered")
    func mistakes() throws {
        let folder = try TemporaryFolder()
        try folder.writeRules(
            """
            rules:
              one:
                match: { source: [ci] }
                steps:
                  - call: config:DeliverConfigSnapshot
                    with: { deliveryChannelName: "{{ detail.name }}" }
              two:
                match: { source: [ci] }
                steps:
                  - call: config:DeliverConfigSnapshot
                    with: { deliveryChannelName: "c-{{ detail.name }}" }
            tests:
              - name: t
                event: { source: ci }
                expect:
                  one: [{ call: config:DeliverConfigSnapshot }]
                  two: [{ call: config:DeliverConfigSnapshot, with: { deliveryChannelName: c } }]
            """)
        let settings = try #require(folder.load().settings)
        let found = RuleTests.run(settings).diagnostics
        #expect(found.map(\.line) == [16, 17])
        #expect(found.allSatisfy { $0.message.hasSuffix("cannot be rendered") })
        #expect(
            found.map(\.details) == [
                [
                    "expected: any input",
                    "got:      error: `deliveryChannelName` is required, but it is null",
                ],
                [
                    #"expected: with: {"deliveryChannelName":"c"}"#,
                    "got:      error: deliveryChannelName: {{ detail.name }}: "
                        + "there is no value for this text",
                ],
            ])
    }

    @Test("are shown up to 2,000 characters")
    func long() throws {
        let text = String(repeating: "x", count: 3_000)
        let lines = try run("expect: { one: { onFailure: [{ notify: ops, title: \(text) }] } }")
        #expect(lines[1] == "    expected: \"" + text.prefix(1_999) + "…")
    }

    @Test("of onFailure read the failure")
    func onFailure() throws {
        let failure = "failure: { message: down, attempts: 3 }"
        let steps = "steps: [call config:DeliverConfigSnapshot, notify ops, notify ops]"
        let results = "results: { snapshot: { id: s1 } }"
        #expect(
            try run(
                failure, results, "expect:", "  one:", "    \(steps)", "    onFailure:",
                "      - { notify: ops, title: \"one: down (3)\", text: s1 }") == [])
        #expect(
            try run(failure, "expect: { one: { onFailure: [{ notify: ops, title: x }] } }") == [
                "a.yaml:22:34: error: test `t`: `onFailure` of rule `one`, step 1 (notify ops) "
                    + "has another `title`",
                #"    expected: "x""#, #"    got:      "one: down (3)""#,
            ])
        #expect(
            try run("expect: { one: { onFailure: [] } }") == [
                "a.yaml:21:15: error: test `t`: `onFailure` of rule `one` does other steps",
                "    expected: nothing", "    got:      notify ops",
            ])
    }
}
