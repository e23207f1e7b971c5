import JSON
import Testing

@testable import AWS

struct BadAnswer: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// Nil closes the connection, empty text says nothing.
    let answer: String?
    /// Of a call that may be repeated, and of one that must not be.
    let kinds: [AWSError.Kind]
    let code: String
    /// How often either call was sent.
    let tries: [Int]
    var needsOutput = false

    init(
        _ name: String, _ answer: String?, _ kinds: AWSError.Kind..., code: String,
        tries: Int..., needsOutput: Bool = false
    ) {
        testDescription = name
        self.answer = answer
        self.kinds = kinds
        self.code = code
        self.tries = tries
        self.needsOutput = needsOutput
    }
}

/// What may stand where AWS's answer should: each is classified, bounded, and tried again or told
/// in a sentence.
@Suite("Bad answers")
struct BadAnswersTests {
    private static func http(_ status: Int, _ body: String, _ fields: String = "") -> String {
        "HTTP/1.1 \(status) X\r\nContent-Length: \(body.utf8.count)\r\n\(fields)\r\n\(body)"
    }

    private static let html = "<html><head><title>Sign in to the hotel</title></head></html>"
    private static let malformed = "MalformedResponse"
    private static let huge = String(repeating: "x", count: 10 << 20)

    static let junkCases: [BadAnswer] = [
        BadAnswer(
            "HTML", http(200, html), .malformedResponse, .uncertain, code: malformed, tries: 1, 1),
        BadAnswer(
            "half a JSON text", http(200, #"{"configSnapshotId":"#), .malformedResponse,
            .uncertain, code: malformed, tries: 1, 1),
        BadAnswer(
            "a list", http(200, "[]"), .malformedResponse, .uncertain, code: malformed,
            tries: 1, 1),
        BadAnswer(
            "nothing where there must be something", http(200, ""), .malformedResponse, .uncertain,
            code: malformed, tries: 1, 1, needsOutput: true),
        BadAnswer(
            "a text of a thousand brackets", http(200, String(repeating: "[", count: 1_000)),
            .malformedResponse, .uncertain, code: malformed, tries: 1, 1),
        BadAnswer(
            "ten mebibytes", http(200, huge), .malformedResponse, .uncertain,
            code: "ResponseTooLarge", tries: 1, 1),
        BadAnswer(
            "ten mebibytes of an error", http(500, huge), .malformedResponse, .uncertain,
            code: "ResponseTooLarge", tries: 1, 1),
        BadAnswer(
            "a redirect", http(307, "", "Location: http://127.0.0.1:1/\r\n"), .malformedResponse,
            .uncertain, code: "HTTPStatus307", tries: 1, 1),
    ]

    static let errorCases: [BadAnswer] = [
        BadAnswer(
            "an error behind a 200", http(200, #"{"__type":"x#NoSuchDeliveryChannelException"}"#),
            .refused, .refused, code: "NoSuchDeliveryChannelException", tries: 1, 1),
        BadAnswer(
            "an error behind a 200, in the header",
            http(200, "{}", "x-amzn-ErrorType: ThrottlingException\r\n"), .throttled, .throttled,
            code: "ThrottlingException", tries: 3, 3),
        BadAnswer(
            "AWS's own fault behind a 200", http(200, #"{"__type":"InternalServerException"}"#),
            .transient, .transient, code: "InternalServerException", tries: 3, 3),
        BadAnswer(
            "AWS's own fault", http(500, #"{"__type":"InternalFailure"}"#), .transient, .transient,
            code: "InternalFailure", tries: 3, 3),
        BadAnswer(
            "a proxy's 500", http(500, html), .transient, .uncertain, code: "HTTPStatus500",
            tries: 3, 1),
        BadAnswer(
            "a proxy's 502", http(502, html), .transient, .uncertain, code: "HTTPStatus502",
            tries: 3, 1),
        BadAnswer(
            "a proxy's 504", http(504, ""), .transient, .uncertain, code: "HTTPStatus504",
            tries: 3, 1),
        BadAnswer(
            "a 503, which nobody has passed on", http(503, html), .transient, .transient,
            code: "HTTPStatus503", tries: 3, 3),
        BadAnswer(
            "a 502 that AWS has put into words", http(502, #"{"__type":"ThrottlingException"}"#),
            .throttled, .throttled, code: "ThrottlingException", tries: 3, 3),
        BadAnswer(
            "a proxy's refusal", http(403, html), .refused, .refused, code: "HTTPStatus403",
            tries: 1, 1),
        BadAnswer(
            "a proxy's 429", http(429, html), .throttled, .throttled, code: "HTTPStatus429",
            tries: 3, 3),
    ]

    static let brokenCases: [BadAnswer] = [
        BadAnswer(
            "a closed connection", nil, .unreachable, .uncertain, code: "ConnectionLost",
            tries: 3, 1),
        BadAnswer(
            "a reset connection", RawServer.reset, .unreachable, .uncertain,
            code: "ConnectionLost", tries: 3, 1),
        BadAnswer(
            "half an answer", "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{}", .unreachable,
            .uncertain, code: "ConnectionLost", tries: 3, 1),
        BadAnswer(
            "no HTTP", "SSH-2.0-OpenSSH_9.2\r\n", .unreachable, .uncertain,
            code: "ConnectionLost", tries: 3, 1),
        BadAnswer("silence", "", .timedOut, .uncertain, code: "Timeout", tries: 3, 1),
    ]

    @Test("a text that is no output", arguments: junkCases)
    func junk(bad: BadAnswer) async throws { try await check(bad) }

    @Test("an error, AWS's or another's", arguments: errorCases)
    func errors(bad: BadAnswer) async throws { try await check(bad) }

    @Test("a connection that breaks", arguments: brokenCases)
    func broken(bad: BadAnswer) async throws { try await check(bad) }

    private func check(_ bad: BadAnswer) async throws {
        for (index, repeatable) in [true, false].enumerated() {
            let server = try RawServer { _ in bad.answer }
            // Long enough for a busy machine to get the request out.
            let isSilent = bad.answer?.isEmpty == true
            var call = TestClient.call(
                repeatable: repeatable, timeoutMilliseconds: isSilent ? 700 : 10_000)
            call.needsOutput = bad.needsOutput
            let error = try #require(
                await TestClient.failure(try TestClient.make(url: server.url), call))
            #expect(error.kind == bad.kinds[index])
            #expect(error.code == bad.code)
            #expect(error.retryable == bad.kinds[index].passesByItself)
            #expect(server.requestCount == bad.tries[index])
            #expect(error.requestSent)
            #expect((10...AWSError.messageCharactersMax).contains(error.message.count))
            #expect(!error.message.contains { $0.isNewline || $0 == "<" })
        }
    }

    @Test("nothing is the answer of an operation that has none")
    func empty() async throws {
        let server = try RawServer { _ in Self.http(200, "") }
        #expect(try await TestClient.make(url: server.url).perform(TestClient.call()) == [:])
    }
}
