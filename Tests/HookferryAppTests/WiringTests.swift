import Actions
import Deliveries
import HTTP
import Intake
import Journal
import Lifecycle
import Rules
import Testing

@testable import HookferryApp

@Suite("Wiring")
struct WiringTests {
    private let outbound: Outbound

    init() throws {
        outbound = Outbound(http: try HTTPClient(), environment: [:], clock: .system)
    }

    @Test("sources stand at their paths, and rules and the failures receiver are taken over")
    func sourcesStandAtTheirPaths() throws {
        let scene = try Scene()
        let wiring = try Wiring(try scene.settings(extra: "failures: ops"), outbound)
        #expect(wiring.sources[path: "/hooks/pipeline"]?.name == "pipeline")
        #expect(wiring.sources[path: "/hooks/other"] == nil)
        #expect(wiring.directions.rules.rules.map(\.name) == ["tell"])
        #expect(wiring.directions.failures == "ops")
        #expect(wiring.receivers.keys.sorted() == ["ops"])
    }

    @Test("turns rest on where messages go and how often calls are made, and on nothing else")
    func layout() throws {
        let scene = try Scene()
        func layout(_ extra: String = "") throws -> QueueLayout {
            let settings = try scene.settings(extra: extra)
            return try Wiring(settings, outbound).layout
        }
        let plain = try layout()
        #expect(try layout("failures: ops") == plain)
        let slower = try layout("aws: { rates: { \"config:DeliverConfigSnapshot\": 1/h } }")
        #expect(slower.messages == plain.messages && slower.calls != plain.calls)
        let elsewhere = try Wiring(try Scene().settings(), outbound).layout
        #expect(elsewhere.messages != plain.messages && elsewhere.calls == plain.calls)
    }

    @Test("messages link to the admin listener where people reach it")
    func adminURL() throws {
        let scene = try Scene()
        let settings = try scene.settings(extra: "adminUrl: https://hookferry.example.com/")
        let wiring = try Wiring(settings, outbound)
        #expect(wiring.directions.actions.adminURL == "https://hookferry.example.com")
        #expect(try Wiring(try scene.settings(), outbound).directions.actions.adminURL == nil)
    }
}
