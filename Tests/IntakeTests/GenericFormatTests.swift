import Cryptography
import Events
import HTTP
import JSON
import Lifecycle
import Telemetry
import Testing

@testable import Intake

@Suite("Token and basic sources")
struct GenericFormatTests {
    private func rig(_ source: CallbackSource) throws -> Rig {
        let rig = try Rig()
        rig.use([IntakeSource(name: "config-topic", reader: CallbackReader(source))])
        return rig
    }

    private let tokens = CallbackSource(
        .token, .bearer([Secret("old-token"), Secret("new-token")]))

    @Test("each token opens, nothing else does")
    func token() async throws {
        let rig = try rig(tokens)
        for token in ["old-token", "new-token"] {
            let answer = await rig.post(
                Array("{\"a\":\"\(token.count)\"}".utf8),
                headers: ["authorization": "Bearer \(token)", "Idempotency-Key": token])
            #expect(answer.summary == "202 accepted")
        }
        for field in [
            "Bearer other", "Bearer", "Basic old-token", "Bearer old-token2", "old-token",
        ] {
            let answer = await rig.post([], headers: ["Authorization": field])
            #expect(answer.summary == "401 bad_credentials")
            #expect(answer.headers["WWW-Authenticate"] == "Bearer realm=\"hookferry\"")
            expectNoSecret("new-token", in: try self.rig(tokens), answer)
        }
        #expect(await rig.post([]).summary == "401 bad_credentials")
    }

    @Test("no token at all opens nothing")
    func noTokens() async throws {
        let rig = try rig(CallbackSource(.token, .bearer([])))
        for field in ["Bearer ", "Bearer x"] {
            let answer = await rig.post(Array("{}".utf8), headers: ["Authorization": field])
            #expect(answer.summary == "401 bad_credentials")
        }
    }

    @Test("the event has the configured names and the payload as detail")
    func event() async throws {
        var source = CallbackSource(.basic, .basic(username: "ci", password: Secret("p")))
        source.eventSource = "deploys"
        source.detailType = "Deployed"
        let rig = try rig(source)
        let answer = await rig.post(
            Array(#"{"commit":"abc"}"#.utf8),
            headers: ["Authorization": "Basic " + Base64.encode(Array("ci:p".utf8))])
        #expect(answer.summary == "202 accepted")
        let event = try #require(rig.seen.events.first)
        #expect(event.source == "deploys")
        #expect(event.detailType == "Deployed")
        #expect(event.time == Rig.start.iso8601)
        #expect(event.document["detail"] == ["commit": "abc"])
        #expect(event.document["id"]?.stringValue == event.intake.id)
        #expect(event.intake.type == "basic")
        #expect(event.intake.verified == "basic")
    }

    @Test("the delivery is named by Idempotency-Key, else by the body")
    func deliveryID() async throws {
        let rig = try rig(tokens)
        func post(_ body: String, key: String? = nil) async -> String {
            var headers: HTTPHeaders = ["Authorization": "Bearer new-token"]
            headers["Idempotency-Key"] = key
            return await rig.post(Array(body.utf8), headers: headers).summary
        }
        #expect(await post("1") == "202 accepted")
        #expect(await post("1") == "200 duplicate")
        #expect(await post("1", key: "a") == "202 accepted")
        #expect(await post("2", key: "a") == "200 duplicate")
        #expect(rig.seen.events.last?.document["id"] == "a")
        let longest = String(repeating: "k", count: GenericFormat.idempotencyKeyBytesMax)
        #expect(await post("3", key: longest) == "202 accepted")
        #expect(await post("4", key: longest + "k") == "400 malformed_request")
        #expect(await post("4", key: "") == "400 malformed_request")
        #expect(await post("{", key: "b") == "400 malformed_body")
    }
}
