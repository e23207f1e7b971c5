import Events
import JSON
import Testing

@testable import Actions

@Suite("Action catalog")
struct ActionCatalogTests {
    @Test("a receiver or a call that is gone is refused")
    func gone() async throws {
        let catalog = try Parts.catalog()
        let report = await catalog.attempt(Parts.notify())
        #expect(report.outcome.label == "rejected invalid_input")
        #expect(report.request == ["notify": "ops"])
        let step = Step(action: .call("config:Nothing"), template: [:])
        let call = await catalog.attempt(Parts.request(step, [:]))
        #expect(call.outcome.label == "rejected invalid_input")
        #expect(call.request == ["call": "config:Nothing"])
    }

    @Test("a message may be said twice, a snapshot may not be asked for twice")
    func repeatable() {
        #expect(ActionCatalog.isRepeatable(.notify("ops")))
        #expect(!ActionCatalog.isRepeatable(.call("config:DeliverConfigSnapshot")))
        #expect(!ActionCatalog.isRepeatable(.call("config:Nothing")))
    }
}
