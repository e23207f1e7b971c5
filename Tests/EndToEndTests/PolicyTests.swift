import Foundation
import JSON
import TestSupport
import Testing

extension EndToEnd {
    @Suite("hookferry policy")
    struct PolicyTests {
        private let directory: TemporaryDirectory

        init() throws { directory = try TemporaryDirectory() }

        private static let role = "arn:aws:iam::123456789012:role/ferries/hookferry"

        private static let sources = """
              config-topic:
                type: sns
                topics: ["arn:aws:sns:us-east-2:123456789012:config-topic"]
              all.of-it:
                type: sns
                topics: ["arn:aws:sns:us-east-2:123456789012:config-*", "arn:aws:sns:*:1*2:t"]
                path: /sns/$all/(of)+it
                username: { env: UNSET_USER }
                password: { env: UNSET_PASSWORD }
              hub: { type: github, secrets: [{ env: UNSET_SECRET }] }
            """

        private func run(
            _ words: [String], sources: String = Self.sources, accounts: [String?] = [nil]
        ) async throws -> CommandRun {
            let steps = accounts.map { account in
                "{ call: config:DeliverConfigSnapshot, with: { deliveryChannelName: x }"
                    + (account.map { ", account: \($0)" } ?? "") + " }"
            }
            let path = try directory.write(
                """
                sources:
                \(sources)
                aws:
                  region: us-east-2
                  accounts:
                    prod: { roleArn: "\(Self.role)", externalId: "ours:1" }
                    test: { roleArn: "arn:aws:iam::210987654321:role/test" }
                receivers: { team: { type: slack, url: { env: UNSET_URL } } }
                rules: [rules.yaml]

                """, to: "hookferry.yaml")
            try directory.write(
                "rules: { r: { match: { source: [x] }, steps: [{ notify: team }, "
                    + steps.joined(separator: ", ") + "] } }\n", to: "rules.yaml")
            return try await CommandRun(["policy", "--config", path] + words)
        }

        @Test("prints the policy of the identity that the bridge runs as")
        func iam() async throws {
            let run = try await run([])
            #expect(run.exitCode == 0 && run.error == "")
            #expect(
                run.output == """
                    {
                      "Version": "2012-10-17",
                      "Statement": [
                        {
                          "Sid": "ConfigDeliverConfigSnapshot",
                          "Effect": "Allow",
                          "Action": [
                            "config:DeliverConfigSnapshot"
                          ],
                          "Resource": [
                            "*"
                          ]
                        }
                      ]
                    }

                    """)
            #expect(try await self.run(["--json", "--format", "iam"]).output == run.output)
        }

        @Test("tells which further policies are needed")
        func accounts() async throws {
            let run = try await run([], accounts: ["prod"])
            #expect(run.exitCode == 0)
            #expect(
                run.error == "note: the calls of account `prod` need a policy of their own: "
                    + "hookferry policy --account prod\n")
            let statement = try JSONValue(parsing: run.output)["Statement"]
            #expect(statement?.arrayValue?.count == 1)
            #expect(statement?[0]?["Action"] == ["sts:AssumeRole"])
            #expect(statement?[0]?["Resource"] == [.string(Self.role)])
            let own = try await self.run(["--account", "prod"], accounts: ["prod"])
            #expect(own.error == "" && own.output.contains("config:DeliverConfigSnapshot"))
        }

        @Test("no call is a sentence and no document")
        func nothing() async throws {
            let run = try await run([], accounts: [])
            #expect(run.exitCode == 0 && run.output == "")
            #expect(run.error.hasPrefix("note: no rule makes an AWS call as the bridge itself"))
        }

        @Test("mistakes are told on standard error")
        func mistakes() async throws {
            let bad = try await run([], accounts: ["nowhere"])
            #expect(bad.exitCode == 1 && bad.output == "")
            #expect(bad.error.contains("rules.yaml:1:"))
            #expect(bad.error.contains("error: unknown account `nowhere`"))
            for words in [["--format", "terraform"], ["--account", "prd"], ["x"]] {
                let run = try await run(words)
                #expect(run.exitCode == 2 && run.output == "" && run.error != "", "\(words)")
            }
            #expect(
                try await run(["--account", "prd"]).error.contains("did you mean `prod`?"))
        }

        @Test(
            "cfn-lint finds nothing in its templates", .enabled(if: CloudFormationLint.isThere))
        func templates() async throws {
            let cloudFormation = ["--format", "cloudformation"]
            let runs = [
                try await run(cloudFormation),
                try await run(cloudFormation, accounts: [nil, "prod", "test"]),
                try await run(cloudFormation, accounts: []),
                try await run(cloudFormation, sources: "  {}"),
                try await run(cloudFormation + ["--account", "prod"], accounts: ["prod"]),
                try await run(cloudFormation + ["--account", "test"], accounts: ["test"]),
            ]
            var files: [String] = []
            for (number, run) in runs.enumerated() {
                #expect(run.exitCode == 0, "\(run)")
                for secret in ["UNSET", "unset"] { #expect(!run.output.contains(secret)) }
                files.append(try directory.write(run.output, to: "\(number).json"))
            }
            let findings = try CloudFormationLint.findings(files)
            #expect(findings == "", "\(findings)")
            #expect(runs[1].output.contains("sts:TagSession"))
        }

        @Test("cfn-lint would find a mistake", .enabled(if: CloudFormationLint.isThere))
        func mistakeInTemplate() async throws {
            let run = try await run(["--format", "cloudformation"])
            let broken = run.output.replacing("\"Protocol\"", with: "\"Protocoll\"")
            let file = try directory.write(broken, to: "broken.json")
            #expect(try CloudFormationLint.findings([file]).contains("Protocoll"))
        }
    }
}
