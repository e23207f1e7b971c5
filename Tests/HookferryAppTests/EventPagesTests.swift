import Events
import HTTP
import JSON
import Lifecycle
import TestSupport
import Testing

@testable import HookferryApp
@testable import Journal

@Suite("Pages of events")
struct EventPagesTests {
    private let scene: AdminScene

    init() throws { scene = try AdminScene() }

    private func ids(_ query: String?) async -> [String?] {
        let page = await scene.ask("GET", "/api/v1/events", query: query)
        #expect(page.status == 200, "\(page.body)")
        return (page.body["events"]?.arrayValue ?? []).map { $0["id"]?.stringValue }
    }

    @Test("events are listed newest first, each with its deliveries")
    func list() async throws {
        try await scene.append("one")
        try await scene.plan(.succeeded)
        try await scene.append("two")
        let page = await scene.ask("GET", "/api/v1/events")
        #expect(
            page.body == [
                "events": [
                    [
                        "id": "two", "source": "pipeline", "eventSource": "ci",
                        "detailType": "Callback", "receivedAt": "2026-11-21T14:00:00.000Z",
                        "deliveries": [],
                    ],
                    [
                        "id": "one", "source": "pipeline", "eventSource": "ci",
                        "detailType": "Callback", "receivedAt": "2026-11-21T14:00:00.000Z",
                        "deliveries": [["id": "one-d", "rule": "tell", "status": "succeeded"]],
                    ],
                ]
            ])
    }

    @Test("pages follow each other without a gap or a double")
    func pages() async throws {
        for number in 0..<7 { try await scene.append("e\(number)") }
        var seen: [String?] = []
        var query = "limit=3"
        for _ in 0..<4 {
            let page = await scene.ask("GET", "/api/v1/events", query: query)
            seen += (page.body["events"]?.arrayValue ?? []).map { $0["id"]?.stringValue }
            guard let next = page.body["next"]?.stringValue else { break }
            query = "limit=3&before=\(next)"
        }
        #expect(seen == (0..<7).reversed().map { "e\($0)" })
    }

    @Test("a list that is to go on behind what is not there is refused and does not look ended")
    func unknownPlaces() async throws {
        try await scene.append("one")
        try await scene.plan(.dead)
        for (path, query) in [
            ("/api/v1/events", "before=nobody"), ("/api/v1/events", "before=one-d"),
            ("/api/v1/deliveries", "after=nobody"), ("/api/v1/deliveries", "after=one"),
        ] {
            let page = await scene.ask("GET", path, query: query)
            #expect(page.status == 400, "\(query)")
            #expect(page.body["error"]?["code"] == "bad_parameter")
            #expect(page.body["error"]?["message"]?.stringValue?.contains("begin") == true)
        }
    }

    @Test("every filter holds")
    func filters() async throws {
        try await scene.append("old", secondsAgo: 60, detail: ["name": "Deploy 100%"])
        try await scene.plan(.succeeded)
        try await scene.append("dead", source: "other")
        try await scene.plan(rule: "call", .dead)
        try await scene.append("new")
        let all: [String?] = ["new", "dead", "old"]
        #expect(await ids(nil) == all)
        #expect(await ids("source=other") == ["dead"])
        #expect(await ids("rule=tell") == ["old"])
        #expect(await ids("status=dead") == ["dead"])
        #expect(await ids("status=unplanned") == ["new"])
        #expect(await ids("since=2026-11-21T13:59:30Z") == ["new", "dead"])
        #expect(await ids("until=2026-11-21T13:59:30Z") == ["old"])
        #expect(await ids("text=deploy%20100%25") == ["old"])
        #expect(await ids("text=100_").isEmpty)
        #expect(await ids("rule=tell&status=dead").isEmpty)
    }

    @Test("an event has a page; another id has none")
    func story() async throws {
        try await scene.append("one")
        try await scene.plan(.dead)
        let page = await scene.ask("GET", "/api/v1/events/one")
        #expect(page.status == 200)
        #expect(page.body["event"]?["intake"]?["id"] == "one")
        let delivery = page.body["deliveries"]?[0]
        #expect(delivery?["id"] == "one-d")
        #expect(delivery?["status"] == "dead")
        #expect(delivery?["steps"]?[0]?["attempts"]?[0]?["reason"] == "refused")
        for id in ["two", "on", "one%20", "%27"] {
            let page = await scene.ask("GET", "/api/v1/events/\(id)")
            #expect(page.status == 404)
            #expect(page.body["error"]?["code"] == "unknown_event")
        }
        let below = await scene.ask("GET", "/api/v1/events/one/deliveries")
        #expect(below.body["error"]?["code"] == "not_found")
    }

    @Test("dead letters are listed oldest first")
    func deadLetters() async throws {
        for id in ["one", "two", "three"] { try await scene.append(id) }
        try await scene.plan(.dead)
        try await scene.append("good")
        try await scene.plan(.succeeded)
        let first = await scene.ask("GET", "/api/v1/deliveries", query: "status=dead&limit=2")
        let letters = first.body["deliveries"]?.arrayValue ?? []
        #expect(letters.map { $0["event"]?.stringValue } == ["one", "two"])
        #expect(letters.first?["status"] == "dead")
        let next = try #require(first.body["next"]?.stringValue)
        let rest = await scene.ask("GET", "/api/v1/deliveries", query: "after=\(next)")
        #expect(rest.body["deliveries"]?.arrayValue?.map { $0["id"]?.stringValue } == ["three-d"])
        #expect(rest.body["next"] == nil)
        let none = await scene.ask("GET", "/api/v1/deliveries", query: "rule=other")
        #expect(none.body == ["deliveries": []])
    }

    @Test("a dead letter is put back once; what is not dead stays as it is")
    func redrive() async throws {
        try await scene.append("one")
        try await scene.plan(.dead)
        try await scene.append("two")
        try await scene.plan(.succeeded)
        try await scene.append("three")
        try await scene.plan()
        let path = "/api/v1/deliveries/one-d/redrive"
        let answer = await scene.ask("POST", path)
        #expect(answer.status == 202)
        #expect(answer.body == ["id": "one-d", "status": "pending"])
        #expect(await ids("status=dead").isEmpty)
        #expect(await ids("status=pending") == ["three", "one"])
        for id in ["one-d", "two-d", "three-d"] {
            let refused = await scene.ask("POST", "/api/v1/deliveries/\(id)/redrive")
            #expect(refused.status == 409)
            #expect(refused.body["error"]?["code"] == "not_dead")
        }
        let unknown = await scene.ask("POST", "/api/v1/deliveries/nobody/redrive")
        #expect(unknown.status == 404)
        #expect(unknown.body["error"]?["code"] == "unknown_delivery")
        let page = await scene.ask(
            "POST", path, headers: ["Host": "localhost", "Origin": "http://evil.example"])
        #expect(page.status == 403)
    }

    @Test("without its journal everything that needs it says so, and when to come back")
    func withoutJournal() async throws {
        try await scene.append("one")
        try await scene.plan(.dead)
        await scene.journal.close()
        scene.readers.close()
        for (method, path) in [
            ("GET", "/api/v1/events"), ("GET", "/api/v1/events/one"),
            ("GET", "/api/v1/deliveries"), ("GET", "/api/v1/receivers"),
            ("POST", "/api/v1/deliveries/one-d/redrive"),
        ] {
            let answer = await scene.ask(method, path)
            #expect(answer.status == 503, "\(path)")
            #expect(answer.body["error"]?["code"] == "journal_unavailable")
            #expect(answer.headers["Retry-After"] == "5")
        }
        let metrics = await scene.ask("GET", "/metrics")
        #expect(metrics.status == 200)
    }
}
