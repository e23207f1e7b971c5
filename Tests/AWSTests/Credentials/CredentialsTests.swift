import AWS
import Lifecycle
import Testing

@Suite("Credentials, and why there are none")
struct CredentialsTests {
    static let now = HandClock.start

    static func code(_ source: any CredentialSource) async -> CredentialError.Code? {
        await source.failure(at: now)?.code
    }

    @Test("what passes by itself", arguments: CredentialError.Code.allCases)
    func retryable(code: CredentialError.Code) {
        let passing: Set<CredentialError.Code> = [.expired, .unavailable, .cancelled]
        #expect(CredentialError(code, "p", "m").isRetryable == passing.contains(code))
    }

    @Test("what comes out of a file is told on one line, bounded")
    func clean() {
        let error = CredentialError(
            .malformed, "profile a\nb\u{1b}[31m" + String(repeating: "x", count: 10_000),
            String(repeating: "é\r\n", count: 10_000))
        #expect(error.place.hasPrefix("profile a b [31mxxx"))
        #expect(error.place.count == 256)
        #expect(!error.message.contains { $0.isNewline })
        #expect(error.message.count <= 1_024)
    }
}
