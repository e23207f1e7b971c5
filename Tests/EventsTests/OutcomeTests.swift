import Events
import Testing

@Suite("Outcome")
struct OutcomeTests {
    @Test("only what nothing follows is final")
    func isFinal() {
        let open = DeliveryStatus.allCases.filter { !$0.isFinal }
        #expect(open == [.pending, .running, .following])
    }

    @Test("the words of the API and the journal stay as they are")
    func words() {
        #expect(
            DeliveryStatus.allCases.map(\.rawValue) == [
                "pending", "running", "following", "succeeded", "failed", "dead", "uncertain",
            ])
        #expect(
            FailureReason.allCases.map(\.rawValue) == [
                "throttled", "unavailable", "timed_out", "malformed_answer", "refused",
                "access_denied", "bad_credentials", "not_found", "destination_dead",
                "invalid_input", "uncertain", "overdue", "reported_failed",
            ])
    }
}
