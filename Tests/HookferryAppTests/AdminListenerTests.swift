import HTTP
import JSON
import Journal
import TestSupport
import Testing

@testable import HookferryApp

@Suite("Admin listener")
struct AdminListenerTests {
    private let directory: TemporaryDirectory
    private let journal: EventJournal

    init() throws {
        directory = try TemporaryDirectory()
        journal = try EventJournal(path: "\(directory.path)/journal.db")
    }

    private func ask(
        _ method: String, _ path: String, draining: Bool = false
    ) async throws -> (response: HTTPResponse, body: JSONValue) {
        let listener = AdminListener(journal: journal, isDraining: { draining })
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
        await journal.close()
        let answer = try await ask("GET", "/readyz")
        #expect(answer.response.status == 503)
        #expect(answer.body == ["status": "journal_unavailable"])
    }

    @Test("other methods and paths are refused in the form of design.md section 6")
    func otherRequestsAreRefused() async throws {
        let method = try await ask("POST", "/healthz")
        #expect(method.response.status == 405)
        #expect(method.response.headers["Allow"] == "GET, HEAD")
        #expect(method.body["error"]?["code"] == "method_not_allowed")
        let path = try await ask("GET", "/metrics/..")
        #expect(path.response.status == 404)
        #expect(path.body["error"]?["code"] == "not_found")
        #expect(path.body["error"]?["message"]?.stringValue?.isEmpty == false)
    }
}
