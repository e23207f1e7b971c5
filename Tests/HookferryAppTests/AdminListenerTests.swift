import Actions
import Events
import HTTP
import Intake
import JSON
import Journal
import Lifecycle
import Telemetry
import TestSupport
import Testing

@testable import HookferryApp

@Suite("Admin listener")
struct AdminListenerTests {
    private let scene: AdminScene

    init() throws { scene = try AdminScene() }

    private func listener(
        metrics: Metrics = Metrics(startedAt: AdminScene.now), token: Secret? = nil,
        draining: Bool = false,
        receivers: @escaping @Sendable () -> [String: Receiver] = { [:] }
    ) -> AdminListener {
        scene.listener(
            metrics: metrics, token: token, draining: draining, receivers: receivers)
    }

    private func ask(
        _ method: String, _ path: String, draining: Bool = false
    ) async throws -> (response: HTTPResponse, body: JSONValue) {
        let listener = listener(draining: draining)
        let response = await listener.respond(to: HTTPRequest(method: method, path: path))
        return (response, try JSONValue(parsing: response.body))
    }

    @Test("a healthy bridge says so, to GET and HEAD", arguments: ["GET", "HEAD"])
    func aHealthyBridge(_ method: String) async throws {
        for (path, word) in [("/healthz", "ok"), ("/readyz", "ready")] as [(String, JSONValue)] {
            let answer = try await ask(method, path)
            #expect(answer.response.status == 200)
            #expect(answer.body == ["status": word])
            #expect(answer.response.headers["Content-Type"] == "application/json")
        }
    }

    @Test("a bridge that drains is alive and not ready")
    func aDrainingBridge() async throws {
        #expect(try await ask("GET", "/healthz", draining: true).response.status == 200)
        let answer = try await ask("GET", "/readyz", draining: true)
        #expect(answer.response.status == 503)
        #expect(answer.body == ["status": "draining"])
    }

    @Test("without its journal a bridge is not ready")
    func withoutItsJournal() async throws {
        await scene.journal.close()
        let answer = try await ask("GET", "/readyz")
        #expect(answer.response.status == 503)
        #expect(answer.body == ["status": "journal_unavailable"])
    }

