import HTTP
import JSON
import Journal

/// The admin listener's probes; the rest of design.md section 9 comes to stand beside them.
struct AdminListener: Sendable {
    let journal: EventJournal
    let isDraining: @Sendable () -> Bool

    func respond(to request: HTTPRequest) async -> HTTPResponse {
        guard request.method == "GET" || request.method == "HEAD" else {
            return Self.refuse(
                405, "method_not_allowed", "The admin listener is read with GET.",
                ["Allow": "GET, HEAD"])
        }
        switch request.path {
        case "/healthz": return Self.answer(200, ["status": "ok"])
        case "/readyz": return await readiness()
        default: return Self.refuse(404, "not_found", "There is nothing here.")
        }
    }

    /// Ready means: a delivery posted now would be kept.
    private func readiness() async -> HTTPResponse {
        guard !isDraining() else { return Self.answer(503, ["status": "draining"]) }
        do {
            _ = try await journal.unplanned(limit: 1)
            return Self.answer(200, ["status": "ready"])
        } catch {
            return Self.answer(503, ["status": "journal_unavailable"])
        }
    }

    private static func refuse(
        _ status: Int, _ code: String, _ message: String, _ headers: HTTPHeaders = [:]
    ) -> HTTPResponse {
        let error: JSONValue = ["code": .string(code), "message": .string(message)]
        return answer(status, ["error": error], headers)
    }

    private static func answer(
        _ status: Int, _ body: JSONValue, _ headers: HTTPHeaders = [:]
    ) -> HTTPResponse {
        var headers = headers
        headers.add("Content-Type", "application/json")
        return HTTPResponse(status: status, headers: headers, body: body.serializedBytes())
    }
}
