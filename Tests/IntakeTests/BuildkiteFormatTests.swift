import HTTP
import JSON
import Testing

@testable import Intake

@Suite("Buildkite's callbacks")
struct BuildkiteFormatTests {
    private let format = BuildkiteFormat()

    private func build(
        _ state: JSONValue, event: JSONValue = "build.finished", blocked: Bool = false,
        finishedAt: JSONValue = "2026-01-02T03:09:05Z"
    ) -> JSONValue {
        [
            "event": event,
            "build": [
                "id": "b-1", "number": 27, "state": state, "blocked": .bool(blocked),
                "web_url": "https://buildkite.com/acme/deploy-prod/builds/27",
                "url": "https://api.buildkite.com/v2/organizations/acme/pipelines/d/builds/27",
                "commit": "abcd0b72", "branch": "main", "creator": ["name": "Keith Pitt"],
                "scheduled_at": "2026-01-02T03:03:05Z", "started_at": "2026-01-02T03:04:05Z",
                "failing_at": "2026-01-02T03:06:05Z", "finished_at": finishedAt,
                "rebuilt_from": ["id": "b-0", "number": 26],
            ],
            "pipeline": [
                "slug": "deploy-prod", "name": ":rocket: Deploy",
                "repository": "git@github.com:acme/api.git",
            ],
            "sender": ["id": "8a76", "name": "Whoever made the webhook"],
        ]
    }

    private func job(_ state: JSONValue, event: JSONValue = "job.finished") -> JSONValue {
        var payload = build("running", event: event).objectValue ?? JSONObject()
        payload["job"] = [
            "id": "j-1", "type": "script", "name": ":mag: Test", "step_key": "test",
            "state": state, "web_url": "https://buildkite.com/acme/deploy-prod/builds/27#j-1",
            "scheduled_at": "2026-01-02T03:03:06Z", "started_at": "2026-01-02T03:04:06Z",
            "finished_at": "2026-01-02T03:05:06Z", "retries_count": 1,
        ]
        return .object(payload)
    }

