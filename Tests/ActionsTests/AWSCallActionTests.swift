import AWS
import Events
import HTTP
import JSON
import Lifecycle
import Telemetry
import Testing

@testable import Actions

@Suite("AWS call action")
struct AWSCallActionTests {
    /// AWS Config as far as signature and input go; the answer is the test's.
    private func config(
        _ status: Int, _ body: JSONValue, region: String = "us-east-2"
    ) throws -> StandIn {
        try StandIn { request in
            let refusal = SigV4.verify(
                SigV4Request(
                    method: request.method, path: request.path, headers: request.headers,
                    body: request.body),
                secretFor: { $0 == "AKIDEXAMPLE" ? Parts.credentials.secretAccessKey : nil },
                service: "config", region: region, now: WallClock.system.now())
            let isRight =
                request.headers["X-Amz-Target"] == "StarlingDoveService.DeliverConfigSnapshot"
                && request.headers["Content-Type"] == "application/x-amz-json-1.1"
            let answer: JSONValue =
                refusal.map { ["__type": .string($0.code.rawValue)] } ?? (isRight ? body : [:])
            return HTTPResponse(
                status: refusal == nil ? status : 403, body: answer.serializedBytes())
        }
    }

    private func attempt(_ url: String, _ request: ActionRequest) async throws -> AttemptReport {
        let report = await (try Parts.catalog(aws: url)).attempt(request)
        expectNoSecret(report)
        return report
    }

