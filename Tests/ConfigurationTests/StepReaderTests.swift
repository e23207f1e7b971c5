import Configuration
import Events
import JSON
import Rules
import Testing

@Suite("Steps")
struct StepReaderTests {
    private func rule(_ name: String) throws -> Rule {
        let result = Fixtures.load("configuration/good-everything.yaml")
        return try #require(result.settings?.rules.first { $0.name == name })
    }

    @Test("have what the file says")
    func everything() throws {
        let rule = try rule("snapshot-after-deploy")
        #expect(rule.description == "Record the configuration right after a production deploy.")
        #expect(
            rule.plan.steps[0]
                == Step(
                    id: "snapshot", action: .call("config:DeliverConfigSnapshot"),
                    template: ["deliveryChannelName": "{{ detail.channel || 'default' }}"],
                    account: "prod", region: "eu-central-1",
                    retry: RetryPolicy(forMilliseconds: 3_600_000, repeatsUncertain: true),
                    timeoutMilliseconds: 10_000, coalesceMilliseconds: 300_000,
                    followMilliseconds: 1_800_000))
        let template = rule.plan.steps[1].template
        #expect(
            template.objectValue?.keys == ["title", "text", "severity", "fields", "link"])
        #expect(template["fields"]?["Rule"] == "{{ rule.name }}")
        #expect(rule.plan.onFailure.map(\.action.label) == ["notify stand-in"])
    }

    @Test("have defaults")
    func defaults() throws {
        let step = try #require(rule("retry-failed-snapshots").plan.steps.first)
        #expect(step.id == nil && step.account == nil && step.region == nil)
        #expect(step.retry == RetryPolicy())
        #expect(step.timeoutMilliseconds == Step.timeoutMillisecondsDefault)
        #expect(step.coalesceMilliseconds == nil && step.followMilliseconds == nil)
    }

    @Test("that call need a region, for serve at least")
    func region() throws {
        let folder = try TemporaryFolder()
        try folder.write("hookferry.yaml", "sources: {}\nrules: [a.yaml]\n")
        try folder.write(
            "a.yaml",
            """
            rules:
              one:
                match: { source: [ci] }
                steps:
                  - call: config:DeliverConfigSnapshot
                    with: { deliveryChannelName: default }
            """)
        let line = "no region is set for this call (add aws: { region: us-east-2 })"
        #expect(folder.load(.check).lines == ["a.yaml:5:15: warning: \(line)"])
        #expect(folder.load(.serve).lines == ["a.yaml:5:15: error: \(line)"])
        let environment = ["AWS_REGION": "eu-west-1"]
        #expect(folder.load(environment: environment).lines.isEmpty)
    }

    private func lines(of call: String, _ with: String, more: String = "") throws -> [String] {
        let folder = try TemporaryFolder()
        try folder.write("hookferry.yaml", "sources: {}\nrules: [a.yaml]\n\(more)")
        try folder.write(
            "a.yaml",
            """
            rules:
              one:
                match: { source: [ci] }
                steps:
                  - call: \(call)
                    with: \(with)
            """)
        return folder.load().lines
    }

    @Test("need no region where the call or its ARN has one")
    func fixedRegion() throws {
        #expect(
            try lines(
                of: "partnercentral:StartResourceSnapshotJob",
                "{ Catalog: AWS, ResourceSnapshotJobIdentifier: job-0123456789abc }") == [])
        let proton = "proton:NotifyResourceDeploymentStatusChange"
        for arn in ["{{ detail.arn }}", "arn:aws:proton:us-east-1:123456789012:service/a"] {
            let found = try lines(of: proton, "{ resourceArn: \"\(arn)\" }")
            #expect(found.count == 1 && found[0].contains("support ended"), "\(found)")
        }
        let found = try lines(
            of: proton, "{ resourceArn: \"arn:aws:proton::123456789012:service/a\" }")
        #expect(found.contains { $0.contains("no region is set") })
    }

    @Test("that AWS no longer carries out are warned of, with what the rule can do")
    func retired() throws {
        let with = "{ resourceArn: \"{{ detail.arn }}\", status: SUCCEEDED }"
        let proton = "proton:NotifyResourceDeploymentStatusChange"
        let start = "a.yaml:5:15: warning: AWS Proton's support ended on 7 October 2026 "
        let title = #"title: "{{ detail.arn }}: SUCCEEDED" }"#
        let words = "the same rule can tell another receiver: - { notify:"
        #expect(try lines(of: proton, with) == ["\(start)(\(words) NAME, \(title))"])
        let receiver = "{ type: slack, url: { env: SLACK_URL } }"
        let more = "receivers: { ops: \(receiver), team: \(receiver) }\n"
        #expect(
            try lines(of: proton, with, more: more)
                == ["\(start)(\(words) ops, \(title); or team)"])
    }
}
