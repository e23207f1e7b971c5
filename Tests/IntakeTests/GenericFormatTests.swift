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
        let longest = String(repeating: "k", count: String.senderNameBytesMax)
        #expect(await post("3", key: longest) == "202 accepted")
        #expect(await post("4", key: longest + "k") == "400 malformed_request")
        #expect(await post("4", key: "") == "400 malformed_request")
        #expect(await post("{", key: "b") == "400 malformed_body")
    }

    @Test("a doubled key is refused, and one in quotes is taken as it is")
    func keys() async throws {
        let rig = try rig(tokens)
        var headers: HTTPHeaders = [
            "Authorization": "Bearer new-token", "Idempotency-Key": "\"8e03978e-40d5\"",
        ]
        #expect(await rig.post(Array("{}".utf8), headers: headers).summary == "202 accepted")
        #expect(rig.seen.events.last?.intake.deliveryID == "\"8e03978e-40d5\"")
        headers.add("idempotency-key", "other")
        let answer = await rig.post(Array("{}".utf8), headers: headers)
        #expect(answer.summary == "400 malformed_request")
        #expect(rig.seen.events.count == 1)
    }

    @Test("a CloudEvent becomes an event with its own names")
    func cloudEvent() async throws {
        var source = tokens
        source.eventSource = "deploys"
        source.detailType = "Deployed"
        let rig = try rig(source)
        let body = """
            {"specversion":"1.0","id":"A1","source":"/ci","type":"run.done","subject":"main",\
            "time":"2018-04-05T17:31:00Z","data":{"pipeline":{"status":"failed"}}}
            """
        var headers: HTTPHeaders = ["Authorization": "Bearer new-token"]
        #expect(await rig.post(Array(body.utf8), headers: headers).summary == "202 accepted")
        #expect(await rig.post(Array((body + " ").utf8), headers: headers).status == 200)
        let event = try #require(rig.seen.events.first)
        #expect(event.source == "/ci")
        #expect(event.detailType == "run.done")
        #expect(event.time == "2018-04-05T17:31:00Z")
        #expect(event.document["id"] == "A1")
        #expect(event.document["detail"] == ["pipeline": ["status": "failed"]])
        #expect(event.document["pipeline"] == ["provider": "/ci", "status": "failed"])
        #expect(event.intake.subject == "main")
        #expect(event.intake.deliveryID == "/ci A1")
        headers["Idempotency-Key"] = "key"
        #expect(await rig.post(Array(body.utf8), headers: headers).summary == "202 accepted")
        #expect(rig.seen.events.last?.intake.deliveryID == "key")
        #expect(rig.seen.events.last?.document["id"] == "A1")
    }

    @Test("a CloudEvent in binary mode may have no data")
    func cloudEventWithoutData() async throws {
        let rig = try rig(tokens)
        var headers: HTTPHeaders = [
            "Authorization": "Bearer new-token", "ce-specversion": "1.0", "ce-id": "A1",
            "ce-source": "/ci",
        ]
        let answer = await rig.post([], headers: headers)
        #expect(answer.summary == "400 malformed_body")
        #expect(answer.json?["error"]?["message"] == "The CloudEvent lacks type.")
        headers.add("ce-type", "run.done")
        #expect(await rig.post([], headers: headers).summary == "202 accepted")
        #expect(rig.seen.events.first?.document["detail"] == [:])
    }

    @Test("Standard Webhooks name type and time in the body; other senders do not")
    func standardWebhooks() throws {
        let payload: JSONValue = [
            "type": "contact.created", "timestamp": "2022-11-03T20:26:10.344522Z", "data": [:],
        ]
        func read(
            _ payload: JSONValue, detailType: String? = nil, isStandardWebhooks: Bool = true
        ) throws -> Callback? {
            let format = GenericFormat(
                eventSource: "ci", detailType: detailType, isStandardWebhooks: isStandardWebhooks)
            let headers = HTTPHeaders([
                (name: "Idempotency-Key", value: "a"), (name: "Idempotency-Key", value: "b"),
            ])
            let reading = try format.read(payload, isStandardWebhooks ? headers : [:])
            if case .event(let callback) = reading { return callback } else { return nil }
        }
        #expect(try read(payload)?.detailType == "contact.created")
        #expect(try read(payload)?.time == "2022-11-03T20:26:10.344522Z")
        // The signed id names the delivery, whatever unsigned fields say.
        #expect(try read(payload)?.deliveryID == nil)
        #expect(try read(payload)?.id == nil)
        #expect(try read(payload, detailType: "Mine")?.detailType == "Mine")
        #expect(try read(payload, isStandardWebhooks: false)?.detailType == "Callback")
        #expect(try read(payload, isStandardWebhooks: false)?.time == nil)
        for other: JSONValue in [nil, [:], ["type": 7], ["type": ""], ["type": nil], "type"] {
            #expect(try read(other)?.detailType == "Callback")
        }
    }

    @Test("a run told of in our own words becomes the event's pipeline")
    func pipeline() async throws {
        var source = tokens
        source.eventSource = "deploys"
        let rig = try rig(source)
        func pipeline(of body: String) async -> JSONValue? {
            _ = await rig.post(
                Array(body.utf8), headers: ["Authorization": "Bearer new-token"])
            return rig.seen.events.last?.document["pipeline"]
        }
        let whole = await pipeline(
            of: """
                {"pipeline":{"provider":"jenkins","name":"deploy","status":"succeeded","runId":7,\
                "attempt":2,"url":"https://ci.example.com/7","repository":"o/r",\
                "ref":"refs/heads/main","commit":"abc","actor":"ada","environment":"prod",\
                "startedAt":"2018-04-05T17:31:00+02:00","finishedAt":"2018-04-05T17:31:00Z",\
                "secret":"x"}}
                """)
        #expect(
            whole == [
                "provider": "jenkins", "name": "deploy", "status": "succeeded", "runId": "7",
                "attempt": 2, "url": "https://ci.example.com/7", "repository": "o/r",
                "ref": "main", "commit": "abc", "actor": "ada", "environment": "prod",
                "startedAt": "2018-04-05T15:31:00Z", "finishedAt": "2018-04-05T17:31:00Z",
            ])
        let sparse = await pipeline(
            of: """
                {"pipeline":{"status":"running","provider":7,"name":null,"runId":[],"attempt":"2",\
                "url":{},"startedAt":"soon","commit":""}}
                """)
        #expect(sparse == ["provider": "deploys", "status": "running"])
        for attempt in [0, -1] {
            let odd = await pipeline(
                of: #"{"pipeline":{"status":"running","attempt":\#(attempt)}}"#)
            #expect(odd == ["provider": "deploys", "status": "running"])
        }
        for status in Pipeline.Status.allCases {
            let body = #"{"pipeline":{"status":"\#(status.rawValue)"}}"#
            #expect(await pipeline(of: body)?["status"] == .string(status.rawValue))
        }
        for body in [
            #"{"pipeline":{"status":"SUCCEEDED"}}"#, #"{"pipeline":{"status":null}}"#,
            #"{"pipeline":{"name":"x"}}"#, #"{"pipeline":"succeeded"}"#, #"{"pipeline":[]}"#,
            #"[{"pipeline":{"status":"failed"}}]"#, #"{"a":{"pipeline":{"status":"failed"}}}"#,
        ] {
            #expect(await pipeline(of: body) == nil, "\(body)")
        }
        #expect(rig.seen.refusals.isEmpty)
    }
}
