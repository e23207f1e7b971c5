import HTTP
import JSON
import Lifecycle
import Telemetry
import Testing

@testable import AWS

@Suite("Answers of AWS")
struct AWSAnswerTests {
    static func read(
        _ status: Int, _ body: String = "", headers: HTTPHeaders = [:], secrets: [Secret] = []
    ) -> Result<JSONValue, AWSError> {
        let response = HTTPResponse(status: status, headers: headers, body: Array(body.utf8))
        return AWSAnswer(response, secrets: secrets).read()
    }

    static func failure(
        _ status: Int, _ body: String = "", headers: HTTPHeaders = [:], secrets: [Secret] = []
    ) throws -> AWSError {
        switch read(status, body, headers: headers, secrets: secrets) {
        case .success: throw AWSError(.refused, code: "Unexpected", message: "It succeeded.")
        case .failure(let error): return error
        }
    }

    @Test("an object is the output; nothing is the output of an operation without one")
    func output() throws {
        #expect(try Self.read(200, #"{"configSnapshotId":"x"}"#).get()["configSnapshotId"] == "x")
        #expect(try Self.read(200).get() == [:])
        #expect(try Self.read(200, "{}").get() == [:])
    }

    @Test("nothing is no output where there must be one")
    func emptyOutput() {
        let answer = AWSAnswer(HTTPResponse(status: 200))
        #expect(throws: AWSError.self) { try answer.read(needsOutput: true).get() }
    }

