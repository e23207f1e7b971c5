import Actions
import Deliveries
import Events
import HTTP
import JSON
import Lifecycle
import Rules
import Telemetry
import TestSupport
import Testing

@testable import HookferryApp
@testable import Journal

/// An admin listener on a real journal, asked as the HTTP server would ask it.
final class AdminScene: Sendable {
    static let now = Timestamp(milliseconds: 1_795_269_600_000)

    let directory: TemporaryDirectory
    let journal: SQLiteJournal
    let readers: AdminReaders

    init() throws {
        directory = try TemporaryDirectory()
        journal = try SQLiteJournal(path: "\(directory.path)/journal.db")
        readers = try AdminReaders(path: "\(directory.path)/journal.db", logger: .silent)
    }

    func listener(
        metrics: Metrics = Metrics(startedAt: AdminScene.now), token: Secret? = nil,
        adminURL: String? = nil, draining: Bool = false, rules: [Rule] = [],
        receivers: @escaping @Sendable () -> [String: Receiver] = { [:] }
    ) -> AdminListener {
        let clock = WallClock { Self.now }
        let surroundings = Surroundings(
            clock: clock, sleep: Surroundings.system.sleep, random: { 0.5 })
        return AdminListener(
            AdminListener.Parts(
                journal: journal, readers: readers,
                readiness: Readiness(surroundings: surroundings, probe: journal.probe),
                metrics: metrics,
                door: AdminDoor(token: token, host: "127.0.0.1", url: adminURL), clock: clock,
                logger: .silent, receivers: receivers, rules: { rules },
                isDraining: { draining }))
    }

    /// The answer to a request, and its body where that is JSON.
    func ask(
        _ method: String = "GET", _ path: String, query: String? = nil,
        headers: HTTPHeaders = [:]
    ) async -> (status: Int, body: JSONValue, headers: HTTPHeaders) {
        let response = await listener().respond(
            to: HTTPRequest(method: method, path: path, query: query, headers: headers))
        let body = (try? JSONValue(parsing: response.body)) ?? .null
        return (response.status, body, response.headers)
    }

    /// Keeps an event; its `intake.id` is the name.
    func append(
        _ name: String, source: String = "pipeline", secondsAgo: Int64 = 0,
        detail: JSONValue = [:]
    ) async throws {
        let receivedAt = Self.now.adding(milliseconds: -secondsAgo * 1_000)
        let event = Event(
            EventEnvelope(
                id: name, source: "ci", detailType: "Callback", time: receivedAt.iso8601,
                detail: detail),
            intake: IntakeRecord(
                id: name, source: source, type: "token", receivedAt: receivedAt, deliveryID: name,
                verified: "bearer-token"))
        _ = try await journal.append(event)
    }

    /// Plans a delivery `<event>-d` of one message for every event that has none, in the order of
    /// acceptance, and ends it if there is a status.
    func plan(rule: String = "tell", _ status: DeliveryStatus? = nil) async throws {
        let plan = PlannedDelivery(
            rule: rule, steps: [Step(action: .notify("ops"), template: ["text": "hello"])])
        let events = try await journal.unplanned(limit: 1_000)
        guard let last = events.last else { return }
        try await journal.recordPlans(
            through: last.sequence,
            events.map {
                NewDelivery(
                    id: "\($0.event.intake.id)-d", eventSequence: $0.sequence, plan: plan)
            }, now: Self.now)
        guard let status else { return }
        for step in try await journal.lease(now: Self.now, limit: 1_000) {
            try await end(step, status)
        }
    }

    private func end(_ step: DueStep, _ status: DeliveryStatus) async throws {
        let isDead = status != .succeeded
        try await journal.begin(step, number: 1, input: ["text": "hello"], at: Self.now)
        let attempt = AttemptRecord(
            number: 1, startedAt: Self.now, durationMilliseconds: 12,
            outcome: isDead ? .rejected : .succeeded, reason: isDead ? .refused : nil,
            message: isDead ? "no" : nil, request: ["notify": "ops"], response: nil)
        try await journal.record(
            StepRecord(
                deliverySequence: step.deliverySequence, position: step.position,
                attempt: attempt, transition: .end(status, result: nil, delivery: status),
                failure: isDead ? ["step": 1] : .none),
            now: Self.now)
    }
}
