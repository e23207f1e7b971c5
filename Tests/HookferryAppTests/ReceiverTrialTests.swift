import Actions
import Configuration
import HTTP
import TestSupport
import Testing

@testable import HookferryApp

@Suite("Trial of a receiver")
struct ReceiverTrialTests {
    @Test("posts one message over a client of its own")
    func run() async throws {
        let scene = try Scene()
        let receiver = try #require(try scene.settings().receivers["ops"])
        let answer = try await ReceiverTrial.run(receiver, named: "ops")
        #expect(answer.isDelivered && answer.status == 200)
        #expect(scene.slack.received.count == 1)
        #expect(await scene.told() == "Hookferry test message")
    }
}
