import Actions
import Foundation
import JSON
import Lifecycle
import Telemetry
import Testing

@testable import HookferryApp
@testable import Journal

@Suite("List of receivers")
struct ReceiverListTests {
    private let slack = Receiver(Slack(url: Secret("https://hooks.slack.com/services/T/B/hidden")))
    private let discord = Receiver(
        Discord(url: Secret("https://discord.com/api/webhooks/1/hidden")))
    private let now = Timestamp(milliseconds: 1_795_269_600_000)

    private func summary(
        _ receiver: Receiver, waiting: Int, _ change: (inout DestinationState) -> Void
    ) -> DestinationSummary {
        var state = DestinationState()
        change(&state)
        return DestinationSummary(
            destination: receiver.platform.destination, waiting: waiting, state: state)
    }

    @Test("receivers stand in the order of their names, with what is known of their destination")
    func joined() throws {
        let destinations = [
            summary(slack, waiting: 7) { state in
                state.nextAt = now.adding(milliseconds: 60_000)
                state.failures = 3
                state.failingSince = now
                state.deadSince = now.adding(milliseconds: 1)
                state.deadMessage = "Slack answered 404 no_service"
            },
            DestinationSummary(
                destination: "elsewhere#12345678", waiting: 9, state: DestinationState()),
        ]
        let list = ReceiverList(
            ["team": slack, "dev": discord, "ops": slack], destinations, now: now)
        let slackEntry: (String) -> JSONValue = { [slack] name in
            [
                "name": .string(name), "type": "slack",
                "destination": .string(slack.platform.destination), "waiting": 7,
                "parkedUntil": "2026-11-21T14:01:00.000Z",
                "failingSince": "2026-11-21T14:00:00.000Z",
                "deadSince": "2026-11-21T14:00:00.001Z",
                "deadMessage": "Slack answered 404 no_service",
            ]
        }
        let dev: JSONValue = [
            "name": "dev", "type": "discord",
            "destination": .string(discord.platform.destination), "waiting": 0,
        ]
        #expect(list.json == ["receivers": [dev, slackEntry("ops"), slackEntry("team")]])
        #expect(slack.platform.destination.hasPrefix("hooks.slack.com#"))
        #expect(!list.json.serialized().contains("hidden"))
    }

    @Test("a destination whose turn has come is not parked", arguments: [-1, 0])
    func notParked(delta: Int64) {
        let destination = summary(slack, waiting: 1) { $0.nextAt = now.adding(milliseconds: delta) }
        let list = ReceiverList(["ops": slack], [destination], now: now)
        let entry = list.json["receivers"]?[0]
        #expect(entry?["waiting"] == 1)
        #expect(entry?["parkedUntil"] == nil)
    }

    @Test("without receivers the list is empty")
    func empty() { #expect(ReceiverList([:], [], now: now).json == ["receivers": []]) }
}
