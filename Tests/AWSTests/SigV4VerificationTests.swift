import AWS
import HTTP
import Lifecycle
import Telemetry
import Testing

@Suite("Checking signatures as AWS does")
struct SigV4VerificationTests {
    static let now = Timestamp(milliseconds: 1_440_938_160_000)
    static let credentials = Credentials(
        accessKeyId: "AKIDEXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI"),
        sessionToken: Secret("token=="))

    static func signed(
        at time: Timestamp = now, options: SigV4.Options = .init(),
        credentials: Credentials = credentials
    ) -> SigV4Request {
        var request = SigV4Request(
            method: "POST", path: "/base/",
            headers: [
                "Host": "127.0.0.1:4000", "Content-Type": "application/x-amz-json-1.1",
                "X-Amz-Target": "StarlingDoveService.DeliverConfigSnapshot",
                "amz-sdk-request": "attempt=1; max=3",
            ], body: Array("{}".utf8))
        request.headers = SigV4.sign(
            request, credentials: credentials, region: "us-east-2", service: "config", at: time,
            options: options)
        return request
    }

    static func verdict(
        _ request: SigV4Request, service: String = "config", region: String = "us-east-2",
        now: Timestamp = now
    ) -> SigV4Refusal.Code? {
        SigV4.verify(
            request,
            secretFor: { $0 == credentials.accessKeyId ? credentials.secretAccessKey : nil },
            service: service, region: region, now: now)?.code
    }

    @Test("a right signature holds, with extra unsigned headers and with a payload hash too")
    func accepted() {
        #expect(Self.verdict(Self.signed()) == nil)
        var options = SigV4.Options()
        options.addsPayloadHash = true
        #expect(Self.verdict(Self.signed(options: options)) == nil)
        var request = Self.signed()
        request.headers.add("User-Agent", "curl")
        request.headers.add("Accept", "*/*")
        #expect(Self.verdict(request) == nil)
    }

    @Test("the clocks may differ by fifteen minutes, not more")
    func clocks() {
        let limit = SigV4.clockSkewMillisecondsMax
        for sign in [Int64(1), -1] {
            let near = Self.now.adding(milliseconds: sign * limit)
            let far = Self.now.adding(milliseconds: sign * (limit + 1_000))
            #expect(Self.verdict(Self.signed(), now: near) == nil)
            #expect(Self.verdict(Self.signed(), now: far) == .invalidSignature)
        }
    }

    @Test("another region, service, key or secret is refused")
    func scope() {
        #expect(Self.verdict(Self.signed(), region: "us-east-1") == .invalidSignature)
        #expect(Self.verdict(Self.signed(), service: "proton") == .invalidSignature)
        let stranger = Credentials(accessKeyId: "AKIDOTHER", secretAccessKey: Secret("x"))
        #expect(Self.verdict(Self.signed(credentials: stranger)) == .unrecognizedClient)
        let wrong = Credentials(accessKeyId: "AKIDEXAMPLE", secretAccessKey: Secret("x"))
        #expect(Self.verdict(Self.signed(credentials: wrong)) == .invalidSignature)
    }

    static let changes: [(String, @Sendable (inout SigV4Request) -> Void)] = [
        ("body", { $0.body.append(32) }),
        ("empty body", { $0.body = [] }),
        ("method", { $0.method = "GET" }),
        ("path", { $0.path = "/other/" }),
        ("query", { $0.query = "a=b" }),
        ("host", { $0.headers["Host"] = "evil.example" }),
        ("target", { $0.headers["X-Amz-Target"] = "StarlingDoveService.DeleteConfigRule" }),
        ("second target", { $0.headers.add("X-Amz-Target", "Other") }),
        ("content type", { $0.headers["Content-Type"] = "text/plain" }),
        ("session token", { $0.headers["X-Amz-Security-Token"] = "other" }),
        ("no session token", { $0.headers["X-Amz-Security-Token"] = nil }),
        ("time", { $0.headers["X-Amz-Date"] = "20150830T123601Z" }),
        ("another day", { $0.headers["X-Amz-Date"] = "20150831T003600Z" }),
        ("unsigned amazon header", { $0.headers.add("x-amz-meta", "1") }),
        ("payload hash", { $0.headers.add("x-amz-content-sha256", "UNSIGNED-PAYLOAD") }),
        ("missing signed header", { $0.headers["amz-sdk-request"] = nil }),
    ]

    @Test("whatever was changed after signing is found", arguments: changes.indices)
    func tampered(index: Int) {
        var request = Self.signed()
        Self.changes[index].1(&request)
        #expect(Self.verdict(request) == .invalidSignature, "\(Self.changes[index].0)")
    }

    @Test(
        "host, content type and amazon headers must be signed", arguments: ["Host", "Content-Type"])
    func unsignedHeaders(name: String) {
        var request = Self.signed()
        let value = request.headers[name]
        request.headers[name] = nil
        request.headers["Authorization"] = nil
        request.headers = SigV4.sign(
            request, credentials: Self.credentials, region: "us-east-2", service: "config",
            at: Self.now)
        request.headers[name] = value
        #expect(Self.verdict(request) == .invalidSignature)
    }

    @Test("a refusal says what to look at")
    func messages() {
        func message(_ change: (inout SigV4Request) -> Void) -> String {
            var request = Self.signed()
            change(&request)
            let refusal = SigV4.verify(
                request, secretFor: { _ in Self.credentials.secretAccessKey }, service: "config",
                region: "us-east-2", now: Self.now)
            return refusal?.message ?? ""
        }
        #expect(message { $0.headers["amz-sdk-request"] = nil }.contains(#"["amz-sdk-request"]"#))
        #expect(
            message { $0.headers["X-Amz-Date"] = "20150831T003600Z" }
                .contains("'20150830' != '20150831'"))
        #expect(message { $0.headers["Host"] = nil }.contains(#"["host"]"#))
        #expect(message { $0.headers.add("x-amz-meta", "1") }.contains("'x-amz-meta' must be"))
        #expect(message { $0.body = [] }.contains("does not match the signature"))
    }

    @Test("a signed claim about another body is refused")
    func payloadClaim() {
        var request = Self.signed()
        request.headers["Authorization"] = nil
        request.headers.add("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD")
        request.headers = SigV4.sign(
            request, credentials: Self.credentials, region: "us-east-2", service: "config",
            at: Self.now)
        #expect(Self.verdict(request) == .invalidSignature)
    }

    @Test("no Authorization header is its own error")
    func missing() {
        var request = Self.signed()
        request.headers["Authorization"] = nil
        #expect(Self.verdict(request) == .missingAuthenticationToken)
    }

    static let signature = String(repeating: "0", count: 64)

    @Test(
        "an incomplete Authorization header is refused",
        arguments: [
            "", "Bearer x", "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 ",
            "AWS4-HMAC-SHA512 Credential=a/b/c/d/aws4_request, SignedHeaders=host, Signature=0",
            "AWS4-HMAC-SHA256 SignedHeaders=host, Signature=\(signature)",
            "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, Signature=\(signature)",
            "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, SignedHeaders=host",
            "AWS4-HMAC-SHA256 Credential=a/b/c/aws4_request, SignedHeaders=host, "
                + "Signature=\(signature)",
            "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws3, SignedHeaders=host, Signature=\(signature)",
            "AWS4-HMAC-SHA256 Credential=/b/c/d/aws4_request, SignedHeaders=host, "
                + "Signature=\(signature)",
            "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, SignedHeaders=Host, "
                + "Signature=\(signature)",
            "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, SignedHeaders=x;host, "
                + "Signature=\(signature)",
            "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, SignedHeaders=host;host, "
                + "Signature=\(signature)",
            "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, SignedHeaders=host, Signature=00",
            "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, SignedHeaders=host, Signature",
            "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, SignedHeaders=host, "
                + "Signature=\(signature), Signature=\(signature)",
        ])
    func incomplete(authorization: String) {
        var request = Self.signed()
        request.headers["Authorization"] = authorization
        #expect(Self.verdict(request) == .incompleteSignature)
    }

    @Test("a missing, broken or second date is incomplete")
    func dates() {
        for change: (inout SigV4Request) -> Void in [
            { $0.headers["X-Amz-Date"] = nil }, { $0.headers["X-Amz-Date"] = "today" },
            { $0.headers.add("X-Amz-Date", "20150830T123600Z") },
        ] {
            var request = Self.signed()
            change(&request)
            #expect(Self.verdict(request) == .incompleteSignature)
        }
    }

    @Test("two Authorization headers are refused")
    func twoHeaders() {
        var request = Self.signed()
        request.headers.add("Authorization", "Bearer x")
        #expect(Self.verdict(request) == .incompleteSignature)
    }
}
