import Foundation
import HTTP
import JSON
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Reload of the built binary")
    struct ReloadTests {
        @Test("SIGHUP swaps the rules; a broken file keeps the old ones and says why")
        func sighupSwapsTheRules() async throws {
            let stage = try Stage(rules: rules(saying: "one"))
            let bridge = try stage.start()
            let intake = try #require(await bridge.addresses()).intake
            #expect(await told(stage, "a", intake) == "one a")
            try stage.directory.write(rules(saying: "two"), to: "rules.yaml")
            bridge.signal(SIGHUP)
            _ = await bridge.line { $0["message"] == "configuration reloaded" }
            #expect(await told(stage, "b", intake) == "two b")
            try stage.directory.write(rules(saying: "{{ oops"), to: "rules.yaml")
            bridge.signal(SIGHUP)
            let why = await bridge.line { $0["message"] == "configuration" }
            #expect(why?["place"]?.stringValue?.contains("rules.yaml:7:") == true)
            let kept = await bridge.line {
                $0["message"] == "configuration not reloaded: the old one stays in use"
            }
            #expect(kept?["level"] == "error")
            #expect(await told(stage, "c", intake) == "two c")
            bridge.signal(SIGTERM)
            #expect(await bridge.exitCode() == 0)
        }

        private func rules(saying text: String) -> String {
            """
            rules:
              tell:
                match:
                  source: [aws.config]
                steps:
                  - notify: ops
                    text: "\(text) {{ detail.configSnapshotId }}"

            """
        }

        /// What Slack hears of one more notification, without its icon.
        private func told(_ stage: Stage, _ snapshot: String, _ intake: String) async -> String {
            _ = await stage.send(SNSSender.content(snapshot: snapshot), to: intake)
            for await request in stage.slack.requests {
                return String(Stage.text(request).drop { $0 != " " }.dropFirst())
            }
            return ""
        }
    }
}
