package import Configuration
import Deliveries
import Glibc
import HTTP
import Lifecycle
package import Telemetry

/// `hookferry serve`: loads the configuration, runs the bridge, obeys signals.
package struct App: Sendable {
    private let configurationPath: String
    private let environment: [String: String]
    private let logger: Logger

    package init(configurationPath: String, environment: [String: String], logger: Logger) {
        self.configurationPath = configurationPath
        self.environment = environment
        self.logger = logger
    }

    /// Returns after SIGTERM or SIGINT and a graceful end. `report` takes what is wrong with the
    /// configuration at start; on reload that goes to the log.
    package func run(report: ([Diagnostic]) -> Void) async throws {
        // Before anything else is opened.
        StandardStreams.secure()
        // A signal during the start waits for its end.
        let watch = await SignalWatch()
        LargeBlocks.giveBack()
        let loaded = load()
        report(loaded.diagnostics)
        guard let settings = loaded.settings else {
            throw BridgeError("\(configurationPath) has mistakes; nothing was started")
        }
        let bridge = try await Bridge(settings, environment: environment, logger: logger)
        let (stopped, stop) = AsyncStream.makeStream(of: Void.self)
        let reloads = Reloads(
            surroundings: .system, logger: logger, load: load, apply: bridge.reload)
        let watching = Task { await reloads.run(since: loaded.inputs) }
        let obedience = Task {
            await obey(watch, hangUp: reloads.ask) {
                watching.cancel()
                stop.finish()
            }
        }
        defer { watching.cancel() }
        defer { obedience.cancel() }
        try await bridge.run { for await _ in stopped {} }
    }

    private func load() -> LoadResult {
        ConfigurationLoader.load(
            path: configurationPath, environment: environment, purpose: .serve)
    }

    /// The first signal that asks for the end begins a graceful one, after which nothing is
    /// reloaded; whoever asks again does not want to wait for it.
    private func obey(
        _ watch: SignalWatch, hangUp: @Sendable () -> Void, end: @Sendable () -> Void
    ) async {
        var isStopping = false
        for await signal in watch.signals {
            switch signal {
            case .hangUp: hangUp()
            case .terminate, .interrupt:
                if isStopping { endAtOnce() }
                isStopping = true
                end()
            }
        }
    }

    /// The journal has everything that matters, as after a crash. `_exit` and not `exit`, whose
    /// cleaning up would race with the threads still at work.
    private func endAtOnce() -> Never {
        logger.warning("a second signal: ended without waiting for what was under way")
        _exit(1)
    }
}
