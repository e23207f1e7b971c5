import Cryptography
import Events
import HTTP
import JSON
import Lifecycle
import Telemetry
import Testing

@testable import Intake

/// Says what kind of request it is, and posts whatever it is told under any id: the fingerprint is
/// the body.
private struct SignedReader: RequestReader {
    let type = "signed"

    func checkOutcomeReader(_ request: HTTPRequest, at now: Timestamp) throws(Refusal) {
        throw .outcomesNotReadable
    }

    func read(
        _ request: HTTPRequest, _ arrival: Arrival
    ) async throws(Refusal) -> Reading {
        if request.body.isEmpty { return .ignored("ping") }
        let received = ReceivedEvent(
            envelope: EventEnvelope(
                id: arrival.id, source: "ci", detailType: "Callback",
                time: arrival.receivedAt.iso8601, detail: [:]),
            deliveryID: request.headers["Id"] ?? "", fingerprint: request.body, verified: "signed")
        return request.headers["Confirm"] == nil ? .event(received) : .confirmed(received)
    }
}

@Suite("Outcomes over HTTP")
struct OutcomeAnswerTests {
    static let deliveries: JSONValue = [["rule": "r", "status": "succeeded", "steps": []]]
    private let rig: Rig
    private let bearer: HTTPHeaders = ["Authorization": "Bearer right"]

    init() throws {
        rig = try Rig()
        let tokens = CallbackSource(.token, .bearer([Secret("right")]))
        let basic = CallbackSource(.basic, .basic(username: "ci", password: Secret("p")))
        let range = try #require(AddressRange(cidr: "127.0.0.0/8"))
        rig.use([
            IntakeSource(
                name: "pipeline", path: "/own/path", allowFrom: [range],
                rate: Rate(count: 1, periodMilliseconds: 60_000),
                reader: CallbackReader(tokens)),
            IntakeSource(name: "deploys", reader: CallbackReader(basic)),
            IntakeSource(name: "signed", reader: SignedReader()),
            IntakeSource(name: "config-topic", reader: rig.reader(.init(topics: []))),
        ])
    }

    private func post(
        _ body: String, prefer: String? = nil, _ headers: HTTPHeaders = [:],
        to path: String = "/hooks/signed"
    ) async -> Answer {
        var headers = headers
        if let prefer { headers.add("Prefer", prefer) }
        return await rig.send(
            HTTPRequest(method: "POST", path: path, headers: headers, body: Array(body.utf8)))
    }

    private func knows(_ status: EventOutcome.Status) {
        rig.world.withLock {
            $0.outcomeAnswer = .known(EventOutcome(status, deliveries: Self.deliveries))
        }
    }

    @Test("the same signed bytes under another id are a duplicate")
    func fingerprint() async {
        #expect(await post("a", ["Id": "1"]).summary == "202 accepted")
        #expect(await post("a", ["Id": "2"]).summary == "200 duplicate")
        #expect(await post("b", ["Id": "1"]).summary == "200 duplicate")
        #expect(await post("b", ["Id": "2"]).summary == "202 accepted")
        #expect(rig.seen.fingerprints == [Array("a".utf8), Array("b".utf8)])
        #expect(rig.seen.questions.isEmpty, "nobody wanted to wait")
    }

