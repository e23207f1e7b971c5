import AWS
import HTTP
import JSON
import Lifecycle
import Telemetry
import TestSupport
import Testing

/// Both make the same calls to one recording server at the same time of the same clock; what
/// arrives must be the same bytes. The differences that are allowed:
/// - `User-Agent`: botocore names itself and Python there; we send none.
/// - On a retry after an answer with a `Date`, botocore puts `ttl=<time>; ` before the attempt in
///   `amz-sdk-request`. The SDKs' guide asks for attempt and max only; the server here sends no
///   `Date`.
@Suite("Requests as botocore makes them", .enabled(if: Python.has("botocore"), "needs botocore"))
struct BotocoreRequestsTests {
    private static let differing = ["user-agent"]

    static let time = "2026-11-20T10:20:30.400Z"
    static let invocation = "0e1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"

    struct Call: Sendable {
        /// As botocore calls it.
        let service: String
        let ours: AWSCall

        /// The operation's name, which stands behind the dot of an `X-Amz-Target`.
        var operation: String { String(ours.target.split(separator: ".").last ?? "") }

        static func config(_ input: JSONValue, region: String = "us-east-2") -> Call {
            Call(
                service: "config",
                ours: AWSCall(
                    service: .config, target: "StarlingDoveService.DeliverConfigSnapshot",
                    protocolVersion: .json11, region: region, input: input))
        }

        static func partner(_ operation: String, _ input: JSONValue) -> Call {
            Call(
                service: "partnercentral-selling",
                ours: AWSCall(
                    service: .partnerCentralSelling,
                    target: "AWSPartnerCentralSelling.\(operation)", protocolVersion: .json10,
                    region: "us-east-1", input: input))
        }

        static func sts(_ input: JSONValue) -> Call {
            Call(
                service: "sts",
                ours: AWSCall(
                    service: .sts, target: "AssumeRole",
                    encoding: .query(version: "2011-06-15", elements: []), region: "eu-west-1",
                    input: input))
        }

        static func proton(_ input: JSONValue) -> Call {
            Call(
                service: "proton",
                ours: AWSCall(
                    service: .proton,
                    target: "AwsProton20200720.NotifyResourceDeploymentStatusChange",
                    protocolVersion: .json10, region: "eu-west-1", input: input))
        }
    }

    private static let odd =
        "é e\u{301} 漢字 😀 \u{0}\u{1}\u{8}\u{c}\n\r\t\u{1f}\u{7f}\u{80}\u{2028}\u{fffd}"
        + "\u{ffff} <>&'\"\\/"
    private static let long = String(repeating: "x€", count: 2_500)
    private static let job: JSONValue = [
        "Catalog": "Sandbox", "ResourceSnapshotJobIdentifier": "job-0123456789abc",
    ]

    static let calls: [Call] = [
        .config(["deliveryChannelName": "default"]),
        .config(["deliveryChannelName": .string(odd)], region: "cn-north-1"),
        .config(["deliveryChannelName": .string(long)]),
        .config([:]),
        .partner(
            "CreateResourceSnapshotJob",
            [
                "Catalog": "AWS", "ClientToken": "step-1", "EngagementIdentifier": .string(odd),
                "ResourceType": "Opportunity", "ResourceIdentifier": "O1234567",
                "ResourceSnapshotTemplateIdentifier": "OpportunitySummaryView",
                "Tags": [["Key": "k", "Value": ""], ["Key": .string(odd), "Value": "v"]],
            ]),
        .partner(
            "CreateResourceSnapshotJob",
            [
                "Catalog": "AWS", "ClientToken": "t", "EngagementIdentifier": "",
                "ResourceType": "Opportunity", "ResourceIdentifier": "",
                "ResourceSnapshotTemplateIdentifier": "", "Tags": [],
            ]),
        .partner("StartResourceSnapshotJob", job),
        .partner("GetResourceSnapshotJob", job),
        .proton([
            "resourceArn": "arn:aws:proton:eu-west-1:123456789012:service/s/service-instance/i",
            "status": "SUCCEEDED", "deploymentId": "0e1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
            "statusMessage": .string(long),
            "outputs": [["key": "url", "valueString": .string(odd)]],
        ]),
        .sts([
            "RoleArn": "arn:aws:iam::123456789012:role/a/b+c=d,e.f@g-h",
            "RoleSessionName": "me@here", "ExternalId": .string("x/1 +=,.@:/- é 😀"),
            "DurationSeconds": 900,
        ]),
        .sts(["RoleArn": "arn:aws:iam::123456789012:role/r", "RoleSessionName": "hookferry"]),
        .proton(["resourceArn": "arn", "outputs": [], "status": "FAILED", "statusMessage": ""]),
    ]

