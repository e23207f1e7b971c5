package import Configuration
import Glibc
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
        // First of all, so that a signal during the start waits for its end.
        let watch = await SignalWatch()
        let loaded = load()
        report(loaded.diagnostics)
        guard let settings = loaded.settings else {
            throw BridgeError("\(configurationPath) has mistakes; nothing was started")
        }
        let bridge = try await Bridge(settings, environment: environment, logger: logger)
        let (stopped, stop) = AsyncStream.makeStream(of: Void.self)
        let obedience = Task { await obey(watch, bridge, stop) }
        defer { obedience.cancel() }
        try await bridge.run { for await _ in stopped {} }
    }

    private func load() -> LoadResult {
        ConfigurationLoader.load(
            path: configurationPath, environment: environment, purpose: .serve)
    }

    /// Reloads on SIGHUP. The first signal that asks for the end begins a graceful one; whoever
    /// asks again does not want to wait for it.
    private func obey(
        _ watch: SignalWatch, _ bridge: Bridge, _ stop: AsyncStream<Void>.Continuation
    ) async {
        var isStopping = false
        for await signal in watch.signals {
            switch signal {
            case .hangUp where isStopping: continue
            case .hangUp: reload(bridge)
            case .terminate, .interrupt:
                if isStopping { endAtOnce() }
                isStopping = true
                stop.finish()
            }
        }
    }

    /// The journal has everything that matters, as after a crash. `_exit` and not `exit`, whose
    /// cleaning up would race with the threads still at work.
    private func endAtOnce() -> Never {
        logger.warning("a second signal: ended without waiting for what was under way")
        _exit(1)
    }

    /// All that can fail comes first; a broken file keeps the old rules and says why.
    private func reload(_ bridge: Bridge) {
        let loaded = load()
        for diagnostic in loaded.diagnostics {
            logger.warning("configuration", ["place": .string("\(diagnostic)")])
        }
        guard let settings = loaded.settings else {
            return logger.error("configuration not reloaded: the old one stays in use")
        }
        do {
            try bridge.reload(settings)
        } catch {
            logger.error("configuration not reloaded", ["reason": .string(error.message)])
        }
    }
}
