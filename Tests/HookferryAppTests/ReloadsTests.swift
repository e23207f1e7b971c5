import Configuration
import Deliveries
import Lifecycle
import Rules
import Telemetry
import TestSupport
import Testing

@testable import HookferryApp

@Suite("Reloads", .timeLimit(.minutes(3)))
struct ReloadsTests {
    private let directory: TemporaryDirectory
    private let lines = Locked<[String]>([])
    private let applied: AsyncStream<[String]>
    private let apply: AsyncStream<[String]>.Continuation

    init() throws {
        directory = try TemporaryDirectory()
        (applied, apply) = AsyncStream.makeStream()
        try directory.write(
            """
            sources: {}
            receivers: { ops: { type: slack, url: { env: SLACK_URL } } }
            rules: [rules/*.yaml]

            """, to: "hookferry.yaml")
        try rule("one")
    }

    private func rule(_ name: String, _ pattern: String = "[ci]") throws {
        try directory.write(
            "rules: { \(name): { match: { source: \(pattern) }, steps: [{ notify: ops }] } }\n",
            to: "rules/\(name).yaml")
    }

    private var load: @Sendable () -> LoadResult {
        { [path = directory.path] in
            ConfigurationLoader.load(
                path: "\(path)/hookferry.yaml",
                environment: ["SLACK_URL": "https://hooks.slack.com/services/marked-secret"],
                purpose: .serve)
        }
    }

    /// `pause` stands for the second between two looks.
    private func reloads(
        load: (@Sendable () -> LoadResult)? = nil, refusal: BridgeError? = nil,
        pause: @escaping @Sendable () async -> Void
    ) -> Reloads {
        let surroundings = Surroundings(
            clock: .system,
            sleep: { milliseconds in
                guard milliseconds == Reloads.pauseMilliseconds else { return }
                await pause()
            }, random: { 0 })
        let logger = Logger(
            time: { "" }, write: { [lines] line in lines.withLock { $0.append(line) } })
        return Reloads(
            surroundings: surroundings, logger: logger, load: load ?? self.load,
            apply: { [apply] settings throws(BridgeError) in
                apply.yield(settings.rules.map(\.name))
                if let refusal { throw refusal }
            })
    }

    private func nextApplied() async -> [String]? {
        for await names in applied { return names }
        return nil
    }

    /// Looks at the files as fast as it can while `body` lasts.
    private func watching(_ body: () async throws -> Void) async rethrows {
        let reloads = reloads { await Task.yield() }
        let inputs = load().inputs
        let running = Task { await reloads.run(since: inputs) }
        defer { running.cancel() }
        try await body()
    }

    @Test("changed, new and removed files are loaded without being asked")
    func changes() async throws {
        try await watching {
            try rule("two")
            #expect(await nextApplied() == ["one", "two"])
            try directory.write(
                "rules: { three: { match: { source: [ci] }, steps: [{ notify: ops }] } }\n",
                to: "rules/two.yaml")
            #expect(await nextApplied() == ["one", "three"])
            try FileSystem.removeTree("\(directory.path)/rules/one.yaml")
            #expect(await nextApplied() == ["three"])
        }
        #expect(lines.withLock { $0 }.isEmpty)
    }

    @Test("a broken file is told of once, with its place and no secret, and loaded when repaired")
    func brokenAndRepaired() async throws {
        try await watching {
            try rule("one", "ci")
            while !Task.isCancelled, self.lines.withLock({ $0.count }) < 2 { await Task.yield() }
            try rule("one")
            #expect(await nextApplied() == ["one"])
        }
        let lines = self.lines.withLock { $0 }
        #expect(lines.count == 2)
        let place = "\(directory.path)/rules/one.yaml:1:26: error: a field needs a list"
        #expect(lines.first?.contains(place) == true)
        #expect(lines.last?.contains("not reloaded: the old one stays in use") == true)
        #expect(!lines.contains { $0.contains("marked-secret") })
    }

    @Test("who asks gets a load though nothing has changed, and a refusal is logged")
    func asking() async throws {
        let (never, end) = AsyncStream.makeStream(of: Void.self)
        let reloads = reloads(refusal: BridgeError("no such thing")) {
            for await _ in never {}
        }
        let inputs = load().inputs
        let running = Task { await reloads.run(since: inputs) }
        reloads.ask()
        #expect(await nextApplied() == ["one"])
        reloads.ask()
        #expect(await nextApplied() == ["one"])
        running.cancel()
        await running.value
        end.finish()
        let lines = self.lines.withLock { $0 }
        #expect(lines.count == 2)
        #expect(lines.allSatisfy { $0.contains("\"reason\":\"no such thing\"") })
    }

    @Test("nothing is put in place after the task is cancelled, not even what was loaded by then")
    func cancelled() async throws {
        let running = Locked<Task<Void, Never>?>(nil)
        let reloads = reloads(
            load: { [load] in
                // As when the end is asked for while the files are read.
                while true {
                    guard let task = running.withLock({ $0 }) else { continue }
                    task.cancel()
                    return load()
                }
            }, pause: { await Task.yield() })
        let inputs = load().inputs
        let task = Task { await reloads.run(since: inputs) }
        reloads.ask()
        running.withLock { $0 = task }
        await task.value
        reloads.ask()
        apply.finish()
        #expect(await nextApplied() == nil)
    }
}
