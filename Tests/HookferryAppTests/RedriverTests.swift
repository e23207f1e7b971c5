import Configuration
import Events
import HTTP
import JSON
import Journal
import Lifecycle
import Telemetry
import TestSupport
import Testing

@testable import HookferryApp

@Suite("Redriver")
struct RedriverTests {
    private let scene: Scene
    private let plan = PlannedDelivery(
        rule: "tell", steps: [Step(action: .notify("ops"), template: ["text": "a"])])

    init() throws { scene = try Scene() }

    /// A journal with the dead delivery `dead` and the waiting one `waiting` of one event.
    private func journal(_ settings: Settings) async throws -> any EventJournal {
        let journal = try SQLiteJournal(path: settings.journalPath)
        let now = Timestamp(milliseconds: 1)
        let event = Event(
            EventEnvelope(id: "a", source: "s", detailType: "t", time: now.iso8601, detail: [:]),
            intake: IntakeRecord(
                id: "e1", source: "pipeline", type: "token", receivedAt: now, deliveryID: "a",
                verified: "bearer"))
        _ = try await journal.append(event)
        try await journal.recordPlans(
            through: 1,
            ["dead", "waiting"].map { NewDelivery(id: $0, eventSequence: 1, plan: plan) },
            now: now)
        let step = try #require(try await journal.lease(now: now, limit: 1).first)
        let attempt = AttemptRecord(
            number: 1, startedAt: now, durationMilliseconds: 1, outcome: .rejected,
            reason: .refused, message: "no", request: [:], response: nil)
        try await journal.record(
            StepRecord(
                deliverySequence: step.deliverySequence, position: 0, attempt: attempt,
                transition: .end(.dead, result: nil, delivery: .dead)), now: now)
        return journal
    }

