import Events
import HTTP
import JSON
import Journal
import TestSupport
import Testing

@testable import HookferryApp

@Suite("Bridge")
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