    @Test("for every call, with odd, long and empty inputs, by all kinds of credentials")
    func requests() async throws {
        for token in [TestClient.credentials.sessionToken, nil] {
            let recorder = try RawRecorder { request, _ in Self.success(request) }
            let credentials = Self.credentials(token)
            try Self.botocore(Self.calls, credentials, url: recorder.url)
            let client = try Self.client(credentials, url: recorder.url)
            for call in Self.calls { _ = try await client.perform(call.ours) }
            let requests = recorder.requests
            try #require(requests.count == 2 * Self.calls.count)
            for (index, call) in Self.calls.enumerated() {
                let theirs = Self.compared(requests[index])
                let ours = Self.compared(requests[index + Self.calls.count])
                #expect(ours == theirs, "\(call.operation)")
                #expect(theirs.contains("X-Amz-Date: 20261120T102030Z\r\n"))
            }
        }
    }

    @Test("in every try of a call")
    func retries() async throws {
        // Four tries fail, two of either client.
        let recorder = try RawRecorder { request, number in
            [3, 6].contains(number) ? Self.success(request) : Self.answer(503, "")
        }
        let credentials = Self.credentials(nil)
        let call = try #require(Self.calls.first)
        try Self.botocore([call], credentials, url: recorder.url)
        _ = try await Self.client(credentials, url: recorder.url).perform(call.ours)
        let requests = recorder.requests.map(Self.compared)
        #expect(Array(requests.prefix(3)) == Array(requests.dropFirst(3)))
        #expect(requests.last?.contains("amz-sdk-request: attempt=3; max=3\r\n") == true)
    }

    /// The request without the lines that may differ.
    private static func compared(_ request: String) -> String {
        let end = request.firstRange(of: "\r\n\r\n")?.lowerBound ?? request.endIndex
        let lines = request[..<end].split(separator: "\r\n").filter { line in
            !differing.contains { line.lowercased().hasPrefix("\($0):") }
        }
        return lines.joined(separator: "\r\n") + request[end...]
    }

    /// In the protocol of the request: a form gets XML.
    private static func success(_ request: String) -> String {
        let form = request.split(separator: "Action=").dropFirst().first?.prefix { $0 != "&" }
        return answer(200, form.map { "<\($0)Response><\($0)Result/></\($0)Response>" } ?? "{}")
    }

    private static func answer(_ status: Int, _ body: String) -> String {
        "HTTP/1.1 \(status) X\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n"
            + body
    }

    private static func credentials(_ token: Secret?) -> Credentials {
        Credentials(
            accessKeyId: TestClient.credentials.accessKeyId,
            secretAccessKey: TestClient.credentials.secretAccessKey, sessionToken: token)
    }

    private static func botocore(
        _ calls: [Call], _ credentials: Credentials, url: String
    ) throws {
        let wanted: JSONValue = [
            "url": .string(url), "time": .string(time), "invocation": .string(invocation),
            "calls": .array(
                calls.map { call in
                    [
                        "service": .string(call.service), "operation": .string(call.operation),
                        "region": .string(call.ours.region), "input": call.ours.input,
                        "accessKeyId": .string(credentials.accessKeyId),
                        "secretAccessKey": .string(credentials.secretAccessKey.reveal()),
                        "sessionToken": credentials.sessionToken.map { .string($0.reveal()) }
                            ?? .null,
                    ]
                }),
        ]
        _ = try Python.run(script: "Botocore/calls.py", input: wanted.serialized())
    }

    private static func client(_ credentials: Credentials, url: String) throws -> AWSClient {
        let now = try #require(Timestamp(iso8601: time))
        return AWSClient(
            http: try HTTPClient(), endpoints: Endpoints(environment: ["AWS_ENDPOINT_URL": url]),
            credentials: GivenCredentials(given: credentials),
            surroundings: AWSClient.Surroundings(
                clock: WallClock { now }, sleep: { _ in }, random: { 0 },
                identifier: { invocation }))
    }

    private struct GivenCredentials: CredentialSource {
        let given: Credentials

        func credentials(at time: Timestamp) throws(CredentialError) -> Credentials { given }
    }
}
