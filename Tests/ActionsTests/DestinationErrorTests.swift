import Events
import HTTP
import Testing

@testable import Actions

@Suite("Destination error")
struct DestinationErrorTests {
    @Test("only what no repetition can mend is final", arguments: HTTPClientError.Code.allCases)
    func outcomes(code: HTTPClientError.Code) {
        let error = HTTPClientError(code: code, message: "Because.", requestSent: true)
        let outcome = DestinationError.outcome(of: error)
        let label =
            switch code {
            case .invalidURL, .invalidRequest, .refusedAddress: "rejected refused"
            case .timedOut: "retry timed_out"
            case .responseTooLarge: "retry malformed_answer"
            case .unresolved, .connectFailed, .tlsFailed, .connectionLost, .cancelled, .closed:
                "retry unavailable"
            }
        #expect(outcome.label == label)
        #expect(outcome.message == "Because.")
    }

    @Test(
        "Retry-After is read in seconds, up to a day",
        arguments: [
            (nil, nil), ("", nil), ("5", 5_000), ("0", 0), ("0.0001", 1), ("-3", nil),
            ("inf", nil), ("soon", nil), ("99999999999999999999", 86_400_000),
        ] as [(String?, Int64?)])
    func retryAfter(text: String?, milliseconds: Int64?) {
        #expect(DestinationError.retryAfterMilliseconds(text) == milliseconds)
    }
}