    @Test("without a bridge the journal itself is changed, and can be opened again")
    func journalItself() async throws {
        let settings = try scene.settings()
        try await journal(settings).close()
        let redriver = try await Redriver(settings)
        #expect(try await redriver.redrive("dead") == .redriven)
        #expect(
            try await redriver.redrive("waiting")
                == .notDead(reason: "The delivery is not dead: it is pending."))
        #expect(try await redriver.redrive("nobody") == .unknown)
        await redriver.close()
        try await SQLiteJournal(path: settings.journalPath).close()
    }

    /// Settings with a bridge's stand-in that has the journal open, and takes `token` only.
    private func bridge(
        _ token: String?, admin: (StubUpstream) -> String = { "127.0.0.1:\($0.server.port)" }
    ) async throws -> (Settings, any EventJournal, StubUpstream) {
        let api = try StubUpstream { request in Self.answer(request, token) }
        var settings = try scene.settings()
        settings.admin = try #require(SocketAddress(admin(api)))
        settings.adminToken = token.map(Secret.init)
        return (settings, try await journal(settings), api)
    }

    /// As strict as design.md section 9.
    private static func answer(_ request: HTTPRequest, _ token: String?) -> HTTPResponse {
        let isHealth = request.path == "/healthz"
        guard request.method == (isHealth ? "GET" : "POST"), request.query == nil,
            request.body.isEmpty
        else { return refusal(400, "bad_request", "wrong") }
        // Whoever has the port gets no token before it has answered as a bridge does.
        if isHealth, request.headers["Authorization"] != nil {
            return refusal(400, "bad_request", "a token")
        }
        if isHealth { return HTTPResponse(status: 200, body: Array(#"{"status":"ok"}"#.utf8)) }
        if let token, request.headers["Authorization"] != "Bearer \(token)" {
            return refusal(401, "bad_credentials", "The admin token is required.")
        }
        switch request.path {
        case "/api/v1/deliveries/dead/redrive":
            return HTTPResponse(
                status: 202, body: Array(#"{"id":"dead","status":"pending"}"#.utf8))
        case "/api/v1/deliveries/waiting/redrive": return refusal(409, "not_dead", "It waits.")
        case "/api/v1/deliveries/a%2Fb%20c/redrive": return refusal(409, "not_dead", "Encoded.")
        case "/api/v1/deliveries/lost/redrive":
            return refusal(503, "journal_unavailable", "The disk is full.")
        case "/api/v1/deliveries/nobody/redrive": return refusal(404, "unknown_delivery", "None.")
        default: return refusal(404, "not_found", "There is nothing here.")
        }
    }

    private static func refusal(_ status: Int, _ code: String, _ message: String) -> HTTPResponse {
        let error: JSONValue = ["code": .string(code), "message": .string(message)]
        return HTTPResponse(
            status: status, headers: ["Content-Type": "application/json"],
            body: (["error": error] as JSONValue).serializedBytes())
    }

    @Test(
        "where a bridge has the journal, its admin listener is asked", arguments: [nil, "secret"])
    func runningBridge(token: String?) async throws {
        let (settings, journal, api) = try await bridge(token)
        let redriver = try await Redriver(settings)
        #expect(try await redriver.redrive("dead") == .redriven)
        #expect(try await redriver.redrive("waiting") == .notDead(reason: "It waits."))
        #expect(try await redriver.redrive("nobody") == .unknown)
        #expect(try await redriver.redrive("a/b c") == .notDead(reason: "Encoded."))
        let unavailable = await #expect(throws: RedriveError.self) {
            try await redriver.redrive("lost")
        }
        #expect(unavailable?.description.hasSuffix("answered 503: The disk is full.") == true)
        let stranger = await #expect(throws: RedriveError.self) {
            try await redriver.redrive("other")
        }
        #expect(stranger?.description.contains("answered 404") == true)
        await redriver.close()
        #expect(api.received.count == 7)
        await journal.close()
    }

    @Test("a bridge that listens everywhere is found on this machine")
    func wildcard() async throws {
        let (settings, journal, api) = try await bridge(nil) { "0.0.0.0:\($0.server.port)" }
        let redriver = try await Redriver(settings)
        #expect(try await redriver.redrive("dead") == .redriven)
        await redriver.close()
        #expect(api.received.count == 2)
        await journal.close()
    }

    @Test("another token than the bridge's is told, without the token")
    func wrongToken() async throws {
        var (settings, journal, api) = try await bridge("right")
        settings.adminToken = Secret("marked-wrong")
        let redriver = try await Redriver(settings)
        let error = await #expect(throws: RedriveError.self) { try await redriver.redrive("dead") }
        #expect(error?.description.contains("refuses the adminToken") == true)
        #expect(error?.description.contains("marked") == false)
        #expect(api.received.count == 2)
        await redriver.close()
        await journal.close()
    }

    @Test(
        "what answers at the admin address and is no bridge is not asked",
        arguments: [(200, "<html>"), (200, #"{"status":"up"}"#), (404, #"{"status":"ok"}"#)])
    func noBridge(status: Int, body: String) async throws {
        let stranger = try StubUpstream { _ in
            HTTPResponse(status: status, body: Array(body.utf8))
        }
        let (settings, journal, _) = try await bridge("t") { _ in
            "127.0.0.1:\(stranger.server.port)"
        }
        let error = await #expect(throws: RedriveError.self) { try await Redriver(settings) }
        #expect(error?.description.contains("is no bridge") == true)
        #expect(stranger.received.map(\.path) == ["/healthz"])
        #expect(stranger.received.allSatisfy { $0.headers["Authorization"] == nil })
        await journal.close()
    }

    @Test("nothing is put back where the journal is taken and nobody answers for it")
    func nobody() async throws {
        var (settings, journal, _) = try await bridge(nil)
        for (admin, words) in [("127.0.0.1:1", "no bridge answers"), ("127.0.0.1:0", "port 0")] {
            settings.admin = try #require(SocketAddress(admin))
            let error = await #expect(throws: RedriveError.self) { try await Redriver(settings) }
            #expect(error?.description.contains("another hookferry has the journal") == true)
            #expect(error?.description.contains(words) == true)
        }
        await journal.close()
    }
}
