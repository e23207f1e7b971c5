import EventPatterns
import Events
import JSON
import Rules
import Testing

@testable import HookferryApp

@Suite("List of rules")
struct RuleListTests {
    @Test("rules stand in their order, with their pattern as it was written")
    func rules() throws {
        let pattern = #"{"source":["aws.config"],"detail":{"$or":[{"b":[1.50]},{"a":["x"]}]}}"#
        let tell = Step(action: .notify("ops"), template: ["text": "{{ detail.secret }}"])
        let call = Step(action: .call("config:DeliverConfigSnapshot"), template: [:])
        let list = RuleList([
            Rule(
                name: "snapshot", description: "a snapshot a day",
                pattern: try EventPattern(parsing: pattern), steps: [call, tell],
                onFailure: [tell]),
            Rule(
                name: "all", pattern: try EventPattern(parsing: #"{"source":[{"prefix":""}]}"#),
                steps: [tell]),
        ])
        #expect(
            list.json.serialized() == """
                {"rules":[{"name":"snapshot","description":"a snapshot a day","match":\(pattern),\
                "steps":["call config:DeliverConfigSnapshot","notify ops"],\
                "onFailure":["notify ops"]},{"name":"all","match":{"source":[{"prefix":""}]},\
                "steps":["notify ops"],"onFailure":[]}]}
                """)
    }

    @Test("without rules the list is empty")
    func empty() { #expect(RuleList([]).json == ["rules": []]) }
}
