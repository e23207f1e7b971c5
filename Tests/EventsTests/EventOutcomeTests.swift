import Events
import JSON
import Testing

@Suite("Event outcome")
struct EventOutcomeTests {
    @Test(
        "an event has ended when all its deliveries have, and succeeded when all of them did",
        arguments: [
            ([], .noMatch), ([.succeeded], .succeeded), ([.succeeded, .succeeded], .succeeded),
            ([.succeeded, .dead], .failed), ([.uncertain], .failed), ([.failed], .failed),
            ([.dead, .pending], .pending), ([.running], .pending),
            ([.succeeded, .following], .pending),
        ] as [([DeliveryStatus], EventOutcome.Status)])
    func status(_ statuses: [DeliveryStatus], _ expected: EventOutcome.Status) {
        let outcome = EventOutcome(isPlanned: true, statuses, deliveries: ["kept"])
        #expect(outcome == EventOutcome(expected, deliveries: ["kept"]))
        let early = EventOutcome(isPlanned: false, statuses, deliveries: [])
        #expect(early.status == .pending)
    }
}
