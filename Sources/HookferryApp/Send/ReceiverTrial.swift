package import Actions
import HTTP
package import Lifecycle

/// Posts a test message to one receiver, without a bridge.
package enum ReceiverTrial {
    /// What the platform answered.
    ///
    /// - Parameter name: the receiver's in the configuration.
    package static func run(
        _ receiver: Receiver, named name: String, clock: WallClock = .system
    ) async throws(BridgeError) -> TestMessageAnswer {
        let http = try Bridge.client(.ofThisProcess())
        let answer = await receiver.sendTest(named: name, http: http, now: clock.now())
        await http.shutdown()
        return answer
    }
}
