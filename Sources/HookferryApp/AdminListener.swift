import Actions
import HTTP
import Intake
import JSON
import Journal
import Lifecycle
import Telemetry

/// The admin listener's probes, metrics and receivers; the rest of design.md section 9 comes to
/// stand beside them.
struct AdminListener: Sendable {
    let journal: any EventJournal
    let metrics: Metrics
    /// What everything but the probes asks for, as a bearer token; nil asks for nothing.
    private let tokens: Tokens?
    private let clock: WallClock
    /// Those of the latest reload.
    let receivers: @Sendable () -> [String: Receiver]
    let isDraining: @Sendable () -> Bool

    /// What there is to ask for; probes come first.
    private static let pages = [
        ("/healthz", "whether the process lives"),
        ("/readyz", "whether a delivery posted now would be kept"),
        ("/metrics", "counters in Prometheus' text format"),
        ("/api/v1/receivers", "the receivers, and how their destinations are, as JSON"),
    ]

    init(
        journal: any EventJournal, metrics: Metrics, token: Secret?, clock: WallClock,
        receivers: @escaping @Sendable () -> [String: Receiver],
        isDraining: @escaping @Sendable () -> Bool
    ) {
        self.journal = journal
        self.metrics = metrics
        tokens = token.map { Tokens([$0]) }
        self.clock = clock
        self.receivers = receivers
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
        case "/": return Self.text(200, Self.index)
        case "/healthz": return Self.answer(200, ["status": "ok"])
        case "/readyz": return await readiness()
        case "/metrics":
            return HTTPResponse(
                status: 200, headers: ["Content-Type": MetricText.contentType],
                body: Array(metrics.text.utf8))
        case "/api/v1/receivers": return await receiverList()
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

    private func receiverList() async -> HTTPResponse {
        do {
            let list = ReceiverList(
                receivers(), try await journal.destinations(), now: clock.now())
            return Self.answer(200, list.json)
        } catch {
            return Self.refuse(
                503, "journal_unavailable", "The journal cannot be read.", ["Retry-After": "5"])
        }
    }

    private static var index: String {
        let width = pages.map(\.0.count).max() ?? 0
        let lines = pages.map { path, about in
            "\(path)\(String(repeating: " ", count: width + 2 - path.count))\(about)\n"
        }
        return "hookferry \(Version.text)\n\n" + lines.joined()
    }

    private static func text(_ status: Int, _ text: String) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: ["Content-Type": "text/plain; charset=utf-8"],
            body: Array(text.utf8))
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
