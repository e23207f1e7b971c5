import Foundation
import HTTP
import JSON
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Signals to the built binary", .serialized)
    struct SignalTests {
        @Test("a second signal ends at once what the first one would have waited for")
        func aSecondSignalEndsAtOnce() async throws {
            let stage = try Stage(pause: 60_000)
            let bridge = try stage.start()
            let intake = try #require(await bridge.addresses()).intake
            _ = await stage.send(SNSSender.content(snapshot: "a"), to: intake)
            for await _ in stage.slack.requests { break }
            bridge.signal(SIGTERM)
            bridge.signal(SIGINT)
            #expect(await bridge.exitCode() == 1)
            #expect(bridge.log.contains { $0.contains("a second signal") })
        }
    }
}
