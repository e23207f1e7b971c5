import Events
import Foundation
import HTTP
import JSON
import Journal
import Lifecycle
import TestSupport
import Testing

@testable import HookferryApp

@Suite("Bridge", .timeLimit(.minutes(3)))
struct BridgeTests {
    @Test("a callback becomes a message, and the journal is whole after the end")
    func aCallbackBecomesAMessage() async throws {
        let scene = try Scene()
        let bridge = try await scene.bridge(try scene.settings())
        try await scene.run(bridge) {
            let status = try await scene.post("a", to: bridge.ports.intake)
            #expect(status == 202)
            #expect(await scene.told() == "one a")
        }
        let events = try await JournalReader(path: scene.journal).events(limit: 10)
        #expect(events.flatMap(\.deliveries).map(\.status) == [.succeeded])
    }

    @Test("what was accepted before run is acted on when it runs")
    func acceptedBeforeRun() async throws {
        let scene = try Scene()
        let bridge = try await scene.bridge(try scene.settings())
        #expect(try await scene.post("early", to: bridge.ports.intake) == 202)
        try await scene.run(bridge) { #expect(await scene.told() == "one early") }
    }

    @Test("a port that is taken is one sentence, and journal and other port are free again")
    func aTakenPort() async throws {
        let scene = try Scene()
        let taken = scene.slack.server.port
        let settings = try scene.settings(listen: "127.0.0.1:\(taken)")
        let error = await #expect(throws: BridgeError.self) {
            _ = try await scene.bridge(settings)
        }
        #expect(error?.message.hasPrefix("cannot listen on 127.0.0.1:\(taken): ") == true)
        let bridge = try await scene.bridge(try scene.settings())
        try await scene.run(bridge) {
            let status = try await scene.post("b", to: bridge.ports.intake)
            #expect(status == 202)
        }
    }

    @Test("a journal that another bridge has open is one sentence")
    func aJournalInUse() async throws {
        let scene = try Scene()
        let settings = try scene.settings()
        let bridge = try await scene.bridge(settings)
        let error = await #expect(throws: BridgeError.self) {
            _ = try await scene.bridge(settings)
        }
        #expect(error?.message.hasPrefix("the journal \(scene.journal)") == true)
        try await scene.run(bridge) {}
    }

    @Test("a reload swaps rules and sources together")
    func aReloadSwaps() async throws {
        let scene = try Scene()
        let bridge = try await scene.bridge(try scene.settings())
        try await scene.run(bridge) {
            let port = bridge.ports.intake
            #expect(try await scene.post("a", to: port) == 202)
            #expect(await scene.told() == "one a")
            try scene.directory.write(Scene.rules(saying: "two"), to: "rules.yaml")
            try bridge.reload(try scene.settings(source: "deploys"))
            #expect(try await scene.post("b", to: port) == 404)
            #expect(try await scene.post("c", to: port, source: "deploys") == 202)
            #expect(await scene.told() == "two c")
        }
    }

    @Test("two hundred that wait cost no thread and keep nobody waiting")
    func twoHundredWait() async throws {
        let isBusy = Locked(true)
        let slack = try StubUpstream { _ in
            while isBusy.withLock({ $0 }) { try? await Task.sleep(for: .milliseconds(10)) }
            return HTTPResponse(status: 200, body: Array("ok".utf8))
        }
        let scene = try Scene(slack: slack)
        let client = try HTTPClient(
            limits: HTTPClient.Limits(connectionsPerOriginMax: 240, connectionsMax: 240))
        let bridge = try await scene.bridge(try scene.settings())
        try await scene.run(bridge) {
            let port = bridge.ports.intake
            #expect(try await scene.post("before", to: port) == 202)
            let threads = try Self.threads()
            let statuses = try await withThrowingTaskGroup(of: JSONValue?.self) { group in
                for _ in 0..<200 {
                    group.addTask {
                        let answer = try await client.send(
                            scene.request("gate", to: port, ["Prefer": "wait=300"]))
                        return try JSONValue(parsing: answer.body)["status"]
                    }
                }
                while !Task.isCancelled, bridge.watch.count < 200 { await Task.yield() }
                #expect(try Self.threads() < threads + 20)
                for number in 0..<20 {
                    #expect(try await scene.post("other \(number)", to: port) == 202)
                }
                #expect(bridge.watch.count == 200)
                isBusy.withLock { $0 = false }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.count { $0 == "succeeded" } == 1)
            #expect(statuses.count { $0 == "duplicate" } == 199)
            #expect(bridge.watch.count == 0)
        }
    }

    private static func threads() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count
    }

    @Test("the probes answer on the admin port only, and HEAD has no body")
    func theProbesAnswer() async throws {
        let scene = try Scene()
        let bridge = try await scene.bridge(try scene.settings())
        try await scene.run(bridge) {
            let (intake, admin) = bridge.ports
            #expect(try await scene.get(admin, "/readyz").status == 200)
            #expect(try await scene.get(admin, "/healthz").status == 200)
            let head = try await scene.get(admin, "/readyz", method: "HEAD")
            #expect((head.status, head.body.isEmpty) == (200, true))
            #expect(try await scene.get(intake, "/readyz").status == 404)
            #expect(try await scene.get(intake, "/healthz").status == 200)
        }
    }
}