    @Test("an error behind a 200 counts by its name, an output that mentions a code does not")
    func errorBehind200() throws {
        for (name, kind) in [
            ("ValidationException", AWSError.Kind.refused), ("ThrottlingException", .throttled),
            ("InternalFailure", .transient), ("ExpiredTokenException", .credentials),
        ] {
            let error = try Self.failure(200, #"{"__type":"a#\#(name)","message":"Why."}"#)
            #expect(error.kind == kind && error.code == name && error.message == "Why.")
            #expect(try Self.failure(200, headers: ["x-amzn-ErrorType": name]).kind == kind)
        }
        for body in [#"{"code":"x"}"#, #"{"__type":7}"#, #"{"a":{"__type":"b"}}"#] {
            #expect(throws: Never.self) { try Self.read(200, body).get() }
        }
    }

    @Test(
        "a 200 with junk is malformed",
        arguments: [
            "<html><body>Welcome to the hotel</body></html>", #"{"configSnapshotId":"#, "[]",
            "null", "\"ok\"", "{} {}", "\u{FEFF}{}", #"{"a":1,"a":2}"#, " ",
        ])
    func junk(body: String) throws {
        let error = try Self.failure(200, body)
        #expect(error.kind == .malformedResponse)
        #expect(error.code == "MalformedResponse")
        #expect(error.httpStatus == 200)
        #expect(error.requestSent && error.retryable)
    }

    @Test(
        "every way to name an error",
        arguments: [
            (["x-amzn-ErrorType": "FooException"], "{}"),
            (["X-Amzn-Errortype": "FooException:http://internal.amazon.com/coral/"], ""),
            (["x-amzn-ErrorType": "aws.api#FooException:http://x"], "<html>"),
            ([:], #"{"__type":"FooException"}"#),
            ([:], #"{"__type":"com.amazon.coral.validate#FooException"}"#),
            ([:], #"{"__type":"aws.api#FooException:http://x#y"}"#),
            ([:], #"{"code":"FooException"}"#), ([:], #"{"Code":"FooException"}"#),
            (["x-amzn-ErrorType": "FooException"], #"{"__type":"BarException"}"#),
            (["x-amzn-ErrorType": "<>"], #"{"__type":"FooException"}"#),
        ] as [(HTTPHeaders, String)])
    func names(headers: HTTPHeaders, body: String) throws {
        let error = try Self.failure(400, body, headers: headers)
        #expect(error.code == "FooException")
        #expect(error.kind == .refused)
        #expect(!error.retryable)
    }

    @Test(
        "an answer without a name is judged by its status",
        arguments: [
            (400, AWSError.Kind.refused), (403, .refused), (404, .refused), (413, .refused),
            (429, .throttled), (500, .transient), (502, .transient), (503, .transient),
            (504, .transient), (301, .malformedResponse), (307, .malformedResponse),
        ])
    func statuses(status: Int, kind: AWSError.Kind) throws {
        for body in ["", "<html>no</html>", "{", "[]", #"{"__type":7}"#] {
            let error = try Self.failure(status, body)
            #expect(error.kind == kind)
            #expect(error.code == "HTTPStatus\(status)")
            #expect(error.message == "AWS answered with status \(status).")
        }
    }

    @Test("messages are one bounded line")
    func messages() throws {
        #expect(
            try Self.failure(400, #"{"message":"a\nb\u0000c\u001b[31m"}"#).message == "a b c [31m")
        #expect(try Self.failure(400, #"{"Message":"big"}"#).message == "big")
        let max = AWSError.messageCharactersMax
        let long = String(repeating: "é", count: max)
        #expect(try Self.failure(400, "{\"message\":\"\(long)\"}").message == long)
        let longer = try Self.failure(400, "{\"message\":\"\(long)x\"}").message
        #expect(longer.count == max && longer.hasSuffix("é…"))
        let combining = "a" + String(repeating: "\u{301}", count: 100_000)
        #expect(
            try Self.failure(400, "{\"message\":\"\(combining)\"}").message.utf8.count
                <= max * 8 * 4)
    }

    @Test("Partner Central's reasons are part of the message")
    func reasons() throws {
        let body = """
            {"__type":"ValidationException","Message":"Invalid.",
             "Reason":"REQUEST_VALIDATION_FAILED",
             "ErrorList":[{"FieldName":"Catalog","Message":"must be AWS or Sandbox"},{"x":1}]}
            """
        #expect(
            try Self.failure(400, body).message
                == "Invalid.; REQUEST_VALIDATION_FAILED; Catalog: must be AWS or Sandbox")
    }

    @Test("secrets that AWS quotes are cut out")
    func secrets() throws {
        let error = try Self.failure(
            403, #"{"message":"canonical string: x-amz-security-token:TOK/EN=\n\nhost"}"#,
            secrets: [Secret("TOK/EN="), Secret("")])
        #expect(!error.message.contains("TOK"))
        #expect(error.message.contains("(secret)"))
    }

    @Test("the request id, bounded")
    func requestId() throws {
        #expect(try Self.failure(400, headers: ["x-amzn-RequestId": "r-1"]).requestId == "r-1")
        #expect(try Self.failure(400, headers: ["x-amz-request-id": "r-2"]).requestId == "r-2")
        let long = String(repeating: "x", count: 5_000)
        #expect(
            try Self.failure(400, headers: ["x-amzn-RequestId": long]).requestId?.count == 128)
        #expect(try Self.failure(400).requestId == nil)
    }

    @Test(
        "how long to wait",
        arguments: [
            (["x-amz-retry-after": "1500"], 1_500), (["Retry-After": "7"], 7_000),
            (["Retry-After": "99999"], 900_000), (["Retry-After": "9223372036854775807"], 900_000),
            (["Retry-After": "-3"], 0), (["Retry-After": "soon"], nil), ([:], nil),
            (
                [
                    "Date": "Fri, 20 Nov 2026 10:00:00 GMT",
                    "Retry-After": "Fri, 20 Nov 2026 10:00:30 GMT",
                ], 30_000
            ),
            (["x-amz-retry-after": "x", "Retry-After": "2"], 2_000),
        ] as [(HTTPHeaders, Int64?)])
    func retryAfter(headers: HTTPHeaders, expected: Int64?) throws {
        #expect(try Self.failure(503, headers: headers).retryAfterMilliseconds == expected)
    }
}
