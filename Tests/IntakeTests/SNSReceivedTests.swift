import Events
import HTTP
import JSON
import Lifecycle
import Telemetry
import Testing

@testable import Intake

@Suite("What is kept of an SNS message")
struct SNSReceivedTests {
    private let token = "1a2b3c4d-573f-4ea7-a67E-XAMPLETOKEN"

    private func post(
        _ rig: Rig, _ message: JSONValue, id: String, subject: String? = nil
    ) async throws -> String {
        let content = Rig.notification(message.serialized(), subject: subject, id: id)
        return try await rig.post(content).summary
    }

    /// As EventBridge's rule sends it, or CodeStar's notification rule with its own spelling.
    private func event(
        id: String?, detailType: String = "detail-type", _ others: JSONObject = [:]
    ) -> JSONValue {
        var event: JSONObject = [
            "source": "aws.codepipeline", "account": "123456789012", "region": "us-east-2",
            "time": "2026-11-21T08:00:00Z", "resources": [], "detail": ["state": "FAILED"],
        ]
        event[detailType] = "CodePipeline Pipeline Execution State Change"
        event["id"] = id.map(JSONValue.string)
        for member in others.members { event[member.key] = member.value }
        return .object(event)
    }

    @Test("an event of EventBridge or CodeStar keeps the fields of its own envelope")
    func others() async throws {
        let rig = try Rig()
        let own: JSONObject = [
            "version": "0", "notificationRuleArn": "arn:aws:codestar-notifications:…",
            "additionalAttributes": ["failedActionCount": 1, "failedStage": "Deploy"],
            "intake": ["id": "forged"], "pipeline": ["status": "succeeded"],
        ]
        _ = try await post(rig, event(id: nil, detailType: "detailType", own), id: "m-1")
        let document = try #require(rig.seen.events.first).document
        #expect(document["additionalAttributes"]?["failedStage"] == "Deploy")
        #expect(document["notificationRuleArn"] == own["notificationRuleArn"])
        #expect(document["version"] == "0")
        #expect(document["detail-type"] == "CodePipeline Pipeline Execution State Change")
        #expect(document["detailType"] == nil)
        #expect(document["pipeline"] == nil)
        #expect(document["intake"]?["deliveryId"] == "m-1")
    }

    @Test("an event that EventBridge hands over twice is one, a replayed one is another")
    func twice() async throws {
        let rig = try Rig()
        #expect(try await post(rig, event(id: "8e6a7f0e"), id: "m-1") == "202 accepted")
        #expect(try await post(rig, event(id: "8e6a7f0e"), id: "m-2") == "200 duplicate")
        let replay = event(id: "8e6a7f0e", ["replay-name": "after-the-fix"])
        #expect(try await post(rig, replay, id: "m-3") == "202 accepted")
        #expect(try await post(rig, event(id: "another"), id: "m-4") == "202 accepted")
        #expect(try await post(rig, event(id: nil), id: "m-5") == "202 accepted")
        #expect(try await post(rig, event(id: nil), id: "m-6") == "202 accepted")
    }

    @Test("the token of a request for approval is nowhere, wherever it stood")
    func approval() async throws {
        let approval: JSONValue = [
            "token": .string(token), "customData": "Approve?",
            "approvalReviewLink": .string("https://console.aws.amazon.com/approve/\(token)"),
        ]
        var bridged: JSONObject = ["approval": approval]
        bridged[token] = .array([.string("with \(token) inside")])
        for message: JSONValue in [
            ["region": "us-east-2", "approval": approval, "note": .string(token)],
            event(id: "8e6a7f0e", ["detail": .object(bridged)]),
        ] {
            let rig = try Rig()
            let answer = Answer(
                await rig.handler.handle(
                    try request(rig, message, subject: "APPROVAL NEEDED: \(token)")))
            #expect(answer.summary == "202 accepted")
            let document = try #require(rig.seen.events.first).document
            #expect(document["intake"]?["subject"] == "APPROVAL NEEDED: (redacted)")
            #expect(document.serialized().contains("Approve?"))
            expectNoSecret(token, in: rig, answer)
        }
    }

    private func request(
        _ rig: Rig, _ message: JSONValue, subject: String
    ) throws -> HTTPRequest {
        let content = Rig.notification(message.serialized(), subject: subject)
        return HTTPRequest(
            method: "POST", path: "/hooks/config-topic", headers: SNSSigner.headers(content),
            body: try rig.signer.body(content))
    }

    @Test("a body nested more deeply than SNS ever does is refused before anything is made of it")
    func depth() async throws {
        let rig = try Rig()
        for (depth, isRefused) in [(6, false), (7, false), (8, true), (100, true)] {
            let nested = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            var object = try JSONValue(parsing: rig.signer.body(Rig.notification())).objectValue
            object?["MessageAttributes"] = try JSONValue(parsing: nested)
            let body = JSONValue.object(object ?? [:]).serializedBytes()
            let summary = await rig.post(body).summary
            #expect((summary == "400 malformed_body") == isRefused, "\(depth): \(summary)")
        }
    }
}
