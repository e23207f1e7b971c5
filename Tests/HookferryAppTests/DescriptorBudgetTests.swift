import Testing

@testable import HookferryApp

@Suite("Descriptor budget")
struct DescriptorBudgetTests {
    @Test("with enough descriptors everybody gets what is wished")
    func enough() throws {
        let budget = try DescriptorBudget(limit: DescriptorBudget.wished)
        #expect(budget.intake == DescriptorBudget.intakeWished)
        #expect(budget.outgoing == DescriptorBudget.outgoingWished)
    }

    @Test("never more is given out than there is", arguments: [120, 121, 256, 1_024, 4_096])
    func fewer(limit: Int) throws {
        let budget = try DescriptorBudget(limit: limit)
        let outgoing = budget.outgoing * DescriptorBudget.perOutgoing
        let all = budget.intake + outgoing + DescriptorBudget.admin
        #expect(all + DescriptorBudget.reserved <= limit)
        #expect(budget.outgoing >= 2)
        #expect(budget.intake >= 16)
    }

    @Test("too few are refused with the number that is needed")
    func tooFew() {
        #expect(throws: BridgeError.self) { try DescriptorBudget(limit: 119) }
    }
}
