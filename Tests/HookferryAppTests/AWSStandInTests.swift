import AWS
import HTTP
import JSON
import Lifecycle
import Telemetry
import Testing

@testable import HookferryApp

@Suite("AWS stand-in")
struct AWSStandInTests {
    private static let now = Timestamp(milliseconds: 1_700_000_000_000)
    private let world = AWSStandIn.World(
        secretAccessKey: Secret("marked-secret"), confirmationToken: Secret("marked-token"))
    private var standIn: AWSStandIn {
        AWSStandIn(world: world, clock: WallClock { Self.now }, seen: { _ in })
    }

    private func call(
        _ body: String, secret: String = "marked-secret",
        target: String = "StarlingDoveService.DeliverConfigSnapshot", at time: Timestamp = now
    ) throws -> (status: Int, body: JSONValue) {
        let unsigned = SigV4Request(
            method: "POST", path: "/",
            headers: [
                "Host": "127.0.0.1", "Content-Type": "application/x-amz-json-1.1",
                "X-Amz-Target": target,
            ], body: Array(body.utf8))
        let headers = SigV4.sign(
            unsigned,
            credentials: Credentials(
                accessKeyId: world.accessKeyID, secretAccessKey: Secret(secret)),
            region: world.region, service: "config", at: time)
        let response = standIn.respond(
            to: HTTPRequest(method: "POST", path: "/", headers: headers, body: unsigned.body))
        return (response.status, try JSONValue(parsing: response.body))
    }

    @Test("a good call gets a snapshot id")
    func aGoodCall() throws {
        let answer = try call(#"{"deliveryChannelName":"default"}"#)
        #expect(answer.status == 200)
        #expect(answer.body["configSnapshotId"]?.stringValue?.count == 36)
    }

    @Test(
        "a bad input is refused with AWS's code",
        arguments: [
            (#"{"deliveryChannelName":"other"}"#, "NoSuchDeliveryChannelException"),
            (#"{}"#, "ValidationException"),
            (#"{"deliveryChannelName":""}"#, "ValidationException"),
            (#"{"deliveryChannelName":"default","x":1}"#, "ValidationException"),
            ("{", "SerializationException"),
        ])
    func aBadInput(_ body: String, _ code: String) throws {
        let answer = try call(body)
        #expect(answer.status == 400)
        #expect(answer.body["__type"] == .string(code))
    }

    @Test("a wrong key, an old signature and another operation are refused")
    func aBadRequest() throws {
        let good = #"{"deliveryChannelName":"default"}"#
        let hour: Int64 = 3_600_000
        #expect(try call(good, secret: "other").status == 400)
        #expect(try call(good, at: Self.now.adding(milliseconds: -hour)).status == 400)
        let other = try call(good, target: "StarlingDoveService.StopConfigurationRecorder")
        #expect(other.body["__type"] == "UnknownOperationException")
        let unsigned = standIn.respond(
            to: HTTPRequest(method: "POST", path: "/", body: Array(good.utf8)))
        #expect(unsigned.status == 400)
        let elsewhere = standIn.respond(to: HTTPRequest(method: "PUT", path: "/x"))
        #expect(elsewhere.status == 404)
    }

    @Test("a subscription is confirmed with its own topic and token only")
    func aSubscription() {
        func confirm(_ topic: String, _ token: String) -> Int {
            standIn.respond(
                to: HTTPRequest(
                    method: "GET", path: "/",
                    query: "Action=ConfirmSubscription&TopicArn=\(topic)&Token=\(token)")
            ).status
        }
        #expect(confirm(world.topic, "marked-token") == 200)
        #expect(confirm(world.topic, "other") == 400)
        #expect(confirm("\(world.topic)2", "marked-token") == 400)
    }
}
