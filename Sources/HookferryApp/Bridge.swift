package import Configuration
package import Deliveries
import Events
import HTTP
import Intake
import Journal
import Lifecycle
import Rules
package import Telemetry

/// The running program: Intake → Journal → Rules → Actions, built in this order from the settings.
package final class Bridge: Sendable {
    private let logger: Logger
    private let outbound: Outbound
    private let journal: any EventJournal
    private let engine: DeliveryEngine
    let watch: OutcomeWatch
    private let readers: AdminReaders
    private let intake: HTTPServer
    private let admin: HTTPServer
    private let wiring: Current<Wiring>
    private let isDraining: Current<Bool>
    private let settings: Settings
    private let surroundings: Surroundings

    /// More than the cores: the polling threads race for new connections, and with two of them one
    /// was seen with three quarters of the work. With eight a quarter more was acknowledged.
    private static let intakeThreads = 8
    /// How long SIGTERM leaves to requests and attempts under way; systemd's default is 90 s.
    static let drainMilliseconds: Int64 = 25_000
    private static let requestDrainMilliseconds = 15_000
    private static let probeDrainMilliseconds = 1_000

    /// Opens the journal and both listeners. Everything that can fail fails here.
    package init(
        _ settings: Settings, environment: [String: String], logger: Logger,
        surroundings: Surroundings = .system
    ) async throws(BridgeError) {
        self.settings = settings
        self.logger = logger
        self.surroundings = surroundings
        let budget = try DescriptorBudget.ofThisProcess()
        let clock = surroundings.clock
        let ids = IDSource(clock: clock)
        outbound = Outbound(
            http: try Self.client(budget), environment: environment, clock: clock)
        let wiring = Current(try Wiring(settings, outbound))
        let isDraining = Current(false)
        let journal = try Self.journal(at: settings.journalPath)
        let watch = OutcomeWatch(
            try Self.reader(of: settings.journalPath), surroundings: surroundings, logger: logger)
        let readers = try Self.adminReaders(of: settings.journalPath, logger)
        let metrics = Metrics(startedAt: clock.now())
        let ingest = IngestHandler(
            IngestHandler.Parts(
                sources: { wiring.read().sources },
                append: { event, fingerprint in
                    if isDraining.read() { return .draining }
                    return await Self.append(event, fingerprint, to: journal, logger)
                },
                outcome: watch.answer, ids: ids, clock: clock,
                refused: { record in
                    metrics.count(record)
                    Self.log(record, logger)
                },
                accepted: { record in
                    metrics.count(record)
                    Self.log(record, logger)
                }, acknowledged: metrics.acknowledged))
        engine = DeliveryEngine(
            DeliveryEngine.Parts(
                journal: journal, directions: { wiring.read().directions },
                layout: { wiring.read().layout }, ids: ids, surroundings: surroundings,
                limits: DeliveryEngine.Limits(inFlightMax: budget.outgoing), logger: logger,
                settled: watch.settled, attempted: metrics.count))
        let listener = AdminListener(
            AdminListener.Parts(
                journal: journal, readers: readers,
                readiness: Readiness(surroundings: surroundings, probe: journal.probe),
                metrics: metrics, door: Self.door(settings), clock: clock, logger: logger,
                receivers: { wiring.read().receivers },
                rules: { wiring.read().directions.rules.rules },
                isDraining: { isDraining.read() }))
        do throws(BridgeError) {
            admin = try Self.server(
                settings.admin, nil, threads: 1, limits: Self.adminLimits, refuse: ingest.refuse,
                respond: listener.respond)
            intake = try Self.server(
                settings.listen, settings.tls, threads: Self.intakeThreads,
                limits: Self.intakeLimits(budget), refuse: ingest.refuse, respond: ingest.handle)
        } catch {
            // A server that is let go of ends a moment later, and would keep the journal so long.
            watch.close()
            readers.close()
            await journal.close()
            throw error
        }
        self.watch = watch
        self.readers = readers
        self.wiring = wiring
        self.isDraining = isDraining
        self.journal = journal
    }

    /// The ports that are listened on; of interest when the settings ask for any free one.
    package var ports: (intake: UInt16, admin: UInt16) { (intake.port, admin.port) }

    /// Works until `untilStopped` returns, finishes what is under way and closes the journal.
    package func run(untilStopped: @escaping @Sendable () async -> Void) async throws {
        logger.info(
            "hookferry is ready",
            [
                "version": .string(Version.text),
                "intake": .string("\(settings.listen.host):\(intake.port)"),
                "admin": .string("\(settings.admin.host):\(admin.port)"),
                "journal": .string(settings.journalPath),
                "rules": .integer(settings.rules.count),
            ])
        let group = ServiceGroup([engineService, retentionService, listenerService]) {
            [surroundings] in await surroundings.sleep(Self.drainMilliseconds)
        }
        do {
            try await group.run(untilStopped: untilStopped)
        } catch {
            await close()
            throw error
        }
        await close()
    }

    /// Puts other rules, receivers and sources in place. What is under way goes on as planned.
    package func reload(_ settings: Settings) throws(BridgeError) {
        let new = try Wiring(settings, outbound)
        wiring.swap(new)
        Task { [engine] in await engine.directionsChanged() }
        if settings.needsRestart(after: self.settings) {
            logger.warning("changed listeners, journal and retention need a restart")
        }
        logger.info(
            "configuration reloaded",
            ["rules": .integer(settings.rules.count), "sources": .integer(settings.sources.count)])
    }

    private func close() async {
        await outbound.http.shutdown()
        watch.close()
        readers.close()
        await journal.close()
        logger.tellLeftOut()
        logger.info("hookferry has stopped")
    }
}

