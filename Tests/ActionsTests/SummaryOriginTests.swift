import JSON
import Testing

@testable import Actions

@Suite("Summary's origin")
struct SummaryOriginTests {
    @Test("it is what the event says of itself, in the same order")
    func order() {
        let event = Summary([
            "event": ["id": "01J", "source": "aws.config", "time": "2026-11-20T10:00:00Z"]
        ])
        #expect(event.origin == ["event 01J", "aws.config", "2026-11-20T10:00:00.000Z"])
        #expect(Summary(["event": ["source": "aws.config"]]).origin == ["aws.config"])
        #expect(Summary([:]).origin == [])
    }
}
