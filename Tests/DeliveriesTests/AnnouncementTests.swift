import Events
import JSON
import Rules
import Testing

@testable import Deliveries

@Suite("Announcement")
struct AnnouncementTests {
    private func plan(
        to receiver: String?, about plan: PlannedDelivery, _ step: Step
    ) -> PlannedDelivery? {
        // Those with the same first letter are one place.
        Announcement.plan(to: receiver, about: plan, step) { String($0.prefix(1)) }
    }

    private let failed = PlannedDelivery(
        rule: "deploy", steps: [Fixtures.snapshot, Fixtures.tell("ops"), Fixtures.tell("team")])

    @Test("the failures receiver is told of a call and of other receivers")
    func theReceiverIsTold() throws {
        for step in [failed.steps[0], failed.steps[2]] {
            let plan = try #require(self.plan(to: "ops", about: failed, step))
            #expect(plan.rule == "(failures)")
            #expect(plan.steps.map(\.action) == [.notify("ops")])
            #expect(plan.onFailure.isEmpty)
        }
    }

    @Test("nobody is told when there is nobody to tell")
    func nobodyIsTold() {
        #expect(plan(to: nil, about: failed, failed.steps[0]) == nil)
    }

    @Test("a dead receiver is not announced through itself, nor an announcement at all")
    func aDeadReceiverIsNotAnnouncedThroughItself() throws {
        #expect(plan(to: "ops", about: failed, failed.steps[1]) == nil)
        let plan = try #require(self.plan(to: "ops", about: failed, failed.steps[0]))
        #expect(self.plan(to: "team", about: plan, plan.steps[0]) == nil)
    }

    @Test("nor through another receiver at the same place, which may be told of anything else")
    func norThroughItsPlace() {
        #expect(plan(to: "other", about: failed, failed.steps[1]) == nil)
        #expect(plan(to: "other", about: failed, failed.steps[0]) != nil)
        #expect(plan(to: "other", about: failed, failed.steps[2]) != nil)
    }

    @Test("it has no words of its own, and a text that looks like a template is never evaluated")
    func nothingIsEvaluated() throws {
        let plan = try #require(self.plan(to: "ops", about: failed, failed.steps[0]))
        let hostile = "{{ detail.secret }} {{ oops"
        let failure: JSONValue = [
            "rule": "deploy", "delivery": "D1", "step": .string(hostile),
            "reason": "invalid_input", "message": .string(hostile), "attempts": 3,
        ]
        let context = StepContext(
            event: Fixtures.event("E1", detail: ["secret": "marked-secret"]), rule: plan.rule,
            failure: failure)
        let input = try context.render(plan.steps[0])
        #expect(input.objectValue?.members.map(\.key) == ["event"])
        #expect(input["event"]?["failure"] == failure)
        #expect(!input.serialized().contains("marked-secret"))
    }
}
