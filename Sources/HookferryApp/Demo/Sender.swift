import HTTP
import Intake
import JSON
import Lifecycle
import Telemetry

/// Posts to the bridge as SNS and as a pipeline would.
struct Sender: Sendable {
    let http: HTTPClient
    let signer: SNSSigner
    let world: AWSStandIn.World
    let clock: WallClock
    let port: UInt16
    let timeline: Timeline

    private static let timeoutMilliseconds = 5_000

    /// The message that SNS posts first to a new endpoint.
    func confirmSubscription() async throws {
        let confirmation = SNSContent.Confirmation(
            token: world.confirmationToken,
            // Signed, and never fetched: the bridge builds the call itself.
            subscribeURL: Secret("https://sns.us-east-2.amazonaws.com/?Action=ConfirmSubscription"))
        let content = SNSContent(
            kind: .subscriptionConfirmation, messageID: RandomID.uuid(),
            topicARN: world.topic, message: "You have chosen to subscribe to the topic.",
            timestamp: clock.now().iso8601, confirmation: confirmation)
        try await post(content, "SubscriptionConfirmation")
    }

    /// A notification of AWS Config about a snapshot.
    func notify(_ messageType: String, snapshotID: String? = nil) async throws {
        var message: JSONObject = [
            "messageType": .string(messageType),
            "notificationCreationTime": .string(clock.now().iso8601), "recordVersion": "1.1",
        ]
        message["configSnapshotId"] = snapshotID.map(JSONValue.string)
        if messageType.hasSuffix("Completed") {
            message["s3Bucket"] = "config-bucket-123456789012"
            message["s3ObjectKey"] = .string("AWSLogs/\(snapshotID ?? "").json.gz")
        }
        let content = SNSContent(
            kind: .notification, messageID: RandomID.uuid(),
            topicARN: world.topic, message: JSONValue.object(message).serialized(),
            subject: "[AWS Config:\(world.region)] Configuration Snapshot Delivery",
            timestamp: clock.now().iso8601)
        try await post(content, messageType)
    }

    /// A callback of a deploy pipeline, by plain HTTP with a token.
    func callBack(token: Secret) async throws {
        let body: JSONValue = [
            "pipeline": "deploy-prod", "status": "succeeded", "commit": "4f2a9c1",
        ]
        try await post(
            "/hooks/pipeline", body.serializedBytes(),
            ["Authorization": "Bearer \(token.reveal())", "Content-Type": "application/json"],
            who: "CI → bridge", what: "deploy-prod succeeded")
    }

    private func post(_ content: SNSContent, _ what: String) async throws {
        try await post(
            "/hooks/config-topic", try signer.body(content), SNSSigner.headers(content),
            who: "SNS → bridge", what: what)
    }

    private func post(
        _ path: String, _ body: [UInt8], _ headers: HTTPHeaders, who: String, what: String
    ) async throws {
        let response = try await http.send(
            HTTPClientRequest(
                method: "POST", url: "http://127.0.0.1:\(port)\(path)", headers: headers,
                body: body, timeoutMilliseconds: Self.timeoutMilliseconds,
                connectTimeoutMilliseconds: Self.timeoutMilliseconds,
                responseBytesMax: 64 << 10, addressPolicy: .any))
        let answer = try? JSONValue(parsing: response.body)
        let word = answer?["status"]?.stringValue ?? answer?["error"]?["code"]?.stringValue ?? ""
        timeline.tell(who, "\(what) → \(response.status) \(word)")
    }
}
