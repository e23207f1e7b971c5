import Events
import Intake
import JSON
import Lifecycle
import Telemetry

/// A sender's type, then what it posts: whatever that is, it becomes an event that can be read back
/// and whose `pipeline` has only what design.md section 3 lists, or it is refused in a sentence.
enum CallbackFuzz {
    static let seeds = [
        "github\n{\"action\":\"completed\",\"workflow_run\":{\"id\":1,\"conclusion\":"
            + "\"success\",\"run_attempt\":2,\"updated_at\":\"2020-10-05T16:33:49Z\"}}",
        "github\n{\"deployment\":{\"id\":1,\"payload\":\"{\\\"a\\\":1}\"},"
            + "\"deployment_status\":{\"state\":\"success\"}}",
        "gitlab\n{\"object_kind\":\"pipeline\",\"object_attributes\":{\"id\":31,\"status\":"
            + "\"success\",\"finished_at\":\"2016-08-12 15:26:29 UTC\"}}",
        "bitbucket\n{\"commit_status\":{\"state\":\"SUCCESSFUL\",\"links\":{\"commit\":{\"href\":"
            + "\"https://api.bitbucket.org/commit/9fec847784abb10b2fa567ee63b85bd238955d0e\"}}}}",
        "circleci\n{\"id\":\"1\",\"type\":\"job-completed\",\"job\":{\"status\":\"success\"}}",
        "buildkite\n{\"event\":\"build.finished\",\"build\":{\"id\":\"b\",\"state\":\"passed\"}}",
        "azure-devops\n{\"id\":\"1\",\"eventType\":\"build.complete\",\"resource\":{\"result\":"
            + "\"succeeded\",\"sourceGetVersion\":\"LG:refs/heads/main:600c52d2\"}}",
        "jenkins\n{\"name\":\"deploy\",\"build\":{\"phase\":\"COMPLETED\",\"status\":\"SUCCESS\","
            + "\"full_url\":\"http://ci/1\",\"timestamp\":1574689824000}}",
        "hcp-terraform\n{\"run_id\":\"run-1\",\"notifications\":[{\"trigger\":\"run:errored\","
            + "\"run_status\":\"canceled\",\"run_updated_at\":\"2019-01-25T18:37:04.000Z\"}]}",
        "standard-webhooks\n{\"type\":\"a.b\",\"data\":{\"pipeline\":{\"status\":\"failed\"}}}",
        "token\n{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\","
            + "\"data_base64\":\"eyJhIjoxfQ==\",\"time\":\"2018-04-05T17:31:00+02:00\"}",
        "basic\n{\"pipeline\":{\"status\":\"succeeded\",\"attempt\":2,\"runId\":7}}", "hmac\n[", "",
    ]

    private static let arrival = Arrival(
        id: "01JD0000000000000000000000", receivedAt: Timestamp(milliseconds: 0))
    private static let textKeys: Set = [
        "provider", "name", "status", "runId", "url", "repository", "ref", "commit", "actor",
        "environment", "startedAt", "finishedAt",
    ]
    private static let statuses: Set = ["queued", "running", "succeeded", "failed", "canceled"]

    static func problem(in input: [UInt8]) -> String? {
        let lines = input.split(
            separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
        guard lines.count == 2,
            let type = CallbackType(rawValue: String(decoding: lines[0], as: UTF8.self))
        else { return nil }
        let reader = CallbackReader(CallbackSource(type, .bearer([Secret("fuzz")])))
        do throws(Refusal) {
            guard case .event(let received) = try reader.preview(Array(lines[1]), arrival) else {
                return nil
            }
            return problem(of: received)
        } catch {
            return error.message.isEmpty ? "a refusal has no message" : nil
        }
    }

    private static func problem(of received: ReceivedEvent) -> String? {
        let intake = IntakeRecord(
            id: arrival.id, source: "fuzz", type: "fuzz", receivedAt: arrival.receivedAt,
            deliveryID: received.deliveryID, subject: received.subject,
            verified: received.verified)
        let event = Event(received.envelope, intake: intake)
        guard Event(json: event.json)?.intake == intake else { return "no event can be read back" }
        guard !received.deliveryID.isEmpty else { return "the delivery has no name" }
        for member in received.envelope.pipeline?.objectValue?.members ?? [] {
            if member.key == "attempt", let attempt = member.value.intValue, attempt > 0 {
                continue
            }
            guard textKeys.contains(member.key), let text = member.value.stringValue, text != "",
                member.key != "status" || statuses.contains(text)
            else { return "pipeline.\(member.key) is \(member.value.serialized())" }
        }
        return nil
    }
}
