import Configuration
import Deliveries
import Lifecycle
import Telemetry

/// Loads the configuration again when somebody asks for it and when a file of it has changed, one
/// load after the other.
///
/// Files are looked at once a second and not left to inotify, which does not tell of a ConfigMap's
/// new symlink, of what happens below a bind mount, or on a network disk.
final class Reloads: Sendable {
    private let load: @Sendable () -> LoadResult
    private let apply: @Sendable (Settings) throws(BridgeError) -> Void
    private let surroundings: Surroundings
    private let logger: Logger
    private let isAskedFor = Locked(false)
    private let wakeups: AsyncStream<Void>
    private let wakeup: AsyncStream<Void>.Continuation
    /// Disks can hang. What waits for one then is this thread and none of the pool.
    private let disk = SerialQueueExecutor(label: "hookferry.configuration")

    /// Between two looks at the files.
    static let pauseMilliseconds: Int64 = 1_000

    /// `apply` puts other settings in place.
    init(
        surroundings: Surroundings, logger: Logger, load: @escaping @Sendable () -> LoadResult,
        apply: @escaping @Sendable (Settings) throws(BridgeError) -> Void
    ) {
        self.surroundings = surroundings
        self.logger = logger
        self.load = load
        self.apply = apply
        (wakeups, wakeup) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Asks for a load, whether or not a file has changed.
    func ask() {
        isAskedFor.withLock { $0 = true }
        wakeup.yield()
    }

    /// Works until the task is cancelled, and puts nothing in place after that. `inputs` are those
    /// of the settings in use.
    func run(since inputs: LoadInputs) async {
        let ticking = Task { [surroundings, wakeup] in
            while !Task.isCancelled {
                await surroundings.sleep(Self.pauseMilliseconds)
                wakeup.yield()
            }
        }
        defer { ticking.cancel() }
        var change = SettledChange(since: inputs)
        for await _ in wakeups {
            var isDue = isAskedFor.withLock { asked in
                defer { asked = false }
                return asked
            }
            if !isDue {
                let used = change.used
                isDue = change.isDue(await onDisk { used.lookedAtAgain() })
            }
            guard isDue else { continue }
            let loaded = await onDisk(load)
            guard !Task.isCancelled else { return }
            // Those of broken files too: their next change may repair them.
            change = SettledChange(since: loaded.inputs)
            use(loaded)
        }
    }

    /// All that can fail comes first; a broken file keeps the old rules and says why.
    private func use(_ loaded: LoadResult) {
        for diagnostic in loaded.diagnostics {
            logger.warning("configuration", ["place": .string("\(diagnostic)")], throttle: .none)
        }
        guard let settings = loaded.settings else {
            return logger.error("configuration not reloaded: the old one stays in use")
        }
        do throws(BridgeError) {
            try apply(settings)
        } catch {
            logger.error("configuration not reloaded", ["reason": .string(error.message)])
        }
    }

    private func onDisk<Result: Sendable>(
        _ body: @escaping @Sendable () -> Result
    ) async -> Result {
        await withCheckedContinuation { continuation in
            disk.async { continuation.resume(returning: body()) }
        }
    }
}
