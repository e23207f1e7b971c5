import AWS
import Actions
import Cryptography
import HTTP
import JSON
import Lifecycle
import Telemetry

/// Stands in for AWS Config and the SNS API on a loopback port. It checks the signature, the
/// headers and the input of a call as strictly as AWS does.
final class AWSStandIn: Sendable {
    /// The account, topic and credentials of the demo.
    struct World: Sendable {
        let region = "us-east-2"
        let topic = "arn:aws:sns:us-east-2:123456789012:config-topic"
        let channel = "default"
        let accessKeyID = "AKIAHOOKFERRYDEMO001"
        let secretAccessKey: Secret
        /// The token that the subscription confirmation carries.
        let confirmationToken: Secret
    }

    /// What the stand-in tells of what it was asked.
    enum Sighting: Sendable {
        case confirmed
        case delivered(snapshotID: String)
        case refused(code: String)
    }

    private let world: World
    private let clock: WallClock
    private let seen: @Sendable (Sighting) -> Void

    init(world: World, clock: WallClock, seen: @escaping @Sendable (Sighting) -> Void) {
        self.world = world
        self.clock = clock
        self.seen = seen
    }

    func respond(to request: HTTPRequest) -> HTTPResponse {
        switch (request.method, request.path) {
        case ("GET", "/"): confirm(request)
        case ("POST", "/"): deliver(request)
        default: refuse("UnknownOperationException", "There is no such operation.", status: 404)
        }
    }

    // MARK: sns:ConfirmSubscription

    private func confirm(_ request: HTTPRequest) -> HTTPResponse {
        let items = (request.query ?? "").split(separator: "&")
        func value(_ name: String) -> String? {
            let start = "\(name)="
            return items.first { $0.hasPrefix(start) }.flatMap {
                Self.percentDecoded($0.dropFirst(start.count))
            }
        }
        guard value("Action") == "ConfirmSubscription", value("TopicArn") == world.topic,
            value("Token") == world.confirmationToken.reveal()
        else {
            seen(.refused(code: "InvalidParameter"))
            return HTTPResponse(
                status: 400, headers: ["Content-Type": "text/xml"],
                body: Array(
                    "<ErrorResponse><Error><Code>InvalidParameter</Code></Error></ErrorResponse>"
                        .utf8))
        }
        seen(.confirmed)
        return HTTPResponse(
            status: 200, headers: ["Content-Type": "text/xml"],
            body: Array("<ConfirmSubscriptionResponse/>".utf8))
    }

    /// nil when a `%` has no two hexadecimal digits behind it, or the bytes are no text.
    private static func percentDecoded(_ text: Substring) -> String? {
        let parts = text.split(separator: "%", omittingEmptySubsequences: false)
        var bytes = Array(parts[0].utf8)
        for part in parts.dropFirst() {
            guard let byte = Hex.decode(String(part.prefix(2))), byte.count == 1 else { return nil }
            bytes += byte + part.dropFirst(2).utf8
        }
        return String(validating: bytes, as: UTF8.self)
    }

    // MARK: config:DeliverConfigSnapshot

    private func deliver(_ request: HTTPRequest) -> HTTPResponse {
        let signed = SigV4Request(
            method: request.method, path: request.path, query: request.query ?? "",
            headers: request.headers, body: request.body)
        let refusal = SigV4.verify(
            signed, secretFor: { $0 == world.accessKeyID ? world.secretAccessKey : nil },
            service: "config", region: world.region, now: clock.now())
        if let refusal { return refuse(refusal.code.rawValue, refusal.message) }
        guard request.headers["Content-Type"] == "application/x-amz-json-1.1",
            request.headers["X-Amz-Target"] == "StarlingDoveService.DeliverConfigSnapshot"
        else { return refuse("UnknownOperationException", "There is no such operation.") }
        guard let input = try? JSONValue(parsing: request.body) else {
            return refuse("SerializationException", "The body is not JSON.")
        }
        if let problem = CallDefinition.named("config:DeliverConfigSnapshot")?
            .problems(in: input).first
        {
            return refuse("ValidationException", problem.message)
        }
        guard input["deliveryChannelName"]?.stringValue == world.channel else {
            return refuse(
                "NoSuchDeliveryChannelException",
                "You have specified a delivery channel that "
                    + "does not exist.")
        }
        let snapshotID = RandomID.uuid()
        seen(.delivered(snapshotID: snapshotID))
        return answer(200, ["configSnapshotId": .string(snapshotID)])
    }

    private func refuse(_ code: String, _ message: String, status: Int = 400) -> HTTPResponse {
        seen(.refused(code: code))
        return answer(status, ["__type": .string(code), "message": .string(message)])
    }

    private func answer(_ status: Int, _ body: JSONValue) -> HTTPResponse {
        HTTPResponse(
            status: status,
            headers: [
                "Content-Type": "application/x-amz-json-1.1",
                "x-amzn-RequestId": RandomID.uuid(),
            ], body: body.serializedBytes())
    }
}