    @Test("metrics are read in Prometheus' text format")
    func metricsAreRead() async throws {
        let metrics = Metrics(startedAt: AdminScene.now)
        let listener = listener(metrics: metrics)
        metrics.count(try await refusal())
        let answer = await listener.respond(to: HTTPRequest(method: "GET", path: "/metrics"))
        #expect(answer.status == 200)
        #expect(answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
        let lines = String(decoding: answer.body, as: UTF8.self).split(separator: "\n")
        #expect(
            lines.contains(
                #"hookferry_requests_refused_total{source="",code="unknown_source"} 1"#))
        #expect(lines.contains("# TYPE hookferry_requests_accepted_total counter"))
    }

    @Test(
        "with an admin token everything but the probes asks for it",
        arguments: [
            ("/metrics", ["Bearer admin-token"], 200), ("/metrics", ["bearer admin-token"], 200),
            ("/metrics", [], 401), ("/metrics", ["Bearer admin-tokem"], 401),
            ("/metrics", ["Bearer admin-token2"], 401), ("/metrics", ["Bearer "], 401),
            ("/metrics", ["Bearer"], 401), ("/metrics", ["admin-token"], 401),
            ("/metrics", ["Basic admin-token"], 401),
            ("/metrics", ["Bearer admin-token", "Bearer admin-token"], 401),
            ("/api/v1/receivers", [], 401), ("/api/v1/receivers", ["Bearer admin-token"], 200),
            ("/", [], 401), ("/", ["Bearer admin-token"], 200),
            ("/nothing", [], 401), ("/nothing", ["Bearer admin-token"], 404),
            ("/healthz", [], 200), ("/readyz", [], 200),
        ])
    func adminToken(_ path: String, _ fields: [String], _ status: Int) async throws {
        let listener = listener(token: Secret("admin-token"))
        let headers = HTTPHeaders(fields.map { (name: "Authorization", value: $0) })
        let answer = await listener.respond(
            to: HTTPRequest(method: "GET", path: path, headers: headers))
        #expect(answer.status == status)
        #expect((answer.headers["WWW-Authenticate"] != nil) == (status == 401))
        #expect(!String(decoding: answer.body, as: UTF8.self).contains("admin-token"))
    }

    @Test("an empty admin token opens nothing")
    func emptyAdminToken() async throws {
        let listener = listener(token: Secret(""))
        let answer = await listener.respond(
            to: HTTPRequest(
                method: "GET", path: "/metrics", headers: ["Authorization": "Bearer "]))
        #expect(answer.status == 401)
    }

    @Test("the index names every page, and every page that it names is there")
    func index() async throws {
        let listener = listener()
        let answer = await listener.respond(to: HTTPRequest(method: "GET", path: "/"))
        #expect(answer.status == 200)
        #expect(answer.headers["Content-Type"] == "text/plain; charset=utf-8")
        let lines = String(decoding: answer.body, as: UTF8.self).split(separator: "\n")
        let entries = lines.dropFirst().map { $0.split(separator: " ").prefix(2).map(String.init) }
        #expect(entries == AdminRoute.all.map { [$0.method.rawValue, $0.path] })
        #expect(entries.first == ["GET", "/healthz"])
        for entry in entries {
            let path = entry[1].replacing("{id}", with: "nothing")
            let page = await listener.respond(to: HTTPRequest(method: entry[0], path: path))
            #expect(page.status == (path == entry[1] ? 200 : 404), "\(path)")
            guard path != entry[1] else { continue }
            let error = try JSONValue(parsing: page.body)["error"]?["code"]?.stringValue
            #expect(error == "unknown_event" || error == "unknown_delivery", "\(path)")
        }
    }

    @Test("receivers are listed as they are at the time of the question")
    func receivers() async throws {
        let names = Locked(["ops"])
        let listener = listener {
            let slack = Receiver(Slack(url: Secret("https://hooks.slack.com/services/T/B/hidden")))
            return names.withLock { names in
                Dictionary(uniqueKeysWithValues: names.map { ($0, slack) })
            }
        }
        for expected in [["ops"], ["dev", "ops"]] {
            names.withLock { $0 = expected }
            let answer = await listener.respond(
                to: HTTPRequest(method: "GET", path: "/api/v1/receivers"))
            #expect(answer.status == 200)
            #expect(answer.headers["Content-Type"] == "application/json")
            let list = try JSONValue(parsing: answer.body)["receivers"]?.arrayValue ?? []
            #expect(list.map { $0["name"]?.stringValue } == expected)
            #expect(!String(decoding: answer.body, as: UTF8.self).contains("hidden"))
        }
    }

    /// What the intake makes of a request to no source.
    private func refusal() async throws -> RefusalRecord {
        let records = Locked<[RefusalRecord]>([])
        let ingest = IngestHandler(
            IngestHandler.Parts(
                sources: { SourceTable([]) }, append: { _, _ in .unavailable },
                outcome: { _ in .unavailable },
                ids: IDSource(clock: .system), clock: .system,
                refused: { record in records.withLock { $0.append(record) } },
                accepted: { _ in }))
        _ = await ingest.handle(HTTPRequest(method: "POST", path: "/hooks/nobody"))
        return try #require(records.withLock { $0.first })
    }

    @Test("other methods and paths are refused in the form of design.md section 6")
    func otherRequestsAreRefused() async throws {
        let method = try await ask("POST", "/healthz")
        #expect(method.response.status == 405)
        #expect(method.response.headers["Allow"] == "GET, HEAD")
        #expect(method.body["error"]?["code"] == "method_not_allowed")
        let redrive = try await ask("GET", "/api/v1/deliveries/1/redrive")
        #expect(redrive.response.status == 405)
        #expect(redrive.response.headers["Allow"] == "POST")
        let path = try await ask("GET", "/metrics/..")
        #expect(path.response.status == 404)
        #expect(path.body["error"]?["code"] == "not_found")
        #expect(path.body["error"]?["message"]?.stringValue?.isEmpty == false)
    }
}
