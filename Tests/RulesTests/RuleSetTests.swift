import EventPatterns
import Events
import JSON
import Lifecycle
import Testing

@testable import Rules

@Suite("Rule set")
struct RuleSetTests {
    private func rule(_ name: String, source: String) throws -> Rule {
        Rule(
            name: name, pattern: try EventPattern(["source": [.string(source)]]),
            steps: [Step(action: .notify("ops"), template: ["title": .string(name)])],
            onFailure: [Step(action: .notify("boss"), template: [:])])
    }

    private func event(source: String) -> Event {
        Event(
            EventEnvelope(id: "e", source: source, detailType: "T", time: "", detail: [:]),
            intake: IntakeRecord(
                id: "01J", source: "s", type: "token", receivedAt: Timestamp(milliseconds: 0),
                deliveryID: "d", verified: "token"))
    }

    @Test("every rule that matches is planned, in the order of the files")
    func plans() throws {
        let rules = RuleSet([
            try rule("z", source: "github"), try rule("other", source: "gitlab"),
            try rule("a", source: "github"),
        ])
        let plans = rules.plan(event(source: "github"))
        #expect(plans.map(\.rule) == ["z", "a"])
        #expect(plans.first?.steps.first?.template == ["title": "z"])
        #expect(plans.first?.onFailure.first?.action == .notify("boss"))
        #expect(rules.plan(event(source: "jenkins")).isEmpty)
        #expect(RuleSet([]).plan(event(source: "github")).isEmpty)
    }

    @Test("a plan comes back from the journal as it was")
    func plan() throws {
        let plan = try rule("a", source: "x").plan
        #expect(PlannedDelivery(json: plan.json) == plan)
    }
}
