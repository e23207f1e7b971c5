import Configuration
import Testing

@Suite("Templates in rule files")
struct TemplateReaderTests {
    private func lines(_ rule: String) throws -> [String] {
        let folder = try TemporaryFolder()
        try folder.writeRules("rules:\n  one:\n    match: { source: [ci] }\n\(rule)\n")
        return folder.load().lines
    }

    @Test("each mistake of a step is told")
    func several() throws {
        let lines = try lines(
            """
                steps:
                  - notify: ops
                    title: "{{lenght(a)}}"
                    fields: { A: "{{steps.x.y}}", B: ["{{failure.step}}"] }
            """)
        #expect(
            lines == [
                "a.yaml:6:19: error: unknown-function: there is no function lenght",
                "a.yaml:7:25: error: no earlier step has the id `x` (name a step with `id: x`)",
                "a.yaml:7:39: error: a field's value must be text, not an array",
                "a.yaml:7:46: error: `failure` is known in `onFailure` only",
            ])
    }

    @Test("a name is found where it stands by itself, inside of a template")
    func places() throws {
        let lines = try lines(
            """
                steps:
                  - id: ab
                    notify: ops
                  - notify: ops
                    text: "steps.a {{ a.b || x.steps.a || steps.ab }} steps.a {{ steps.a }}"
                    title: '{{ steps.ab }}{{ steps."c-d".e }}'
                    link: "pipelin {{ detail.pipelin }} {{pipeline.pipeline}}"
            """)
        #expect(
            lines.map { $0.prefix(while: { $0 != "(" }) } == [
                "a.yaml:8:27: warning: events have no `a` ",
                "a.yaml:8:34: warning: events have no `x` ",
                "a.yaml:8:70: error: no earlier step has the id `a` ",
                "a.yaml:9:34: error: no earlier step has the id `c-d`",
                "a.yaml:10:47: warning: `pipeline` has no key `pipeline` ",
            ])
    }

    @Test("a hundred mistakes of one string are told")
    func many() throws {
        let text = (0..<150).map { "{{ steps.s\($0) }}" }.joined()
        let lines = try lines("    steps: [{ notify: ops, text: '\(text)' }]")
        #expect(lines.count == 100)
    }

    @Test("onFailure knows the failure and all steps, also its own earlier ones")
    func onFailure() throws {
        let lines = try lines(
            """
                steps:
                  - { id: a, notify: ops }
                  - { id: b, notify: ops, text: "{{ steps.a }}" }
                onFailure:
                  - { id: c, notify: ops, text: "{{ steps.b }} {{ failure.reason }}" }
                  - { notify: ops, text: "{{ steps.c }} {{ rule.name }} {{ keys(steps) }}" }
            """)
        #expect(lines.isEmpty)
    }

    @Test("constants are checked, templates are not")
    func constants() throws {
        let call = "    steps:\n      - call: config:DeliverConfigSnapshot\n        with: "
        #expect(try lines(call + "{ deliveryChannelName: \"{{ detail.name }}\" }").isEmpty)
        #expect(
            try lines(call + "{ deliveryChannelName: \"\" }") == [
                "a.yaml:6:17: error: `deliveryChannelName` must have 1 to 256 characters, not 0"
            ])
    }

    @Test("an id with a hyphen is referred to in quotes")
    func quotedID() throws {
        let lines = try lines(
            """
                steps:
                  - { id: a-b, notify: ops }
                  - { notify: ops, text: '{{ steps."a-b" }}' }
            """)
        #expect(lines.isEmpty)
    }
}