    @Test(
        "whoever waits is answered with the outcome, which a repetition is told again",
        arguments: [
            (EventOutcome.Status.succeeded, "200 succeeded", "200 duplicate"),
            (.noMatch, "200 no_match", "200 duplicate"), (.failed, "424 failed", "424 failed"),
            (.pending, "202 pending", "202 pending"),
        ])
    func gate(_ status: EventOutcome.Status, _ first: String, _ again: String) async throws {
        knows(status)
        let answer = await post("a", prefer: "wait=400", ["Id": "1"])
        let id = try #require(rig.seen.events.first?.intake.id)
        let second = await post("a", prefer: "wait=20", ["Id": "1"])
        #expect([answer.summary, second.summary] == [first, again])
        for (answer, seconds) in [(answer, 300), (second, 20)] {
            #expect(answer.json?.objectValue?.keys == ["id", "status", "deliveries"])
            #expect(answer.json?["id"] == .string(id))
            #expect(answer.json?["deliveries"] == Self.deliveries)
            #expect(answer.headers["Location"] == "/hooks/signed/events/\(id)")
            #expect(answer.headers["Preference-Applied"] == "wait=\(seconds)")
        }
        #expect(
            rig.seen.questions == [
                OutcomeQuestion(id: id, source: "signed", waitMilliseconds: 300_000),
                OutcomeQuestion(id: id, source: "signed", waitMilliseconds: 20_000),
            ])
        #expect(rig.seen.acceptances.map(\.status) == [.accepted, .duplicate])
        #expect(rig.seen.refusals.isEmpty)
    }

    @Test("an event is accepted even when its outcome cannot be read")
    func unreadable() async {
        for answer in [OutcomeAnswer.unavailable, .unknown] {
            rig.world.withLock { $0.outcomeAnswer = answer }
            let answer = await post("a", prefer: "wait=5", ["Id": "1"])
            #expect(answer.summary == "202 pending")
            #expect(answer.json?["deliveries"] == [])
        }
    }

    @Test("what is confirmed, ignored or refused is answered at once")
    func atOnce() async {
        knows(.succeeded)
        #expect(
            await post("a", prefer: "wait=5", ["Confirm": "1"]).summary == "200 confirmed")
        let ignored = await post("", prefer: "wait=5")
        #expect(ignored.summary == "200 ignored")
        #expect(ignored.headers["Preference-Applied"] == nil)
        rig.world.withLock { $0.appendAnswer = .draining }
        #expect(await post("b", prefer: "wait=5").summary == "503 draining")
        #expect(rig.seen.questions.isEmpty)
    }

    // MARK: The place

    private let id = "01JD0000000000000000000000"

    private func get(
        _ path: String, _ headers: HTTPHeaders, method: String = "GET",
        from address: String = "127.0.0.1"
    ) async -> Answer {
        await rig.send(
            HTTPRequest(method: method, path: path, headers: headers, remoteAddress: address))
    }

    @Test(
        "the place tells the outcome later, to GET and to HEAD",
        arguments: [
            (EventOutcome.Status.succeeded, "200 succeeded"), (.noMatch, "200 no_match"),
            (.failed, "424 failed"), (.pending, "202 pending"),
        ])
    func place(_ status: EventOutcome.Status, _ expected: String) async {
        knows(status)
        for method in ["GET", "HEAD"] {
            let answer = await get("/hooks/pipeline/events/\(id)", bearer, method: method)
            #expect(answer.summary == expected)
            #expect(answer.json?["id"] == .string(id))
            #expect(answer.json?["deliveries"] == Self.deliveries)
            #expect(answer.headers["Preference-Applied"] == nil)
        }
        let asked = OutcomeQuestion(id: id, source: "pipeline", waitMilliseconds: 0)
        #expect(rig.seen.questions == [asked, asked])
        #expect(rig.seen.acceptances.isEmpty)
    }

    @Test("the place can be waited at")
    func waiting() async {
        knows(.succeeded)
        var headers = bearer
        headers.add("Prefer", "wait=7")
        let answer = await get("/hooks/pipeline/events/\(id)", headers)
        #expect(answer.headers["Preference-Applied"] == "wait=7")
        #expect(rig.seen.questions.map(\.waitMilliseconds) == [7_000])
    }

    @Test("a source with a path of its own has its outcomes under its name all the same")
    func ownPath() async throws {
        let accepted = await post(#"{"a":1}"#, bearer, to: "/own/path")
        #expect(accepted.summary == "202 accepted")
        let location = try #require(accepted.headers["Location"])
        #expect(location.hasPrefix("/hooks/pipeline/events/"))
        #expect(await get(location, bearer).summary == "202 pending")
        // The rate is the deliveries' alone: asking often neither meets it nor uses it up.
        for _ in 0..<3 { #expect(await get(location, bearer).status == 202) }
        let second = await post(#"{"a":2}"#, bearer, to: "/own/path")
        #expect(second.summary == "429 too_many_requests")
        rig.pass(milliseconds: 60_000)
        for _ in 0..<3 { #expect(await get(location, bearer).status == 202) }
        #expect(await post(#"{"a":2}"#, bearer, to: "/own/path").summary == "202 accepted")
    }

    @Test("the address comes first, then the method, the credentials, the id")
    func order() async throws {
        knows(.succeeded)
        let right = "/hooks/pipeline/events/\(id)"
        let stranger = await get(right, [:], method: "DELETE", from: "192.0.2.1")
        #expect(stranger.summary == "403 not_allowed")
        for method in ["POST", "PUT", "DELETE", "OPTIONS", "get"] {
            let answer = await get(right, [:], method: method)
            #expect(answer.summary == "405 method_not_allowed")
            #expect(answer.headers["Allow"] == "GET, HEAD")
        }
        let nobody = await get("/hooks/pipeline/events/nonsense", [:])
        #expect(nobody.summary == "401 bad_credentials")
        #expect(nobody.headers["WWW-Authenticate"] == "Bearer realm=\"hookferry\"")
        let wrong = await get(right, ["Authorization": "Bearer wrong"])
        #expect(wrong.summary == "401 bad_credentials")
        let other = await get("/hooks/deploys/events/\(id)", bearer)
        #expect(other.headers["WWW-Authenticate"] == "Basic realm=\"hookferry\"")
        let basic: HTTPHeaders = ["Authorization": "Basic " + Base64.encode(Array("ci:p".utf8))]
        #expect(await get("/hooks/deploys/events/\(id)", basic).summary == "200 succeeded")
        for source in ["signed", "config-topic"] {
            let answer = await get("/hooks/\(source)/events/\(id)", bearer)
            #expect(answer.summary == "403 not_allowed", "nothing but a signature is agreed upon")
        }
        #expect(await get("/hooks/nobody/events/\(id)", bearer).summary == "404 unknown_source")
        #expect(rig.seen.questions.count == 1)
    }

    @Test(
        "an id that cannot be one is not looked for, and gets the answer of one that is unknown",
        arguments: [
            "", "x", "01JD000000000000000000000", "01JD00000000000000000000000",
            "01JD00000000000000000000..", "01JD0000000000000000000%20",
            String(repeating: "0", count: 10_000),
        ])
    func impossibleID(_ text: String) async {
        rig.world.withLock { $0.outcomeAnswer = .unknown }
        let unknown = await get("/hooks/pipeline/events/\(id)", bearer)
        #expect(unknown.summary == "404 not_found")
        let impossible = await get("/hooks/pipeline/events/\(text)", bearer)
        #expect((impossible.status, impossible.text) == (404, unknown.text))
        #expect(rig.seen.questions.map(\.id) == [id])
    }

    @Test("a journal that cannot be read is a 503 with Retry-After")
    func unavailable() async {
        rig.world.withLock { $0.outcomeAnswer = .unavailable }
        let answer = await get("/hooks/pipeline/events/\(id)", bearer)
        #expect(answer.summary == "503 journal_unavailable")
        #expect(answer.headers["Retry-After"] == "5")
    }
}
