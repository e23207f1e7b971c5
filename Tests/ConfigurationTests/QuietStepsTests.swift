import Configuration
import Testing

@Suite("A call behind a message")
struct QuietStepsTests {
    private func lines(_ steps: String) throws -> [String] {
        let folder = try TemporaryFolder()
        try folder.write(
            "hookferry.yaml",
            """
            sources: {}
            aws: { region: us-east-2 }
            receivers:
              night: { type: slack, url: { env: SLACK_URL }, quiet: 22:00-07:00 }
              day: { type: slack, url: { env: SLACK_URL } }
            rules: [a.yaml]
            """)
        try folder.write(
            "a.yaml",
            """
            rules:
              one:
                match: { source: [ci] }
                steps: [\(steps)]

            """)
        return folder.load().lines.filter { $0.contains("quiet") }
    }

    private static let call =
        "{ call: config:DeliverConfigSnapshot, with: { deliveryChannelName: default } }"

    @Test("that `quiet` hours may keep is warned of, at the call")
    func warned() throws {
        let lines = try lines("{ notify: night }, { notify: day }, \(Self.call)")
        #expect(
            lines == [
                "a.yaml:4:49: warning: this call waits while the `quiet` hours of `night` keep the "
                    + "message before it (put the call first)"
            ])
    }

    @Test(
        "is fine when the call comes first, the message is an error, or nobody is quiet",
        arguments: [
            "\(call), { notify: night }", "{ notify: day }, \(call)",
            "{ notify: night, severity: error }, \(call)", "{ notify: night }",
        ])
    func fine(steps: String) throws {
        #expect(try lines(steps) == [])
    }
}
