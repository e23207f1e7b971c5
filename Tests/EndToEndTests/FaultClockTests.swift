import Foundation
import HTTP
import JSON
import TestSupport
import Testing

extension EndToEnd {
    @Suite(
        "A clock that is set while the bridge runs",
        .enabled(if: ShiftedClock.isThere, "needs a C compiler"), .serialized)
    struct FaultClockTests {
        private static let year: Int64 = 365 * 86_400

        @Test("what waits for its next try is carried out, a year on", .timeLimit(.minutes(2)))
        func aYearOn() async throws { try await retries(after: Self.year) }

        @Test("what waits for its next try is carried out, a year back", .timeLimit(.minutes(2)))
        func aYearBack() async throws { try await retries(after: -Self.year) }

        /// Calls fail until the clock is set, and then would succeed.
        private func retries(after seconds: Int64) async throws {
            let stage = try FaultStage()
            let clock = try ShiftedClock()
            let throttles = Throttling()
            let aws = try StubUpstream { request in await throttles.answer(request) }
            let bridge = try stage.start(
                adding: clock.environment.merging(["AWS_ENDPOINT_URL_CONFIG_SERVICE": aws.url]) {
                    $1
                })
            let intake = try #require(await bridge.addresses()).intake
            let answers = try await stage.post((0..<8).map { "event-\($0)" }, to: intake)
            #expect(answers.accepted.count == 8)
            #expect(await Poll.until { await throttles.refused.count == 8 })
            let before = bridge.processorSeconds
            await throttles.end()
            try clock.set(seconds: seconds)
            #expect(await stage.post("new", to: intake)?.status == 202)
            let wanted = answers.accepted.union(["new"])
            #expect(await Poll.until { await throttles.carriedOut == wanted })
            #expect(bridge.processorSeconds - before < 5, "it does not turn without end")
            #expect(await stage.stop(bridge) == 0)
        }

        @Test("a fresh SNS message is refused only while it is old by the clock")
        func freshMessages() async throws {
            let stage = try Stage()
            let clock = try ShiftedClock()
            let bridge = try BridgeProcess(
                ["serve", "--config", stage.configurationPath],
                environment: stage.environment.merging(clock.environment) { $1 })
            let intake = try #require(await bridge.addresses()).intake
            func status(_ id: String) async -> Int? {
                await stage.send(SNSSender.content(snapshot: id), to: intake)?.status
            }
            #expect(await status("right") == 202)
            try clock.set(seconds: Self.year)
            #expect(await status("old") == 403)
            try clock.set(seconds: 0)
            #expect(await status("right-again") == 202)
            bridge.signal(SIGTERM)
            #expect(await bridge.exitCode() == 0)
        }
    }
}

/// AWS Config, too busy at first.
private actor Throttling {
    private var isBusy = true
    private(set) var refused: Set<String> = []
    private(set) var carriedOut: Set<String> = []

    func end() { isBusy = false }

    func answer(_ request: HTTPRequest) -> HTTPResponse {
        let input = try? JSONValue(parsing: request.body)
        guard let channel = input?["deliveryChannelName"]?.stringValue else {
            return HTTPResponse(status: 400)
        }
        if isBusy {
            refused.insert(channel)
            return HTTPResponse(
                status: 400, body: Array(#"{"__type":"ThrottlingException"}"#.utf8))
        }
        carriedOut.insert(channel)
        let answer: JSONValue = ["configSnapshotId": .string(channel)]
        return HTTPResponse(status: 200, body: answer.serializedBytes())
    }
}
