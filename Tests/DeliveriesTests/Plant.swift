import AWS
import Actions
import EventPatterns
import Events
import HTTP
import JSON
import Lifecycle
import Rules
import Telemetry
import TestSupport
import Testing

@testable import Deliveries
@testable import Journal

/// An engine with a real journal file and real loopback servers for AWS and Slack; only time and
/// chance are the test's.
final class Plant: Sendable {
    let directory: TemporaryDirectory
    let journal: SQLiteJournal
    let time: ManualTime
    let aws: StubUpstream
    let slack: StubUpstream
    private let http: HTTPClient
    private let options: ReceiverOptions
    private let isHosted: Bool
    private let rates: [String: Rate]
    /// Log lines, as they are written.
    let lines: AsyncStream<JSONValue>
    private let line: AsyncStream<JSONValue>.Continuation
    private let settled: AsyncStream<String>
    private let settle: AsyncStream<String>.Continuation

    typealias Respond = @Sendable (HTTPRequest) async -> HTTPResponse

    static let delivered = HTTPResponse(
        status: 200, headers: ["Content-Type": "application/x-amz-json-1.1"],
        body: Array(#"{"configSnapshotId":"s-1"}"#.utf8))
    /// AWS's word for a channel that is not there: permanent.
    static let noChannel = HTTPResponse(
        status: 400, body: Array(#"{"__type":"NoSuchDeliveryChannelException"}"#.utf8))
    static let posted = HTTPResponse(status: 200, body: Array("ok".utf8))
    /// Slack's word for a webhook that was removed.
    static let gone = HTTPResponse(status: 404, body: Array("no_service".utf8))
    /// For tests of anything but the pace.
    static let quick = ReceiverOptions(
        rate: Rate(count: 1_000, periodMilliseconds: 1_000), burst: 1_000)

    /// - Parameter isHosted: whether the receivers' platform knows at once that it is gone.
    init(
        in directory: TemporaryDirectory? = nil, options: ReceiverOptions = Plant.quick,
        isHosted: Bool = true, rates: [String: Rate] = [:],
        aws: @escaping Respond = { _ in Plant.delivered },
        slack: @escaping Respond = { _ in Plant.posted }
    ) throws {
        self.directory = try directory ?? TemporaryDirectory()
        journal = try SQLiteJournal(path: "\(self.directory.path)/journal.db")
        self.aws = try StubUpstream(connectionsMax: Self.connectionsMax, respond: aws)
        self.slack = try StubUpstream(respond: slack)
        self.options = options
        self.isHosted = isHosted
        self.rates = rates
        time = ManualTime()
        http = try Self.client()
        (lines, line) = AsyncStream.makeStream(of: JSONValue.self)
        (settled, settle) = AsyncStream.makeStream(of: String.self)
    }

    /// The same place and the same servers after a restart.
    init(after other: Plant) async throws {
        await other.journal.close()
        directory = other.directory
        journal = try SQLiteJournal(path: "\(directory.path)/journal.db")
        (aws, slack, options, isHosted) = (other.aws, other.slack, other.options, other.isHosted)
        rates = other.rates
        time = other.time
        http = try Self.client()
        (lines, line) = AsyncStream.makeStream(of: JSONValue.self)
        (settled, settle) = AsyncStream.makeStream(of: String.self)
    }

    /// Both of AWS's regions are one server here.
    private static let connectionsMax = 3_000

    private static func client() throws -> HTTPClient {
        try HTTPClient(
            limits: HTTPClient.Limits(
                connectionsPerOriginMax: connectionsMax, connectionsMax: connectionsMax))
    }

    /// What an attempt and the engine work with: a rule for every event, three receivers, of which
    /// `ops` and `twin` are one place.
    func parts(
        _ plan: PlannedDelivery?, for pattern: String = Plant.callbacks, failures: String? = nil,
        surroundings: Surroundings? = nil, limits: DeliveryEngine.Limits = DeliveryEngine.Limits(),
        attempted: @escaping @Sendable (AttemptEnd) -> Void = { _ in }
    ) throws -> DeliveryEngine.Parts {
        let rules = try plan.map { plan in
            Rule(
                name: plan.rule, pattern: try EventPattern(parsing: pattern), steps: plan.steps,
                onFailure: plan.onFailure)
        }
        let directions = Directions(
            rules: RuleSet([rules].compactMap { $0 }), actions: try catalog(), failures: failures)
        let surroundings = surroundings ?? time.surroundings()
        return DeliveryEngine.Parts(
            journal: journal, directions: { directions },
            layout: { [options, rates] in
                // The same for the same settings, in this process.
                QueueLayout(messages: Int64(options.hashValue), calls: Int64(rates.hashValue))
            },
            ids: IDSource(clock: surroundings.clock), surroundings: surroundings,
            limits: limits,
            logger: Logger(
                format: .json, threshold: .info, time: { "" },
                write: { [line] text in
                    do { line.yield(try JSONValue(parsing: text)) } catch {
                        Issue.record("a log line is not JSON: \(error)")
                    }
                }), settled: { [settle] id in settle.yield(id) }, attempted: attempted)
    }

    /// What a rule of these tests matches unless they say otherwise.
    static let callbacks = #"{"source":["ci"]}"#

    private func catalog() throws -> ActionCatalog {
        let environment = [
            "AWS_ACCESS_KEY_ID": "AKIATESTTESTTESTTEST", "AWS_SECRET_ACCESS_KEY": "marked-secret",
            "AWS_ENDPOINT_URL": aws.url, "HOME": directory.path,
        ]
        let client = AWSClient(
            http: http, endpoints: Endpoints(environment: environment),
            credentials: CredentialChain.standard(
                CredentialParts(http: http, environment: environment)),
            surroundings: AWSClient.Surroundings(
                clock: .system, sleep: { _ in }, random: { 0 }, identifier: { "call" }))
        func receiver(_ path: String) -> Receiver {
            let platform = Slack(
                url: Secret(slack.url + path),
                allowed: ["127.0.0.0/8"].compactMap(AddressRange.init(cidr:)))
            return Receiver(
                isHosted ? platform : SelfHosted(slack: platform), options: options)
        }
        return ActionCatalog(
            calls: AWSCallAction(
                standard: AWSTarget(client: client, region: "us-east-2"), rates: rates),
            receivers: [
                "ops": receiver("/ops"), "twin": receiver("/ops"), "team": receiver("/team"),
            ], http: http)
    }

    /// Runs an engine while `body` lasts; when this returns, everything is recorded.
    func run(
        _ plan: PlannedDelivery?, for pattern: String = Plant.callbacks, failures: String? = nil,
        _ body: () async throws -> Void
    ) async throws {
        let engine = DeliveryEngine(try parts(plan, for: pattern, failures: failures))
        let running = Task { await engine.run() }
        let result: Result<Void, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        await engine.stop()
        await running.value
        try result.get()
    }

    /// Accepts an event and starts one delivery for it, without an engine.
    func start(_ plan: PlannedDelivery, event id: String = "E1") async throws {
        try await start(plan, of: Fixtures.event(id))
    }

    func start(_ plan: PlannedDelivery, of event: Event) async throws {
        _ = try await journal.append(event)
        let last = try #require(try await journal.unplanned(limit: 100).last)
        try await journal.recordPlans(
            through: last.sequence,
            [NewDelivery(id: "D-\(event.intake.id)", eventSequence: last.sequence, plan: plan)],
            now: time.now)
    }

    /// The one step that is due.
    func due() async throws -> DueStep {
        try #require(try await journal.lease(now: time.now, limit: 1).first)
    }

    /// The `next` of the following attempts that end, in order.
    func ends(_ count: Int) async -> [String] {
        var ends: [String] = []
        for await line in lines where line["message"] == "attempt ended" {
            ends.append(line["next"]?.stringValue ?? "")
            if ends.count == count { break }
        }
        return ends
    }

    /// The id of the next event of which there is news.
    func news() async -> String? {
        for await id in settled { return id }
        return nil
    }

    /// The deliveries of an event as its page has them.
    func deliveries(of id: String = "E1") async throws -> [JSONValue] {
        let page = try await JournalReader(path: "\(directory.path)/journal.db").event(id)
        return page?["deliveries"]?.arrayValue ?? []
    }

    /// Returns when the event's delivery follows: the log tells of it before the journal has it.
    func isFollowing(_ id: String = "E1") async throws {
        while !Task.isCancelled, try await deliveries(of: id).first?["status"] != "following" {
            await Task.yield()
        }
    }

    /// Returns when the engine sleeps and every step that is left waits for its time.
    func allWait() async throws {
        let gauges = try JournalGauges(path: "\(directory.path)/journal.db")
        while !Task.isCancelled {
            let readings = try await gauges.readings(now: time.now)
            if readings.dueSteps == 0, readings.unplannedEvents == 0, time.sleeps > 0 { return }
            await Task.yield()
        }
    }

    /// What has become of an event, as those hear of it who wait for it.
    func outcome(of id: String = "E1") async throws -> EventOutcome.Status? {
        try await JournalReader(path: "\(directory.path)/journal.db").outcome(
            of: id, source: "pipeline", apartFrom: Announcement.rule)?.status
    }

    /// The `text` of every message that Slack got, without its icon and what parts names of hosts.
    var told: [String] { slack.received.map(Self.text) }

    static func text(of request: HTTPRequest) -> String {
        let text = (try? JSONValue(parsing: request.body))?["text"]?.stringValue ?? ""
        return String(text.drop { $0 != " " }.dropFirst()).replacing("\u{200B}", with: "")
    }
}

extension SQLiteJournal {
    /// How tests fill the disk: the file may not grow beyond this, or beyond what it has.
    func limit(pages: Int) throws { try openTables().limitPages(pages) }
}
