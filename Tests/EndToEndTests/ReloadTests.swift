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

        @Test("a changed file is loaded unasked; a broken one keeps the old rules until repaired")
        func fileChange() async throws {
            let stage = try Stage(rules: rules(saying: "one"))
            let bridge = try stage.start()
            let intake = try #require(await bridge.addresses()).intake
            try stage.directory.write(rules(saying: "two"), to: "rules.yaml")
            _ = await bridge.line { $0["message"] == "configuration reloaded" }
            #expect(await told(stage, "a", intake) == "two a")
            try stage.directory.write(rules(saying: "{{ oops"), to: "rules.yaml")
            let why = await bridge.line { $0["message"] == "configuration" }
            let place = "\(stage.directory.path)/rules.yaml:7:"
            #expect(why?["place"]?.stringValue?.hasPrefix(place) == true)
            _ = await bridge.line {
                $0["message"] == "configuration not reloaded: the old one stays in use"
            }
            #expect(await told(stage, "b", intake) == "two b")
            try stage.directory.write(rules(saying: "three"), to: "rules.yaml")
            await reloaded(bridge, times: 2)
            #expect(await told(stage, "c", intake) == "three c")
            bridge.signal(SIGTERM)
            #expect(await bridge.exitCode() == 0)
            #expect(!bridge.log.contains { line in Stage.secrets.contains { line.contains($0) } })
        }

        @Test("a rule file that a pattern names is loaded when it comes and dropped when it goes")
        func newFile() async throws {
            let stage = try Stage(rules: rules(saying: "one"))
            try stage.directory.write(
                Stage.configuration.replacing("[rules.yaml]", with: "[rule*/*.yaml]"),
                to: "hookferry.yaml")
            try stage.directory.write(rules(saying: "one"), to: "rules.d/tell.yaml")
            let bridge = try stage.start()
            let intake = try #require(await bridge.addresses()).intake
            let more = rules(saying: "more").replacing("tell:", with: "more:")
                .replacing("aws.config", with: "ci")
            try stage.directory.write(more, to: "rules.d/more.yaml")
            let loaded = await bridge.line { $0["message"] == "configuration reloaded" }
            #expect(loaded?["rules"] == 2)
            #expect(await told(stage, "a", intake) == "one a")
            try FileManager.default.removeItem(
                atPath: "\(stage.directory.path)/rules.d/more.yaml")
            await reloaded(bridge, times: 2)
            #expect(bridge.log.contains { $0.contains("\"rules\":1") })
            bridge.signal(SIGTERM)
            #expect(await bridge.exitCode() == 0)
        }

        @Test("files swapped through one link, as Kubernetes swaps those of a ConfigMap")
        func configMap() async throws {
            let stage = try Stage()
            let path = stage.directory.path
            try FileManager.default.removeItem(atPath: "\(path)/rules.yaml")
            try stage.directory.write(rules(saying: "one"), to: "..1/rules.yaml")
            try link("\(path)/..data", to: "..1")
            try link("\(path)/rules.yaml", to: "..data/rules.yaml")
            let bridge = try stage.start()
            let intake = try #require(await bridge.addresses()).intake
            #expect(await told(stage, "a", intake) == "one a")
            try stage.directory.write(rules(saying: "two"), to: "..2/rules.yaml")
            try link("\(path)/..data_tmp", to: "..2")
            #expect(unsafe rename("\(path)/..data_tmp", "\(path)/..data") == 0)
            try FileManager.default.removeItem(atPath: "\(path)/..1")
            _ = await bridge.line { $0["message"] == "configuration reloaded" }
            #expect(await told(stage, "b", intake) == "two b")
            bridge.signal(SIGTERM)
            #expect(await bridge.exitCode() == 0)
        }

        private func link(_ path: String, to target: String) throws {
            try FileManager.default.createSymbolicLink(
                atPath: path, withDestinationPath: target)
        }

        private func reloaded(_ bridge: BridgeProcess, times: Int) async {
            _ = await bridge.line { _ in
                bridge.log.count { $0.contains("\"configuration reloaded\"") } >= times
            }
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
                    severity: info

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