    @Test("a good call is signed, sent once and gives its result")
    func success() async throws {
        let aws = try config(200, ["configSnapshotId": "s-1"])
        let report = try await attempt(aws.url, Parts.call())
        #expect(report.outcome == .succeeded(result: ["configSnapshotId": "s-1"]))
        #expect(report.response == ["configSnapshotId": "s-1"])
        #expect(
            report.request == [
                "call": "config:DeliverConfigSnapshot", "region": "us-east-2",
                "input": ["deliveryChannelName": "default"],
            ])
        #expect(aws.requests.count == 1)
        #expect(
            try aws.requests.first.map { try JSONValue(parsing: $0.body) }
                == ["deliveryChannelName": "default"])
    }

    @Test(
        "every error code has its meaning",
        arguments: [
            (400, "NoSuchDeliveryChannelException", "rejected not_found"),
            (400, "NoAvailableConfigurationRecorderException", "rejected not_found"),
            (400, "NoRunningConfigurationRecorderException", "rejected refused"),
            (400, "ValidationException", "rejected invalid_input"),
            (400, "ValidationError", "rejected invalid_input"),
            (400, "SerializationException", "rejected invalid_input"),
            (400, "InvalidParameterValueException", "rejected invalid_input"),
            (400, "AccessDeniedException", "rejected access_denied"),
            (403, "AccessDenied", "rejected access_denied"),
            (400, "NotAuthorized", "rejected access_denied"),
            (403, "OptInRequired", "rejected access_denied"),
            (403, "UnauthorizedOperation", "rejected access_denied"),
            (400, "ResourceNotFoundException", "rejected not_found"),
            (400, "UnknownOperationException", "rejected refused"),
            (400, "ConflictException", "rejected refused"),
            (400, "ServiceQuotaExceededException", "rejected refused"),
            (400, "SomethingNewException", "rejected refused"),
            (400, "UnrecognizedClientException", "rejected bad_credentials"),
            (403, "InvalidClientTokenId", "rejected bad_credentials"),
            (403, "InvalidSignatureException", "rejected bad_credentials"),
            (403, "SignatureDoesNotMatch", "rejected bad_credentials"),
            (403, "IncompleteSignature", "rejected bad_credentials"),
            (403, "MissingAuthenticationToken", "rejected bad_credentials"),
            (403, "RequestTimeTooSkewed", "rejected bad_credentials"),
            (400, "ExpiredTokenException", "retry bad_credentials"),
            (400, "RequestExpired", "retry bad_credentials"),
            (400, "Throttling", "retry throttled"), (400, "ThrottlingException", "retry throttled"),
            (400, "ThrottledException", "retry throttled"),
            (400, "RequestThrottledException", "retry throttled"),
            (400, "RequestThrottled", "retry throttled"),
            (400, "TooManyRequestsException", "retry throttled"),
            (400, "ProvisionedThroughputExceededException", "retry throttled"),
            (400, "TransactionInProgressException", "retry throttled"),
            (400, "RequestLimitExceeded", "retry throttled"),
            (400, "BandwidthLimitExceeded", "retry throttled"),
            (400, "LimitExceededException", "retry throttled"),
            (400, "SlowDown", "retry throttled"),
            (400, "PriorRequestNotComplete", "retry throttled"),
            (400, "EC2ThrottledException", "retry throttled"),
            (429, "", "retry throttled"), (400, "RequestTimeout", "retry unavailable"),
            (400, "RequestTimeoutException", "retry unavailable"),
            (400, "IDPCommunicationError", "retry unavailable"),
            (500, "InternalFailure", "retry unavailable"),
            (500, "InternalServerException", "retry unavailable"),
            (503, "ServiceUnavailable", "retry unavailable"),
            (503, "", "retry unavailable"), (502, "", "uncertain"), (504, "", "uncertain"),
        ])
    func codes(status: Int, code: String, label: String) async throws {
        let body: JSONValue =
            code.isEmpty ? [:] : ["__type": .string("a.b#\(code)"), "message": "Because."]
        let aws = try config(status, body)
        let report = try await attempt(aws.url, Parts.call())
        #expect(report.outcome.label == label)
        guard !code.isEmpty else { return }
        #expect(report.outcome.message == "\(code): Because.")
        #expect(
            report.response
                == [
                    "code": .string(code), "message": "Because.",
                    "status": .number(JSONNumber(status)),
                ])
    }

    @Test("a call that may have happened is uncertain and is not made twice")
    func uncertain() async throws {
        let hanging = try RudeServer(hangsUp: false)
        let hung = try await attempt(hanging.url, Parts.call(timeoutMilliseconds: 200))
        #expect(hung.outcome.label == "uncertain")
        let hangingUp = try RudeServer(hangsUp: true)
        #expect(try await attempt(hangingUp.url, Parts.call()).outcome.label == "uncertain")
        for (status, body) in [(200, "<html>"), (200, ""), (502, "<html>")] {
            let aws = try StandIn(status, body)
            #expect(try await attempt(aws.url, Parts.call()).outcome.label == "uncertain")
            #expect(aws.requests.count == 1)
        }
    }

    @Test("a call that cannot have happened is tried again")
    func unreachable() async throws {
        let report = try await attempt("http://127.0.0.1:1", Parts.call())
        #expect(report.outcome.label == "retry unavailable")
    }

    @Test("what AWS repeats of the credentials is cut out")
    func echo() async throws {
        let secret = Parts.credentials.sessionToken?.reveal() ?? ""
        let aws = try StandIn(
            403, "{\"__type\":\"SignatureDoesNotMatch\",\"message\":\"canonical: \(secret)\"}")
        let report = try await attempt(aws.url, Parts.call())
        #expect(report.outcome.message == "SignatureDoesNotMatch: canonical: (secret)")
    }

    @Test("nothing is sent with an input that breaks the API's constraints")
    func badInput() async throws {
        let aws = try config(200, [:])
        for input in [["deliveryChannelName": ""], [:], ["deliveryChannelName": nil], nil]
            as [JSONValue]
        {
            let report = try await attempt(aws.url, Parts.call(input))
            #expect(report.outcome.label == "rejected invalid_input")
        }
        #expect(aws.requests.isEmpty)
    }

    @Test("an account that is not configured is refused, never replaced by the standard one")
    func unknownAccount() async throws {
        let aws = try config(200, [:])
        let report = try await attempt(aws.url, Parts.call(account: "gone"))
        #expect(report.outcome.label == "rejected invalid_input")
        #expect(report.request["account"] == "gone")
        #expect(aws.requests.isEmpty)
    }

    @Test("the step's region comes before the account's and that before the standard one")
    func regions() async throws {
        for (step, account, region) in [
            ("eu-west-1", "eu-north-1", "eu-west-1"), (nil, "eu-north-1", "eu-north-1"),
            (nil, nil, "us-east-2"),
        ] as [(String?, String?, String)] {
            let aws = try config(200, ["configSnapshotId": "s"], region: region)
            let target = AWSTarget(client: try Parts.client(aws.url), region: account)
            let catalog = try Parts.catalog(accounts: ["prod": target])
            let report = await catalog.attempt(Parts.call(account: "prod", region: step))
            #expect(report.outcome.label == "succeeded")
            #expect(report.request["region"] == .string(region))
        }
    }

    @Test("without any region the reason says what to add")
    func noRegion() async throws {
        let report = await (try Parts.catalog(region: nil)).attempt(Parts.call())
        #expect(report.outcome.label == "rejected invalid_input")
        #expect(report.outcome.message.contains("region"))
    }

    @Test("a token is sent, the same for each attempt of a step, and never nobody's")
    func token() async throws {
        let aws = try StandIn(200, #"{"Id":"job-0123456789abc","Arn":"arn:x"}"#)
        let catalog = try Parts.catalog(aws: aws.url)
        let input: JSONValue = [
            "Catalog": "Sandbox", "EngagementIdentifier": "eng-0123456789abcd",
            "ResourceType": "Opportunity", "ResourceIdentifier": "O1",
            "ResourceSnapshotTemplateIdentifier": "OpportunitySummaryView", "Tags": nil,
        ]
        let step = Step(
            action: .call("partnercentral:CreateResourceSnapshotJob"), template: input)
        for id in ["01JD-1", "01JD-1", "01JD-2", ""] {
            let report = await catalog.attempt(Parts.request(step, input, id: id))
            #expect(report.outcome.label == (id.isEmpty ? "rejected invalid_input" : "succeeded"))
            #expect(report.request["region"] == "us-east-1")
        }
        let sent = try aws.requests.map { try JSONValue(parsing: $0.body) }
        #expect(
            sent.map { $0["ClientToken"] }
                == ["hookferry-01JD-1", "hookferry-01JD-1", "hookferry-01JD-2"])
        #expect(sent.first?.objectValue?.keys.contains("Tags") == false)
        let scope = "/us-east-1/partnercentral-selling/"
        #expect(
            aws.requests.allSatisfy { $0.headers["Authorization"]?.contains(scope) == true })
    }
}
