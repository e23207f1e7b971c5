import Foundation
import JSON
import TestSupport
import Testing

extension EndToEnd {
    @Suite("hookferry check")
    struct CheckCommandTests {
        @Test("prints the schemas", arguments: ["configuration", "rules"])
        func schemas(name: String) async throws {
            let run = try await CommandRun(["check", "--schema", name])
            #expect(run.exitCode == 0)
            let schema = try JSONValue(parsing: run.output)
            #expect(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema")
            let other = try await CommandRun(["check", "--schema", "\(name)s"])
            #expect(other.exitCode == 2)
            #expect(other.output.isEmpty && other.error.contains("configuration or rules"))
        }

        @Test("prints the reference page of the calls")
        func calls() async throws {
            let run = try await CommandRun(["check", "--calls"])
            #expect(run.exitCode == 0 && run.error.isEmpty)
            #expect(run.output.hasPrefix("# Calls\n"))
            #expect(run.output.contains("## proton:NotifyResourceDeploymentStatusChange\n"))
        }

        @Test("tells of a failed test what was expected and got, also as JSON")
        func failedTest() async throws {
            let directory = try TemporaryDirectory()
            let path = try directory.write(
                "sources: {}\nrules: [a.yaml]\n"
                    + "receivers: { ops: { type: slack, url: { env: SLACK_URL } } }\n",
                to: "hookferry.yaml")
            try directory.write(
                """
                rules:
                  one: { match: { source: [ci] }, steps: [{ notify: ops, text: "{{ id }}" }] }
                tests:
                  - { name: good, event: { source: x }, expect: {} }
                  - name: bad
                    event: { source: ci, id: e1 }
                    expect: { one: [{ notify: ops, text: e2 }] }

                """, to: "a.yaml")
            let run = try await CommandRun(["check", "--config", path])
            #expect(run.exitCode == 1)
            #expect(
                run.output.hasSuffix(
                    """
                    a.yaml:7:21: error: test `bad`: rule `one`, step 1 (notify ops) \
                    has another `text`
                        expected: "e2"
                        got:      "e1"
                    1 error, 1 warning; 2 tests, 1 failed

                    """))
            let json = try await JSONValue(
                parsing: CommandRun(["check", "--json", "--config", path]).output)
            #expect(json["ok"] == false)
            #expect(json["tests"] == ["run": 2, "failed": 1])
            #expect(json["diagnostics"]?[1]?["details"]?[0] == #"expected: "e2""#)
        }
    }
}
