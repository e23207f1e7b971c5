import Configuration
import Cryptography
import Events
import HTTP
import Intake
import Journal
import Lifecycle
import Telemetry

/// `hookferry demo`: a bridge between stand-ins on loopback ports, and a story of snapshots.
package struct Demo: Sendable {
    private let isVerbose: Bool
    private let timeline: Timeline
    private let clock = WallClock.system

    /// The story takes about two seconds; after this it has failed.
    static let deadlineMilliseconds: Int64 = 10_000

    package init(isVerbose: Bool, usesColor: Bool, write: @escaping @Sendable (String) -> Void) {
        self.isVerbose = isVerbose
        timeline = Timeline(clock: .system, usesColor: usesColor, write: write)
    }

    /// Plays the story; false when it did not come to its end. Leaves nothing behind.
    package func run() async -> Bool {
        let watch = await SignalWatch([.interrupt, .terminate])
        let play = Task { try await self.play() }
        let interruption = Task {
            for await _ in watch.signals { play.cancel() }
        }
        defer { interruption.cancel() }
        do {
            return try await play.value
        } catch {
            timeline.say(play.isCancelled ? "\ninterrupted" : "\nthe demo failed: \(error)")
            return false
        }
    }

    private func play() async throws -> Bool {
        timeline.say("hookferry demo – no account, no network: SNS, AWS and Slack are stand-ins\n")
        let world = AWSStandIn.World(
            secretAccessKey: try Self.randomSecret(), confirmationToken: try Self.randomSecret())
        let token = try Self.randomSecret()
        let signer = try SNSSigner(
            region: world.region, key: try PrivateKey.generate(bits: 2048), now: clock.now())
        let files = try DemoFiles(signer: signer, topic: world.topic)
        defer { files.remove() }
        let (sightings, seen) = AsyncStream.makeStream(of: Sighting.self)
        let aws = AWSStandIn(world: world, clock: clock) { seen.yield(.aws($0)) }
        let slack = SlackStandIn { seen.yield(.slack($0)) }
        let awsServer = try Self.server(aws.respond)
        let slackServer = try Self.server(slack.respond)
        let environment = [
            "AWS_ACCESS_KEY_ID": world.accessKeyID,
            "AWS_SECRET_ACCESS_KEY": world.secretAccessKey.reveal(),
            "AWS_ENDPOINT_URL": "http://127.0.0.1:\(awsServer.port)",
            "SLACK_WEBHOOK_URL": "http://127.0.0.1:\(slackServer.port)\(SlackStandIn.path)",
            "PIPELINE_TOKEN": token.reveal(),
        ]
        let bridge = try await bridge(files, environment)
        let http = try HTTPClient()
        let sender = Sender(
            http: http, signer: signer, world: world, clock: clock, port: bridge.ports.intake,
            timeline: timeline)
        let story = Story(sender: sender, token: token, timeline: timeline)
        let isTold = try await withBridge(bridge) {
            try await story.play(sightings, deadline: Self.deadlineMilliseconds)
        }
        await http.shutdown()
        _ = await awsServer.drain(deadlineMilliseconds: 1_000)
        _ = await slackServer.drain(deadlineMilliseconds: 1_000)
        try await conclude(files, isTold)
        return isTold
    }

    /// What the stand-ins saw.
    enum Sighting: Sendable {
        case aws(AWSStandIn.Sighting)
        case slack(SlackStandIn.Sighting)
    }

    /// Runs the bridge for as long as `body` takes, and ends it gracefully.
    private func withBridge(
        _ bridge: Bridge, _ body: () async throws -> Bool
    ) async throws -> Bool {
        let (stopped, stop) = AsyncStream.makeStream(of: Void.self)
        let running = Task { try await bridge.run { for await _ in stopped {} } }
        let result: Result<Bool, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        stop.finish()
        try await running.value
        return try result.get()
    }

    private func bridge(
        _ files: DemoFiles, _ environment: [String: String]
    ) async throws -> Bridge {
        let loaded = ConfigurationLoader.load(
            path: files.configurationPath, environment: environment, purpose: .serve)
        guard let settings = loaded.settings else {
            throw BridgeError(loaded.diagnostics.map { "\($0)" }.joined(separator: "\n"))
        }
        let logger = Logger(
            format: .text, threshold: isVerbose ? .debug : .error,
            time: { WallClock.system.now().iso8601 }, write: StandardStreams.writeError)
        return try await Bridge(settings, environment: environment, logger: logger)
    }

    /// Reads the journal as `hookferry events` would, after the bridge has closed it.
    private func conclude(_ files: DemoFiles, _ isTold: Bool) async throws {
        let events = try await JournalReader(path: files.journalPath).events(limit: 100)
        let deliveries = events.flatMap(\.deliveries)
        let succeeded = deliveries.count { $0.status == .succeeded }
        let seconds = Double(timeline.elapsedMilliseconds) / 1000
        timeline.say(
            "\nThe journal kept \(events.count) events and \(deliveries.count) deliveries, "
                + "\(succeeded) of them succeeded. It took \(seconds) s.")
        timeline.say(
            isTold
                ? "Next: README.md, “A first real set-up”, and examples/quickstart."
                : "The story did not come to its end; `hookferry demo --verbose` shows the log.")
    }

    private static func randomSecret() throws -> Secret {
        Secret(Hex.encode(try RandomBytes.make(count: 20)))
    }

    private static func server(
        _ respond: @escaping @Sendable (HTTPRequest) -> HTTPResponse
    ) throws(HTTPServerError) -> HTTPServer {
        try HTTPServer(
            HTTPServerConfiguration(host: "127.0.0.1", port: 0, threads: 1),
            refuse: { _ in HTTPResponse(status: 400) }, respond: { respond($0) })
    }
}
