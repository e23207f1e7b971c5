import Events
import JSON
import Lifecycle
import TestSupport
import Testing

@testable import Actions

@Suite("Messages that follow others")
struct FollowingMessagesTests {
    private static let types = ChatPlatforms.all.map { type(of: $0).type }

    /// An event with strangers' words wherever it has any.
    private func event(_ number: Int, _ random: inout SplitMix64) -> Event {
        if number.isMultiple(of: 2) {
            return Parts.event(
                [
                    "messageType": "ConfigurationSnapshotDeliveryFailed",
                    "configSnapshotId": .string(Soup.text(&random)),
                    "s3Bucket": .string(Soup.text(&random)),
                    "s3ObjectKey": .string(Soup.text(&random)),
                    "errorCode": .string(Soup.text(&random)),
                    "errorMessage": .string(Soup.text(&random)),
                ], resources: [Soup.text(&random)])
        }
        let status = ["running", "succeeded", "failed"].randomElement(using: &random) ?? ""
        return Parts.event(
            [:], source: "github", type: "workflow_run",
            pipeline: [
                "provider": "github", "status": .string(status),
                "name": .string(Soup.text(&random)), "repository": .string(Soup.text(&random)),
                "ref": .string(Soup.text(&random)), "actor": .string(Soup.text(&random)),
                "runId": "1", "attempt": 1, "url": "https://example.com/runs/1",
            ])
    }

    private func reference(
        on platform: any ChatPlatform, of message: ChatMessage
    ) throws -> JSONValue {
        let verdict = platform.verdict(
            on: ChatPlatforms.answer(of: platform), to: platform.request(for: message),
            of: message)
        guard case .delivered(let reference) = verdict else {
            throw ChatSamples.NotThere(name: "\(type(of: platform).title) did not take it")
        }
        return reference
    }

    private func expectLimits(_ request: ChatRequest, on platform: any ChatPlatform) throws {
        let message = request.message
        switch platform {
        case is Slack: try SlackLimits.expect(message)
        case is Teams: try TeamsLimits.expect(message)
        case is Discord: try DiscordLimits.expect(message)
        case is GoogleChat: try GoogleChatLimits.expect(message)
        case is Mattermost: try AttachmentLimits.expectMattermost(message)
        case is RocketChat: try AttachmentLimits.expectRocketChat(message)
        case is Telegram: try TelegramLimits.expect(message)
        default: #expect(!message.hasControls)
        }
    }

    @Test("they keep every limit, whatever the event and the earlier message say", arguments: types)
    func limits(type: String) throws {
        let platform = try ChatPlatforms.named(type)
        var random = SplitMix64(seed: 20_261_124)
        for number in 0..<20 {
            let event = event(number, &random)
            let first = Parts.message(
                ["event": ["rule": "r"]], state: .firing, groupKey: "g", storyKey: "s")
            let reference = try reference(on: platform, of: first)
            let headline = Summary(Soup.input(&random)).headline
            for earlier in [MessageState.firing, .progress] {
                let told = Parts.told(reference, headline, earlier)
                let context = MessageContext(event: event, earlier: told)
                let words = number.isMultiple(of: 4) ? Soup.input(&random) : [:]
                var summary = Summary(words, context)
                for state in [MessageState.firing, .resolved, .progress] {
                    summary.state = state
                    let message = ChatMessage(
                        summary, id: "01J-0", time: ChatSample.time, earlier: told)
                    try expectLimits(platform.request(for: message), on: platform)
                }
            }
        }
    }
}
