import Actions
import Events
import JSON
import Testing
import YAML

@testable import Configuration

@Suite("Rules that cause themselves")
struct LoopsTests {
    /// The warnings for rules of which each has a pattern and a call.
    private func warnings(
        _ rules: [(name: String, pattern: String, call: String)],
        _ ofCalls: [String: [CausedEvent]] = CausedEvent.ofCalls
    ) throws -> [String] {
        let session = LoadSession(environment: [:], purpose: .check)
        var loops = Loops(ofCalls)
        for (line, rule) in rules.enumerated() {
            let bytes = Array(rule.pattern.utf8)
            let node = Node(
                file: SourceFile(path: "a", bytes: bytes), session: session,
                yaml: try YAMLParser.parse(bytes))
            loops.add(
                rule.name, node, place: YAMLPosition(line: line + 1, column: 1),
                steps: [
                    Step(action: .notify("ops"), template: [:]),
                    Step(action: .call(rule.call), template: [:]),
                ])
        }
        loops.report()
        return session.diagnostics.map(\.description)
    }

    /// The event by which a rule that asks for a snapshot causes itself.
    private func cause(
        _ pattern: String, call: String = "config:DeliverConfigSnapshot"
    ) throws -> String? {
        let found = try warnings([("r", pattern, call)]).first
        return found?.firstMatch(of: /followed by ConfigurationSnapshotDelivery(\w+)/)
            .map { String($0.1) }
    }

    @Test(
        "are found, whatever else they match on",
        arguments: [
            ("{detail: {messageType: [ConfigurationSnapshotDeliveryCompleted]}}", "Completed"),
            ("{detail: {messageType: [ConfigurationSnapshotDeliveryStarted]}}", "Started"),
            ("{source: [aws.config]}", "Started"),
            ("{account: ['123456789012'], source: [aws.config]}", "Started"),
            ("{region: [us-east-2]}", "Started"),
            (
                "{detail: {messageType: [{prefix: ConfigurationSnapshot}], s3Bucket: [b]}}",
                "Started"
            ),
            ("{detail.messageType: [ConfigurationSnapshotDeliveryCompleted]}", "Completed"),
            ("{detail.configSnapshotId: [{exists: true}], intake.source: [x]}", "Started"),
            ("{pipeline: {status: [{exists: false}]}}", "Started"),
            ("{$or: [{source: [github]}, {source: [aws.config]}]}", "Started"),
            (
                "{detail: {$or: [{a: [1]}, {messageType: [{suffix: Completed}], s3Bucket: [b]}]}}",
                "Completed"
            ),
        ])
    func found(pattern: String, event: String) throws {
        #expect(try cause(pattern) == event)
    }

    @Test(
        "are told apart from those that do not",
        arguments: [
            "{detail: {messageType: [ConfigurationSnapshotDeliveryFailed]}}", "{source: [github]}",
            "{pipeline: {status: [succeeded]}}",
            "{source: [aws.config], detail: {configRuleName: [a]}}",
            "{source: [aws.config], $or: [{detail.x: [1]}, {detail-type: [a]}]}",
            "{detail.messageType.x: [1]}",
        ])
    func others(pattern: String) throws {
        #expect(try cause(pattern) == nil)
        #expect(try cause("{source: [aws.config]}", call: "other:Call") == nil)
    }

    private func event(_ source: String) -> CausedEvent {
        CausedEvent(name: source, known: ["source": .string(source)], unknown: [])
    }

    @Test("are found through other rules, by the shortest way")
    func chains() throws {
        let calls = ["x:A": [event("a")], "x:B": [event("b")], "x:C": [event("c")]]
        let found = try warnings(
            [
                ("one", "{source: [c]}", "x:A"), ("two", "{source: [a]}", "x:B"),
                ("three", "{source: [b]}", "x:C"), ("aside", "{source: [b]}", "x:D"),
                ("in", "{source: [z]}", "x:A"), ("self", "{source: [c]}", "x:C"),
            ], calls)
        let words = "warning: this rule may cause itself: its call"
        #expect(
            found == [
                "a:1:1: \(words) makes `two`, then `three` fire, and then this rule "
                    + "(let one of them match less)",
                "a:2:1: \(words) makes `three`, then `one` fire, and then this rule "
                    + "(let one of them match less)",
                "a:3:1: \(words) makes `one`, then `two` fire, and then this rule "
                    + "(let one of them match less)",
                "a:6:1: \(words) is followed by c, which it matches (match other events)",
            ])
    }

    @Test("cost little, however many they are")
    func many() throws {
        let rules = (0..<5_000).map { ("r\($0)", "{source: [a]}", "x:B") }
        let calls = ["x:A": [event("a")], "x:B": [event("b")]]
        #expect(try warnings(rules, calls).isEmpty)
    }
}
