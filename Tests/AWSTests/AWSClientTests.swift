import AWS
import HTTP
import JSON
import Lifecycle
import Telemetry
import Testing

@Suite("One call to AWS")
struct AWSClientTests {
    static func refusal(of request: HTTPRequest, now: Timestamp = WallClock.system.now())
        -> SigV4Refusal?
    {
        let signed = SigV4Request(
            method: request.method, path: request.path, query: request.query ?? "",
            headers: request.headers, body: request.body)
        return SigV4.verify(
            signed, secretFor: { _ in TestClient.credentials.secretAccessKey }, service: "config",
            region: "us-east-2", now: now)
    }

    @Test("the request is signed as AWS wants it, the output comes back", arguments: ["", "/a/b/"])
    func success(path: String) async throws {
        let aws = try StandIn(.ok)
        let client = try TestClient.make(url: aws.url + path)
        let output = try await client.perform(TestClient.call())
        #expect(output["configSnapshotId"] == "s-1")
        let request = try #require(aws.requests.first)
        #expect(aws.requests.count == 1)
        #expect(Self.refusal(of: request) == nil)
        #expect(request.method == "POST")
        #expect(request.path == (path.isEmpty ? "/" : path))
        #expect(request.headers["Content-Type"] == "application/x-amz-json-1.1")
        #expect(request.headers["X-Amz-Target"] == "StarlingDoveService.DeliverConfigSnapshot")
        #expect(request.headers["X-Amz-Security-Token"] == "SESSION/TOKEN==")
        #expect(request.headers["amz-sdk-invocation-id"] == "call-1")
        #expect(request.headers["amz-sdk-request"] == "attempt=1; max=3")
        #expect(request.headers.values(of: "Host").count == 1)
        let signed = "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target,"
        #expect(request.headers["Authorization"]?.contains(signed) == true)
        #expect(try JSONValue(parsing: request.body) == ["deliveryChannelName": "default"])
    }

    @Test("protocol 1.0 and the service's own signing name")
    func partnerCentral() async throws {
        let aws = try StandIn(.json(200, [:]))
        var call = TestClient.call()
        call.service = .partnerCentralSelling
        call.encoding = .json(.json10)
        call.region = "us-east-1"
        _ = try await TestClient.make(url: aws.url).perform(call)
        let request = try #require(aws.requests.first)
        #expect(request.headers["Content-Type"] == "application/x-amz-json-1.0")
        let scope = "/us-east-1/partnercentral-selling/aws4_request"
        #expect(request.headers["Authorization"]?.contains(scope) == true)
    }

