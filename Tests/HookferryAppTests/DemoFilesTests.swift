import Configuration
import Cryptography
import Foundation
import Intake
import Lifecycle
import Testing

@testable import HookferryApp

@Suite("Demo files and examples")
struct DemoFilesTests {
    private static let examples = URL(filePath: #filePath)
        .appending(path: "../../../examples").standardized.path()
    private static let environment = [
        "PIPELINE_TOKEN": "t", "SLACK_WEBHOOK_URL": "https://hooks.slack.com/services/T/B/x",
    ]

    /// The directories below `examples`.
    private static let names: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: examples)) ?? [])
        .filter { !$0.contains(".") }.sorted()

    @Test("the quickstart has the demo's rules, and tests for them")
    func theQuickstartHasTheDemosRules() throws {
        let text = try String(
            contentsOfFile: "\(Self.examples)/quickstart/rules/snapshots.yaml", encoding: .utf8)
        let rules = text.firstRange(of: "\ntests:").map { String(text[..<$0.lowerBound]) }
        #expect(rules == DemoFiles.rules)
    }

    @Test("every example loads without an error and passes its own tests", arguments: names)
    func everyExampleLoads(_ name: String) throws {
        let loaded = ConfigurationLoader.load(
            path: "\(Self.examples)/\(name)/hookferry.yaml", environment: Self.environment,
            purpose: .check)
        #expect(loaded.diagnostics.filter { $0.severity == .error }.map { "\($0)" } == [])
        let settings = try #require(loaded.settings)
        #expect(!settings.rules.isEmpty)
        #expect(!settings.tests.isEmpty)
        #expect(RuleTests.run(settings).diagnostics.map { "\($0)" } == [])
    }

    @Test("there is an example")
    func thereIsAnExample() { #expect(Self.names.contains("quickstart")) }

    @Test("the demo's own configuration serves, and nothing of it stays behind")
    func theDemosConfigurationServes() throws {
        let signer = try SNSSigner(
            region: "us-east-2", key: try PrivateKey.generate(bits: 2048),
            now: WallClock.system.now())
        let files = try DemoFiles(
            signer: signer, topic: "arn:aws:sns:us-east-2:123456789012:config-topic")
        let loaded = ConfigurationLoader.load(
            path: files.configurationPath, environment: Self.environment, purpose: .serve)
        #expect(loaded.diagnostics.map { "\($0)" } == [])
        #expect(loaded.settings?.journalPath == files.journalPath)
        files.remove()
        #expect(!FileManager.default.fileExists(atPath: files.directory))
    }
}
