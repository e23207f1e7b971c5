import Events
import JSON
import Lifecycle

@testable import Actions

/// A message as a notify step makes it of an event, under a name.
struct ChatSample: Sendable {
    let name: String
    let event: Event
    /// What the rule says; nothing, where it leaves the words to us.
    var words: JSONObject = [:]
    var rule = "tell-ops"
    /// What `onFailure` and announcements know.
    var failure: JSONValue?
    /// The call that the rule has made before, with its result.
    var call: JSONValue?
    var began: Timestamp?
    /// The sample that the destination was told before, of the same condition or story.
    var earlier: String?
    var digest: WaitingMessages?

    static let time = Timestamp(milliseconds: 1_795_168_800_000)
    /// Of what is over after 4 m 12 s.
    static let earlierTime = time.adding(milliseconds: -252_000)

    /// The rendered input, with what a step says of its event.
    var input: JSONValue {
        let detail = event.json.member("detail")
        var about: JSONObject = [
            "id": .string(event.intake.id), "source": .string(event.source),
            "detailType": .string(event.detailType), "time": .string(event.time),
            "rule": .string(rule),
        ]
        for key in ["account", "region"] { about[key] = event.json.member(key) }
        for key in ["messageType", "configSnapshotId"] { about[key] = detail?[key] }
        about["failure"] = failure
        about["call"] = call
        var input = words
        input["event"] = .object(about)
        return .object(input)
    }

    /// The message for one platform, whose own answer to the earlier one says how that is known.
    func message(for platform: any ChatPlatform) throws -> ChatMessage {
        let told = try told(on: platform)
        let context = MessageContext(
            event: event, began: began, earlier: told, digest: digest,
            adminURL: "http://127.0.0.1:9080")
        return ChatMessage(
            Summary(input, context, now: Self.time), id: "01JD4Z5X9W-0-\(name)",
            time: Self.time.adding(milliseconds: 2_000), earlier: told)
    }

    private func told(on platform: any ChatPlatform) throws -> ToldMessage? {
        guard let earlier else { return nil }
        let sample = try ChatSamples.named(earlier)
        let message = try sample.message(for: platform)
        let verdict = platform.verdict(
            on: ChatPlatforms.answer(of: platform), to: platform.request(for: message),
            of: message)
        guard case .delivered(let reference) = verdict else {
            throw ChatSamples.NotThere(name: "\(type(of: platform).title) did not take \(earlier)")
        }
        return ToldMessage(
            reference: reference, headline: message.summary.headline,
            state: message.rememberedState,
            toldAt: Self.earlierTime.adding(milliseconds: 2_000))
    }
}

extension ChatSample {
    /// An event over SNS.
    static func aws(
        _ source: String, _ type: String, _ detail: JSONValue, resources: [String] = [],
        intake: String = "config-topic",
        time: Timestamp = time
    ) -> Event {
        event(
            EventEnvelope(
                id: "9fc82f4b-397e-5b69-8f55-7f2f86527100", source: source, detailType: type,
                account: "123456789012", region: "eu-west-1", time: time.iso8601,
                resources: resources, detail: detail), intake, "sns")
    }

    /// What AWS Config tells.
    static func config(
        _ type: String, _ messageType: String, _ detail: JSONObject, time: Timestamp = time
    ) -> Event {
        var detail = detail
        detail["notificationCreationTime"] = .string(time.iso8601)
        detail["messageType"] = .string(messageType)
        detail["recordVersion"] = "1.1"
        return aws(
            "aws.config", type, .object(detail),
            resources: ["arn:aws:sns:eu-west-1:123456789012:config-topic"], time: time)
    }

    /// A CI run as GitHub tells it.
    static func ci(_ status: String) -> Event {
        let url = "https://github.com/example/payments-api/actions/runs/7218903345"
        return event(
            EventEnvelope(
                id: "72d3162e-cc78-11e3-81ab-4c9367dc0958", source: "github",
                detailType: "workflow_run", time: time.iso8601,
                detail: ["action": "completed", "workflow_run": ["html_url": .string(url)]],
                pipeline: [
                    "provider": "github", "name": "deploy-prod", "status": .string(status),
                    "runId": "7218903345", "attempt": 1, "url": .string(url),
                    "repository": "example/payments-api", "ref": "main",
                    "commit": "6dcb09b5b57875f334f61aebed695e2e4193db5e", "actor": "monalisa",
                    "environment": "production", "startedAt": "2026-11-20T09:53:00.000Z",
                    "finishedAt": "2026-11-20T10:00:00.000Z",
                ]), "github", "github")
    }

    private static func event(
        _ envelope: EventEnvelope, _ source: String, _ type: String
    ) -> Event {
        Event(
            envelope,
            intake: IntakeRecord(
                id: "01JD4Z5X9WQ3M8K2V7N6T1R0HB", source: source, type: type,
                receivedAt: time.adding(milliseconds: 1_000), deliveryID: "d-1",
                verified: "sns-signature-v1"))
    }
}