    @Test("what passes is tried again after a random part of 1, then 2 seconds")
    func retries() async throws {
        let aws = try StandIn(.throttled, HTTPResponse(status: 503), .ok)
        let sleeps = Sleeps()
        let client = try TestClient.make(url: aws.url, sleeps: sleeps)
        #expect(try await client.perform(TestClient.call())["configSnapshotId"] == "s-1")
        #expect(sleeps.milliseconds == [500, 1_000])
        #expect(
            aws.requests.map { $0.headers["amz-sdk-request"] } == [
                "attempt=1; max=3", "attempt=2; max=3", "attempt=3; max=3",
            ])
        #expect(Set(aws.requests.map { $0.headers["amz-sdk-invocation-id"] }) == ["call-1"])
        #expect(aws.requests.allSatisfy { Self.refusal(of: $0) == nil })
    }

    @Test("three tries are all, and the last error is told")
    func attemptsMax() async throws {
        let aws = try StandIn(
            .json(500, ["__type": "InternalFailure"], ["x-amzn-RequestId": "r-1"]))
        let error = await TestClient.failure(
            try TestClient.make(url: aws.url), TestClient.call(repeatable: false))
        #expect(error?.kind == .transient)
        #expect(error?.code == "InternalFailure")
        #expect(error?.requestId == "r-1")
        #expect(error?.retryable == true)
        #expect(aws.requests.count == 3)
    }

    @Test("refusals are final at once", arguments: [true, false])
    func refused(repeatable: Bool) async throws {
        let aws = try StandIn(
            .json(400, ["__type": "NoSuchDeliveryChannelException", "message": "No channel."]))
        let error = await TestClient.failure(
            try TestClient.make(url: aws.url), TestClient.call(repeatable: repeatable))
        #expect(error?.kind == .refused)
        #expect(error?.code == "NoSuchDeliveryChannelException")
        #expect(error?.message == "No channel.")
        #expect(error?.httpStatus == 400)
        #expect(aws.requests.count == 1)
    }

    @Test("a short wish to wait is honoured inside the call, a long one is passed on")
    func retryAfter() async throws {
        let sleeps = Sleeps()
        let patient = try StandIn(HTTPResponse(status: 503, headers: ["Retry-After": "20"]), .ok)
        _ = try await TestClient.make(url: patient.url, sleeps: sleeps).perform(TestClient.call())
        #expect(sleeps.milliseconds == [20_000])
        let busy = try StandIn(HTTPResponse(status: 503, headers: ["Retry-After": "21"]))
        let error = await TestClient.failure(
            try TestClient.make(url: busy.url), TestClient.call())
        #expect(error?.retryAfterMilliseconds == 21_000)
        #expect(busy.requests.count == 1)
    }

    @Test("when the quota is used up there are no more retries")
    func quota() async throws {
        let aws = try StandIn(HTTPResponse(status: 500))
        let client = try TestClient.make(url: aws.url)
        for _ in 0..<50 { _ = await TestClient.failure(client, TestClient.call()) }
        #expect(aws.requests.count == 150)
        _ = await TestClient.failure(client, TestClient.call())
        #expect(aws.requests.count == 151)
    }

    @Test("a clock that is an hour off is corrected once and for all", arguments: [-1, 1])
    func clockSkew(hours: Int64) async throws {
        let aws = try StandIn { request, _ in
            guard let refusal = Self.refusal(of: request) else { return .ok }
            return .json(403, ["__type": .string(refusal.code.rawValue)])
        }
        let clock = WallClock {
            WallClock.system.now().adding(milliseconds: hours * 3_600_000)
        }
        let sleeps = Sleeps()
        let client = try TestClient.make(url: aws.url, sleeps: sleeps, clock: clock)
        _ = try await client.perform(TestClient.call(repeatable: false))
        #expect(aws.requests.count == 2)
        #expect(sleeps.milliseconds.isEmpty)
        _ = try await client.perform(TestClient.call())
        #expect(aws.requests.count == 3)
    }

    @Test("a wrong secret with the right time is no matter of clocks")
    func wrongSecret() async throws {
        let aws = try StandIn(.json(403, ["__type": "InvalidSignatureException"]))
        let error = await TestClient.failure(
            try TestClient.make(url: aws.url), TestClient.call())
        #expect(error?.kind == .credentials)
        #expect(error?.retryable == false)
        #expect(aws.requests.count == 1)
    }

    @Test("without credentials nothing is sent")
    func noCredentials() async throws {
        let aws = try StandIn(.ok)
        let client = try TestClient.make(
            url: aws.url, source: CredentialChain([EnvironmentCredentials(environment: [:])]))
        let error = await TestClient.failure(client, TestClient.call())
        #expect(error?.kind == .credentials)
        #expect(error?.code == "NoCredentials")
        #expect(error?.requestSent == false)
        #expect(aws.requests.isEmpty)
    }

    @Test("an outage of the credentials' source is told at once and may pass")
    func credentialsUnavailable() async throws {
        let aws = try StandIn(.ok)
        let source = CountingSource { _, _ throws(CredentialError) in
            throw CredentialError(.unavailable, "p", "Down.")
        }
        let error = await TestClient.failure(
            try TestClient.make(url: aws.url, source: source), TestClient.call(repeatable: false))
        #expect(error?.kind == .transient)
        #expect(error?.code == "CredentialsUnavailable")
        #expect(error?.retryable == true && error?.requestSent == false)
        #expect(source.count == 1)
        #expect(aws.requests.isEmpty)
    }

    @Test("junk behind a 200 is malformed, and uncertain if it must not be repeated")
    func junk() async throws {
        for body in ["<html>hotel</html>", "{\"configSnapshotId\":", "[1]"] {
            let aws = try StandIn(HTTPResponse(status: 200, body: Array(body.utf8)))
            let client = try TestClient.make(url: aws.url)
            let error = await TestClient.failure(client, TestClient.call())
            #expect(error?.kind == .malformedResponse)
            #expect(aws.requests.count == 1)
            let single = await TestClient.failure(client, TestClient.call(repeatable: false))
            #expect(single?.kind == .uncertain)
            #expect(single?.retryable == false)
        }
    }

    @Test("an answer beyond one mebibyte is not read")
    func responseLimit() async throws {
        func answer(_ count: Int) -> HTTPResponse {
            let frame = #"{"a":""}"#.utf8.count
            return .json(200, ["a": .string(String(repeating: "x", count: count - frame))])
        }
        let fits = try StandIn(answer(AWSClient.responseBytesMax))
        #expect(try await TestClient.make(url: fits.url).perform(TestClient.call())["a"] != nil)
        let large = try StandIn(answer(AWSClient.responseBytesMax + 1))
        let error = await TestClient.failure(
            try TestClient.make(url: large.url), TestClient.call())
        #expect(error?.kind == .malformedResponse)
        #expect(error?.code == "ResponseTooLarge")
    }

    @Test("errors hold no secret even if AWS repeats the request")
    func noSecrets() async throws {
        let aws = try StandIn { request, _ in
            let echo = request.headers.map { "\($0.name):\($0.value)" }.joined(separator: "\n")
            return .json(
                403, ["__type": "AccessDeniedException", "message": .string(echo)],
                ["x-amzn-RequestId": "r"])
        }
        let error = await TestClient.failure(
            try TestClient.make(url: aws.url), TestClient.call())
        let text = "\(String(describing: error)) \(String(reflecting: error))"
        #expect(text.contains("(secret)"))
        #expect(!text.contains("SESSION/TOKEN"))
        #expect(!text.contains("wJalrXUtnFEMI"))
    }

    @Test("an unknown region is refused before anything is sent")
    func unknownRegion() async throws {
        let aws = try StandIn(.ok)
        var call = TestClient.call()
        call.region = "us-east-2.evil.example"
        let error = await TestClient.failure(try TestClient.make(url: aws.url), call)
        #expect(error?.kind == .configuration)
        #expect(aws.requests.isEmpty)
    }
}
