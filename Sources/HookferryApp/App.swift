package import Configuration
import FoundationEssentials
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
        let loaded = load()
        report(loaded.diagnostics)
        guard let settings = loaded.settings else {
            throw BridgeError("\(configurationPath) has mistakes; nothing was started")
        }
        let watch = await SignalWatch()
        let bridge = try Bridge(settings, environment: environment, logger: logger)
        try await bridge.run { await obey(watch, bridge) }
    }

    private func load() -> LoadResult {
        ConfigurationLoader.load(
            path: configurationPath, environment: environment, purpose: .serve)
    }

    /// Reloads on SIGHUP; returns on the first signal that asks for the end.
    private func obey(_ watch: SignalWatch, _ bridge: Bridge) async {
        for await signal in watch.signals {
            guard signal == .hangUp else { return }
            reload(bridge)
        }
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
