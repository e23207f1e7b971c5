import Actions
import Configuration
import Events
import Rules
import Testing

@Suite("coalesce and follow")
struct CallSpansTests {
    private func load(_ keys: String, retention: String = "14d") throws -> LoadResult {
        let folder = try TemporaryFolder()
        try folder.write(
            "hookferry.yaml",
            """
            retention: \(retention)
            sources: { topic: { type: sns, topics: ["arn:aws:sns:us-east-2:123456789012:t"] } }
            rules: [a.yaml]
            aws: { region: us-east-2 }
            """)
        try folder.write(
            "a.yaml",
            """
            rules:
              one:
                match: { source: [ci] }
                steps:
                  - call: config:DeliverConfigSnapshot
                    with: { deliveryChannelName: default }
                    \(keys)
            """)
        return folder.load()
    }

    @Test("are spans of the step")
    func spans() throws {
        let result = try load("coalesce: 5m\n        follow: 14d")
        #expect(result.lines == [])
        let step = try #require(result.settings?.rules.first?.plan.steps.first)
        #expect(step.coalesceMilliseconds == 300_000)
        #expect(step.followMilliseconds == 1_209_600_000)
    }

    @Test("longer than the retention are doubtful")
    func retention() throws {
        #expect(
            try load("follow: 121m", retention: "2h").lines == [
                "a.yaml:7:17: warning: `follow` is longer than `retention`: "
                    + "the event is kept until the step has ended"
            ])
        #expect(try load("coalesce: 121m", retention: "2h").lines.count == 1)
        #expect(try load("coalesce: 120m", retention: "2h").lines == [])
    }

    @Test("a call without a later end cannot be followed")
    func follow() throws {
        for definition in CallDefinition.all where definition.follow == nil {
            let folder = try TemporaryFolder()
            try folder.writeRules(
                """
                rules:
                  one:
                    match: { source: [ci] }
                    steps:
                      - call: \(definition.name)
                        follow: 5m
                """)
            let line =
                "a.yaml:6:9: error: \(definition.name) has no later end that could be "
                + "followed (`follow` goes with `config:DeliverConfigSnapshot`"
            #expect(folder.load().lines.contains { $0.hasPrefix(line) })
        }
    }
}
