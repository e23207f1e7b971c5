import Lifecycle
import Telemetry

/// The story of the demo, as a person would act it out: SNS and a pipeline post, AWS Config answers
/// calls with notifications, Slack shows messages.
struct Story {
    let sender: Sender
    let token: Secret
    let timeline: Timeline

    /// Two messages of the failed snapshot's rule, and one for each of two snapshots that are in.
    private static let messagesExpected = 4

    /// True when every message has arrived in time.
    func play(_ sightings: AsyncStream<Demo.Sighting>, deadline: Int64) async throws -> Bool {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await sender.confirmSubscription()
                try await sender.notify("ConfigurationSnapshotDeliveryFailed")
                return try await watch(sightings)
            }
            group.addTask {
                try await Task.sleep(for: .milliseconds(deadline))
                return false
            }
            defer { group.cancelAll() }
            return try await group.next() ?? false
        }
    }

    private func watch(_ sightings: AsyncStream<Demo.Sighting>) async throws -> Bool {
        var messages = 0
        for await sighting in sightings {
            switch sighting {
            case .aws(let seen): try await react(to: seen)
            case .slack(.posted(let text)):
                messages += 1
                timeline.tell("bridge → Slack", text)
                if messages == 1 { try await sender.callBack(token: token) }
            case .slack(.throttled(let seconds)):
                timeline.tell("bridge → Slack", "429: Slack wants \(seconds) s of peace; it waits")
            case .slack(.refused(let word)):
                timeline.tell("bridge → Slack", "refused: \(word)")
            }
            if messages == Self.messagesExpected { return true }
        }
        return false
    }

    /// AWS Config tells of a snapshot that it was asked for.
    private func react(to sighting: AWSStandIn.Sighting) async throws {
        switch sighting {
        case .confirmed:
            timeline.tell("bridge → SNS", "ConfirmSubscription → confirmed")
        case .refused(let code):
            timeline.tell("bridge → AWS", "refused: \(code)")
        case .delivered(let snapshotID):
            timeline.tell(
                "bridge → AWS", "config:DeliverConfigSnapshot, signature checked → \(snapshotID)")
            try await sender.notify(
                "ConfigurationSnapshotDeliveryStarted", snapshotID: snapshotID)
            try await sender.notify(
                "ConfigurationSnapshotDeliveryCompleted", snapshotID: snapshotID)
        }
    }
}
