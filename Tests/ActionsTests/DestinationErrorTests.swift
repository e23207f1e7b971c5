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
            case .timedOut, .noConnection: "retry timed_out"
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

    private static let date = "Fri, 20 Nov 2026 10:00:00 GMT"

    @Test(
        "a moment is counted from the answer's own date, up to a day",
        arguments: [
            ("Fri, 20 Nov 2026 10:00:30 GMT", date, 30_000),
            ("Fri, 20 Nov 2026 10:00:00 GMT", date, nil),
            ("Sun, 06 Nov 1994 08:49:37 GMT", date, nil),
            ("Sun, 22 Nov 2026 10:00:00 GMT", date, 86_400_000),
            ("Fri, 20 Nov 2026 10:00:30 GMT", nil, nil),
            ("Fri, 20 Nov 2026 10:00:30 GMT", "today", nil), ("5", date, 5_000),
            ("soon", date, nil),
        ] as [(String, String?, Int64?)])
    func moments(text: String, date: String?, milliseconds: Int64?) {
        #expect(DestinationError.retryAfterMilliseconds(text, date: date) == milliseconds)
    }

    @Test("an answer's date is read from its header fields")
    func answer() {
        let answer = ChatAnswer(
            status: 429,
            headers: ["Retry-After": "Fri, 20 Nov 2026 10:01:00 GMT", "Date": Self.date])
        #expect(answer.retryAfterMilliseconds() == 60_000)
    }
}