// MARK: Services

extension Bridge {
    private var engineService: Service {
        Service(name: "deliveries") { [engine] in
            await engine.run()
        } stop: { [engine] in
            await engine.stop()
        }
    }

    private var listenerService: Service {
        let (stopped, stop) = AsyncStream.makeStream(of: Void.self)
        return Service(name: "listeners") {
            for await _ in stopped {}
        } stop: { [self] in
            isDraining.swap(true)
            watch.drain()
            if await !intake.drain(deadlineMilliseconds: Self.requestDrainMilliseconds) {
                logger.warning("requests were cut short")
            }
            _ = await admin.drain(deadlineMilliseconds: Self.probeDrainMilliseconds)
            stop.finish()
        }
    }

    private var retentionService: Service {
        let retention = Retention(
            journal: journal, keptMilliseconds: settings.retentionMilliseconds,
            surroundings: surroundings, logger: logger)
        let (stopped, stop) = AsyncStream.makeStream(of: Void.self)
        return Service(name: "retention") {
            let purging = Task { await retention.run() }
            for await _ in stopped {}
            purging.cancel()
            await purging.value
        } stop: {
            stop.finish()
        }
    }
}

// MARK: Parts

extension Bridge {
    static func client(_ budget: DescriptorBudget) throws(BridgeError) -> HTTPClient {
        do throws(HTTPClientError) {
            return try HTTPClient(limits: HTTPClient.Limits(connectionsMax: budget.outgoing))
        } catch {
            throw BridgeError("the HTTP client cannot start: \(error.message)")
        }
    }

    private static func journal(at path: String) throws(BridgeError) -> SQLiteJournal {
        do throws(JournalError) {
            return try SQLiteJournal(path: path)
        } catch {
            throw BridgeError("the journal \(path) cannot be opened: \(error)")
        }
    }

    private static func reader(of path: String) throws(BridgeError) -> JournalReader {
        do throws(JournalError) {
            return try JournalReader(path: path)
        } catch {
            throw BridgeError("the journal \(path) cannot be read: \(error)")
        }
    }

    private static func adminReaders(
        of path: String, _ logger: Logger
    ) throws(BridgeError) -> AdminReaders {
        do throws(JournalError) {
            return try AdminReaders(path: path, logger: logger)
        } catch {
            throw BridgeError("the journal \(path) cannot be read: \(error)")
        }
    }

    private static func door(_ settings: Settings) -> AdminDoor {
        AdminDoor(
            token: settings.adminToken, host: settings.admin.host, url: settings.adminURL)
    }

    /// There are few places: who holds one without a word gives it up soon.
    private static var adminLimits: HTTPServerLimits {
        var limits = HTTPServerLimits()
        limits.connectionsMax = DescriptorBudget.admin
        limits.idleDeadlineMilliseconds = 5_000
        return limits
    }

    private static func intakeLimits(_ budget: DescriptorBudget) -> HTTPServerLimits {
        var limits = HTTPServerLimits()
        limits.connectionsMax = budget.intake
        return limits
    }

    private static func server(
        _ address: SocketAddress, _ tls: HTTPServerConfiguration.TLS?, threads: Int,
        limits: HTTPServerLimits, refuse: @escaping @Sendable (HTTPRefusal) -> HTTPResponse,
        respond: @escaping @Sendable (HTTPRequest) async -> HTTPResponse
    ) throws(BridgeError) -> HTTPServer {
        var configuration = HTTPServerConfiguration(
            host: address.host, port: address.port, tls: tls, threads: threads)
        configuration.limits = limits
        do throws(HTTPServerError) {
            return try HTTPServer(configuration, refuse: refuse, respond: respond)
        } catch {
            throw BridgeError("cannot listen on \(address): \(error.message)")
        }
    }

    private static func append(
        _ event: Event, _ fingerprint: [UInt8]?, to journal: any EventJournal, _ logger: Logger
    ) async -> AppendAnswer {
        do throws(JournalError) {
            switch try await journal.append(event, fingerprint: fingerprint) {
            case .accepted(let id): return .accepted(id: id)
            case .duplicate(let id): return .duplicate(id: id)
            }
        } catch {
            guard error.code != .overloaded else { return .overloaded }
            logger.error("an event cannot be kept", ["reason": .string("\(error)")])
            return .unavailable
        }
    }

    private static func log(_ record: RefusalRecord, _ logger: Logger) {
        logger.warning(
            "request refused",
            [
                "source": .string(record.source ?? ""), "code": .string(record.code.rawValue),
                "reason": .string(record.reason), "from": .string(record.remoteAddress ?? ""),
            ],
            // A stranger's flood must not keep it from being told that a real sender is refused.
            throttle: .each("\(record.source ?? "") \(record.code.rawValue)"))
    }

    private static func log(_ record: AcceptanceRecord, _ logger: Logger) {
        logger.debug(
            "request answered",
            [
                "source": .string(record.source), "status": .string(record.status.rawValue),
                "event": .string(record.id ?? ""), "detail_type": .string(record.detailType ?? ""),
                "from": .string(record.remoteAddress),
            ])
    }
}

extension Settings {
    fileprivate func needsRestart(after old: Settings) -> Bool {
        listen != old.listen || admin != old.admin || adminToken != old.adminToken
            || adminURL != old.adminURL || journalPath != old.journalPath
            || retentionMilliseconds != old.retentionMilliseconds
            || tls?.certificatePEM != old.tls?.certificatePEM || tls?.keyPEM != old.tls?.keyPEM
    }
}
