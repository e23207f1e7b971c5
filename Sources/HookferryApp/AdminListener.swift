import HTTP
import Intake
import JSON
import Journal
import Telemetry

/// The admin listener's probes and metrics; the rest of design.md section 9 comes to stand beside
/// them.
struct AdminListener: Sendable {
    let journal: EventJournal
    let metrics: Metrics
    /// What everything but the probes asks for, as a bearer token; nil asks for nothing.
    private let tokens: Tokens?
    let isDraining: @Sendable () -> Bool

    init(
        journal: EventJournal, metrics: Metrics, token: Secret?,
        isDraining: @escaping @Sendable () -> Bool
    ) {
        self.journal = journal
        self.metrics = metrics
        tokens = token.map { Tokens([$0]) }
        self.isDraining = isDraining
    }

    func respond(to request: HTTPRequest) async -> HTTPResponse {
        let isProbe = request.path == "/healthz" || request.path == "/readyz"
        guard isProbe || isAuthorized(request) else {
            return Self.refuse(
                401, "bad_credentials", "The admin token is required as a bearer token.",
                ["WWW-Authenticate": "Bearer realm=\"hookferry admin\""])
        }
        guard request.method == "GET" || request.method == "HEAD" else {
            return Self.refuse(
                405, "method_not_allowed", "The admin listener is read with GET.",
                ["Allow": "GET, HEAD"])
        }
        switch request.path {
        case "/healthz": return Self.answer(200, ["status": "ok"])
        case "/readyz": return await readiness()
        case "/metrics":
            return HTTPResponse(
                status: 200, headers: ["Content-Type": MetricText.contentType],
                body: Array(metrics.text.utf8))
        default: return Self.refuse(404, "not_found", "There is nothing here.")
        }
    }

    private func isAuthorized(_ request: HTTPRequest) -> Bool {
        guard let tokens else { return true }
        let fields = request.headers.values(of: "Authorization")
        let words = fields.first?.split(separator: " ", maxSplits: 1) ?? []
        guard fields.count == 1, words.count == 2, words[0].lowercased() == "bearer" else {
            return false
        }
        return tokens.contains(String(words[1]))
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
