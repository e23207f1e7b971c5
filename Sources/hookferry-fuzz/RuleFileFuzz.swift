import Configuration
import Lifecycle

/// A rule file: every mistake has its place, and there are settings when there is no mistake.
enum RuleFileFuzz {
    private static let configuration = """
        sources: {}
        receivers: { ops: { type: slack, url: { env: SLACK_URL } } }
        aws: { region: us-east-2, accounts: { prod: { profile: prod } } }
        rules: [rules.yaml]

        """

    static let seeds = [
        """
        rules:
          one:
            description: Record the configuration.
            match:
              source: [github, { prefix: a }]
              pipeline: { name: [deploy-prod], attempt: [{ numeric: [">", 1] }] }
            steps:
              - id: snapshot
                call: config:DeliverConfigSnapshot
                with: { deliveryChannelName: "{{ detail.name }}" }
                account: prod
                retry: { for: 1h, uncertain: true }
              - notify: ops
                title: "{{ rule.name }}"
                text: "Snapshot {{ steps.snapshot.configSnapshotId }} is in."
                severity: error
                fields: { a: "{{ id }}" }
            onFailure:
              - notify: ops
                text: "{{ failure.reason }}"
        tests:
          - name: a green one
            event: { source: github, pipeline: { name: deploy-prod, attempt: 2 } }
            expect: { one: ["call config:DeliverConfigSnapshot", "notify ops"] }

        """,
        "rules: { a: { match: { source: ci }, steps: [{ notify: opps, txt: x }] } }\n",
        "rules:\n  a:\n    match: { $or: [{ a: [1] }, { b: [{ exists: false }] }] }\n"
            + "    steps: [{ notify: ops, text: \"{{ a ?? b }}\" }]\n",
        "{\"rules\": {\"one\": {\"match\": {\"source\": [\"ci\"]}}}}", "rules: []\n",
        "tests: [{}]\n",
        "",
    ]

    static func problem(in input: [UInt8]) -> String? {
        let directory =
            FileSystem.temporaryDirectory(ProcessEnvironment.current)
            + "/hookferry-fuzz-\(RandomID.uuid())"
        do throws(FileSystemError) {
            try FileSystem.makeDirectory(directory)
            defer { try? FileSystem.removeTree(directory) }
            try FileSystem.write(Array(configuration.utf8), to: "\(directory)/hookferry.yaml")
            try FileSystem.write(input, to: "\(directory)/rules.yaml")
            let environment = ["SLACK_URL": "https://hooks.slack.com/services/T0/B0/x"]
            return problem(
                of: ConfigurationLoader.load(
                    path: "\(directory)/hookferry.yaml", environment: environment, purpose: .serve))
        } catch {
            return "there is no place for files: \(error)"
        }
    }

    private static func problem(of result: LoadResult) -> String? {
        for diagnostic in result.diagnostics {
            guard diagnostic.line > 0, diagnostic.column > 0, !diagnostic.message.isEmpty else {
                return "the mistake has no place: \(diagnostic)"
            }
            // One mistake is one line of output.
            if "\(diagnostic)".utf8.contains(UInt8(ascii: "\n")) {
                return "the mistake has several lines: \(diagnostic)"
            }
        }
        let isBroken = result.diagnostics.contains { $0.severity == .error }
        return isBroken == (result.settings == nil)
            ? nil : "there are \(isBroken ? "settings and" : "neither settings nor") a mistake"
    }
}
