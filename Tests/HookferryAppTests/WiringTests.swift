import Actions
import Deliveries
import HTTP
import Intake
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

    @Test("messages link to the admin listener where people reach it")
    func adminURL() throws {
        let scene = try Scene()
        let settings = try scene.settings(extra: "adminUrl: https://hookferry.example.com/")
        let wiring = try Wiring(settings, outbound)
        #expect(wiring.directions.actions.adminURL == "https://hookferry.example.com")
        #expect(try Wiring(try scene.settings(), outbound).directions.actions.adminURL == nil)
    }
}
