import Actions
import HTTP
import JSON
import Journal
import Lifecycle
import Rules
import Telemetry

/// The admin listener of design.md section 9 as one function: what there is to ask for stands in
/// `AdminRoute.all`.
struct AdminListener: Sendable {
    /// What the listener works with.
    struct Parts: Sendable {
        let journal: any EventJournal
        let readers: AdminReaders
        let readiness: Readiness
        let metrics: Metrics
        let door: AdminDoor
        let clock: WallClock
        let logger: Logger
        /// Those of the latest reload.
        let receivers: @Sendable () -> [String: Receiver]
        let rules: @Sendable () -> [Rule]
        let isDraining: @Sendable () -> Bool
    }

    let parts: Parts

    init(_ parts: Parts) { self.parts = parts }

    /// Answers one request.
    func respond(to request: HTTPRequest) async -> HTTPResponse {
        do throws(AdminRefusal) { return try await answer(request) } catch {
            return error.response
        }
    }

    private func answer(_ request: HTTPRequest) async throws(AdminRefusal) -> HTTPResponse {
        let found = AdminRoute.all.compactMap { route in
            route.match(request.path).map { (route: route, id: $0) }
        }
        // Strangers are not even told what there is.
        if found.first?.route.access != .anybody { try parts.door.admit(request) }
        guard !found.isEmpty else { throw AdminRefusal(.notFound, "There is nothing here.") }
        guard let (route, id) = found.first(where: { $0.route.methods.contains(request.method) })
        else {
            let methods = found.flatMap(\.route.methods).joined(separator: ", ")
            throw AdminRefusal(
                .methodNotAllowed, "This is asked for with \(methods).",
                headers: ["Allow": methods])
        }
        if route.method == .post { try parts.door.admitChange(request) }
        let query = route.readsQuery ? request.query : nil
        return try await route.answer(
            self, AdminRequest(id: id, query: try AdminQuery(query, of: route.parameters)))
    }

    // MARK: Probes and metrics

    /// Ready means: a delivery posted now would be kept.
    func readiness() async -> HTTPResponse {
        guard !parts.isDraining() else { return .json(503, ["status": "draining"]) }
        let state = await parts.readiness.state()
        return .json(state == .ready ? 200 : 503, ["status": .string(state.rawValue)])
    }

    /// What the process has counted is told even when the journal cannot be read.
    func metrics() async -> HTTPResponse {
        let now = parts.clock.now()
        let readings = try? await parts.readers.measure { (gauges) throws(JournalError) in
            try await gauges.readings(now: now)
        }
        let text = parts.metrics.text(readings, now: now)
        return .text(200, text, as: MetricText.contentType)
    }

    // MARK: Lists

    func receiverList() async throws(AdminRefusal) -> HTTPResponse {
        let destinations = try await parts.readers.measure { (gauges) throws(JournalError) in
            try await gauges.destinations()
        }
        let list = ReceiverList(parts.receivers(), destinations, now: parts.clock.now())
        return .json(200, list.json)
    }

    func ruleList() -> HTTPResponse { .json(200, RuleList(parts.rules()).json) }
}
