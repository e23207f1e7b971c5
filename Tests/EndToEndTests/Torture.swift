import Foundation
import HTTP
import Lifecycle
import TestSupport

/// Starts a bridge, posts, kills it, and starts it again, as often and for as long as asked for.
final class Torture: Sendable {
    /// What an environment variable may change; `make torture` does.
    struct Measure: Sendable {
        let kills: Int
        let seconds: Int
        let seed: UInt64

        /// The kills that somebody has asked for: fewer of them are no run.
        static let wantedKills = number("TORTURE_KILLS")
        /// Seconds for each of them, on a slow machine.
        private static let secondsPerKill = 3

        /// A short run, as every `make test` makes one.
        static let standard = Measure(
            kills: wantedKills ?? 12,
            seconds: number("TORTURE_SECONDS") ?? wantedKills.map { $0 * secondsPerKill } ?? 18,
            seed: UInt64(number("TORTURE_SEED") ?? Int.random(in: 1..<1_000_000)))

        /// Minutes after which the run hangs.
        static let minutesMax = standard.seconds / 60 + 6

        private static func number(_ name: String) -> Int? {
            ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
        }
    }

    /// The tortured program; the debug build unless `TORTURE_BINARY` names another.
    static let binary =
        ProcessInfo.processInfo.environment["TORTURE_BINARY"].map { path in
            URL(filePath: path, relativeTo: BridgeProcess.checkout).absoluteURL.path()
        } ?? BridgeProcess.binary

    struct Tally {
        var kills: [TorturePlan.Point: Int] = [:]
        /// Bridges that had ended before the kill, as they should after SIGTERM.
        var ended = 0
        var readers = 0
        var complaints: [String] = []

        var killCount: Int { kills.values.reduce(0, +) }
    }

    let measure: Measure
    let ground: TortureGround
    let load: TortureLoad
    let tally = Locked(Tally())

    /// Seconds for the rest of the work after the last kill.
    private static let drainPatience = 120.0
    /// How long a start may take.
    private static let startPatience = Duration.seconds(60)

    init(_ measure: Measure) throws {
        self.measure = measure
        ground = try TortureGround()
        load = try TortureLoad(ground, seed: measure.seed &+ 1)
    }

    func run() async throws {
        var random = SplitMix64(seed: measure.seed)
        let end = Date(timeIntervalSinceNow: Double(measure.seconds))
        for number in 0... {
            guard tally.withLock({ $0.killCount }) < measure.kills, Date() < end else { break }
            try await live(TorturePlan(number, using: &random), number)
        }
        try await drain()
    }

    // MARK: One life

    private func live(_ plan: TorturePlan, _ number: Int) async throws {
        let bridge = try ground.start()
        let kill = TortureKill(plan, of: bridge) { [ground] in
            switch plan.point {
            case .drain: bridge.signal(SIGTERM)
            case .reload: try? ground.reload(bridge, version: number)
            case .answer, .commit, .attempt, .start: break
            }
        }
        ground.whenRequestArrives(kill.requestArrived)
        let reader = plan.isRead ? Task { await read(until: { kill.isOver }) } : nil
        if plan.point == .start {
            kill.arm(log: "")
        } else if let intake = await intake(of: bridge) {
            kill.arm(log: "\(ground.journalPath)-wal")
            await load.post(to: intake, isOver: { kill.isOver }, answered: kill.answered)
        } else {
            complain("the bridge did not start: \(bridge.log.suffix(3))")
            bridge.signal(SIGKILL)
        }
        note(await bridge.exitCode(), at: plan.point, bridge)
        await reader?.value
    }

    /// Nil when the bridge ends before it is ready, or is killed because it does neither.
    private func intake(of bridge: BridgeProcess) async -> String? {
        let patience = Task {
            try await Task.sleep(for: Self.startPatience)
            bridge.signal(SIGKILL)
        }
        defer { patience.cancel() }
        return await bridge.addresses()?.intake
    }

    private func note(_ code: Int32, at point: TorturePlan.Point, _ bridge: BridgeProcess) {
        switch (code, point) {
        case (SIGKILL, _): tally.withLock { $0.kills[point, default: 0] += 1 }
        case (0, .drain): tally.withLock { $0.ended += 1 }
        default: complain("the bridge ended with \(code): \(bridge.log.suffix(3))")
        }
    }

    /// Lists events again and again, on a connection of its own to the same file.
    private func read(until isOver: @Sendable () -> Bool) async {
        repeat {
            let run = try? await CommandRun(
                [
                    "events", "--json", "--limit", "200", "--config",
                    ground.stage.configurationPath,
                ], of: Self.binary, environment: ground.environment)
            tally.withLock { $0.readers += 1 }
            guard run?.exitCode == 0 else {
                return complain("hookferry events: \(run?.error ?? "did not start")")
            }
            try? await Task.sleep(for: .milliseconds(100))
        } while !isOver()
    }

    // MARK: The end

    /// The last life is a long one: what is left is posted and carried out.
    private func drain() async throws {
        let bridge = try ground.start()
        guard let intake = await intake(of: bridge) else {
            return complain("the bridge did not start in the end: \(bridge.log.suffix(3))")
        }
        ground.whenRequestArrives {}
        await load.postRest(to: intake)
        let end = Date(timeIntervalSinceNow: Self.drainPatience)
        while try !TortureReckoning.isDrained(journal: ground.journalPath) {
            guard Date() < end else {
                complain("not everything was carried out in \(Self.drainPatience) s")
                break
            }
            try await Task.sleep(for: .milliseconds(200))
        }
        bridge.signal(SIGTERM)
        let code = await bridge.exitCode()
        if code != 0 { complain("the last bridge ended with \(code)") }
    }

    private func complain(_ text: String) {
        tally.withLock { if $0.complaints.count < 10 { $0.complaints.append(text) } }
    }
}