    @Test("a build field by field")
    func build() throws {
        let event = try format.event(build("passed"))
        #expect(event.source == "buildkite")
        #expect(event.detailType == "build.finished")
        #expect(event.id == nil)
        #expect(event.time == "2026-01-02T03:09:05Z")
        #expect(
            event.pipeline?.json == [
                "provider": "buildkite", "name": "deploy-prod", "status": "succeeded",
                "runId": "b-1", "url": "https://buildkite.com/acme/deploy-prod/builds/27",
                "repository": "acme/api", "ref": "main", "commit": "abcd0b72",
                "actor": "Keith Pitt", "startedAt": "2026-01-02T03:04:05Z",
                "finishedAt": "2026-01-02T03:09:05Z",
            ])
    }

    @Test("a job has its own name, run and times, and counts its attempts")
    func job() throws {
        let event = try format.event(job("failed"))
        #expect(event.detailType == "job.finished")
        #expect(event.time == "2026-01-02T03:05:06Z")
        #expect(
            event.pipeline?.json == [
                "provider": "buildkite", "name": "test", "status": "failed", "runId": "j-1",
                "attempt": 2, "url": "https://buildkite.com/acme/deploy-prod/builds/27#j-1",
                "repository": "acme/api", "ref": "main", "commit": "abcd0b72",
                "actor": "Keith Pitt", "startedAt": "2026-01-02T03:04:06Z",
                "finishedAt": "2026-01-02T03:05:06Z",
            ])
    }

    @Test(
        "each state of a build",
        arguments: [
            ("scheduled", Pipeline.Status.queued), ("creating", .queued), ("running", .running),
            ("failing", .running), ("canceling", .running), ("passed", .succeeded),
            ("failed", .failed), ("blocked", .running), ("canceled", .canceled),
            ("skipped", .canceled), ("not_run", .canceled), ("waiting", .queued), ("odd", nil),
        ])
    func buildStates(word: String, expected: Pipeline.Status?) throws {
        #expect(try format.event(build(.string(word))).pipeline?.status == expected)
    }

    @Test(
        "each state of a job",
        arguments: [
            ("pending", Pipeline.Status.queued), ("waiting", .queued), ("blocked", .queued),
            ("unblocked", .succeeded), ("limited", .queued), ("scheduled", .queued),
            ("assigned", .queued), ("accepted", .queued), ("running", .running),
            ("passed", .succeeded), ("failed", .failed), ("canceling", .running),
            ("canceled", .canceled), ("timing_out", .running), ("timed_out", .failed),
            ("skipped", .canceled), ("broken", .canceled), ("expired", .failed), ("odd", nil),
        ])
    func jobStates(word: String, expected: Pipeline.Status?) throws {
        #expect(try format.event(job(.string(word))).pipeline?.status == expected)
    }

    @Test("a blocked build is not over, whatever it says, unless it was canceled")
    func blocked() throws {
        for state: JSONValue in ["passed", "failed", "blocked"] {
            let pipeline = try format.event(build(state, blocked: true)).pipeline
            #expect(pipeline?.status == .running)
            #expect(pipeline?.finishedAt == nil)
        }
        let canceled = try format.event(build("canceled", blocked: true)).pipeline
        #expect(canceled?.status == .canceled)
        #expect(canceled?.finishedAt != nil)
    }

    @Test(
        "the time of each event",
        arguments: [
            ("build.scheduled", "2026-01-02T03:03:05Z"), ("build.running", nil),
            ("build.failing", "2026-01-02T03:06:05Z"), ("build.finished", "2026-01-02T03:09:05Z"),
            ("build.skipped", nil), ("job.scheduled", "2026-01-02T03:03:06Z"),
            ("job.started", "2026-01-02T03:04:06Z"), ("job.finished", "2026-01-02T03:05:06Z"),
            ("job.activated", nil), ("agent.connected", nil),
        ])
    func times(name: String, expected: String?) throws {
        let event = try format.event(job("running", event: .string(name)))
        #expect(event.detailType == name)
        #expect(event.time == expected)
        #expect((event.pipeline == nil) == (name == "agent.connected"))
    }

    @Test("a build that fails again after a retry is another delivery")
    func deliveryID() throws {
        let first = try format.event(build("failed")).deliveryID
        #expect(first == "b-1|build.finished|failed|2026-01-02T03:09:05Z")
        let again = build("failed", finishedAt: "2026-01-02T03:29:05Z")
        #expect(try format.event(again).deliveryID != first)
        #expect(try format.event(build("passed")).deliveryID != first)
        #expect(try format.event(job("failed")).deliveryID?.hasPrefix("j-1|") == true)
        // Runs once more when it is unblocked, with nothing in it to tell: left to the hash.
        let running = build("running", event: "build.running", finishedAt: nil)
        #expect(try format.event(running).deliveryID == nil)
        #expect(try format.event(["event": "agent.lost"]).deliveryID == nil)
    }

    @Test("a commit that is not yet known is left out")
    func head() throws {
        let event = try format.event([
            "event": "build.scheduled", "build": ["commit": "HEAD", "branch": "main"],
        ])
        #expect(event.pipeline?.json == ["provider": "buildkite", "ref": "main"])
    }

    @Test("the event's name is the body's, else the field's; a ping is ignored")
    func names() throws {
        let field: HTTPHeaders = ["X-Buildkite-Event": "build.running"]
        #expect(try format.event(build("passed"), field).detailType == "build.finished")
        #expect(try format.event(["build": [:]], field).detailType == "build.running")
        let ping: JSONValue = ["event": "ping", "service": ["provider": "webhook"]]
        #expect(try format.reason(ping) != nil)
        #expect(try format.reason([:], ["X-Buildkite-Event": "ping"]) != nil)
        for payload: JSONValue in [[:], [], nil, ["event": nil], ["event": 1]] {
            #expect(throws: Refusal.self) { try format.read(payload, [:]) }
            #expect(throws: Refusal.self) {
                try format.read(payload, field.doubled("X-Buildkite-Event"))
            }
        }
        #expect(
            format.fields(for: ping, event: nil, id: "d") == ["X-Buildkite-Event": "ping"])
        #expect(format.fields(for: [:], event: "x", id: "d") == ["X-Buildkite-Event": "x"])
    }

    @Test("anything may be missing")
    func damage() {
        format.expectAnythingRead(build("passed", blocked: true))
        format.expectAnythingRead(job("failed"), ["X-Buildkite-Event": "job.finished"])
    }
}
