import Cryptography
import Events
import HTTP
import JSON
import Telemetry
import Testing

@testable import Intake

@Suite("Jenkins' callbacks")
struct JenkinsFormatTests {
    private let format = JenkinsFormat()

    private func payload(
        _ phase: JSONValue, _ status: JSONValue?, timestamp: JSONValue = "2026-01-02T03:09:05Z"
    ) -> JSONValue {
        var build: JSONObject = [
            "full_url": "https://jenkins.acme.example/job/deploy-prod/18/", "number": 18,
            "queue_id": 4711, "phase": phase, "url": "job/deploy-prod/18/",
            "timestamp": timestamp, "duration": 1_000,
            "scm": [
                "url": "https://github.com/acme/api.git", "branch": "origin/main",
                "commit": "c6d86dc6", "changes": [], "culprits": ["octocat"],
            ],
            "parameters": ["TARGET": "blue"], "log": "", "artifacts": [:],
        ]
        build["status"] = status
        return [
            "name": "deploy-prod", "display_name": "Deploy (production)",
            "url": "job/deploy-prod/", "build": .object(build),
        ]
    }

    @Test("a finished build field by field")
    func finished() throws {
        let event = try format.event(payload("COMPLETED", "SUCCESS"))
        #expect(event.source == "jenkins")
        #expect(event.detailType == "COMPLETED")
        #expect(event.id == nil)
        #expect(event.time == "2026-01-02T03:09:05Z")
        #expect(
            event.pipeline?.json == [
                "provider": "jenkins", "name": "deploy-prod", "status": "succeeded", "runId": "18",
                "url": "https://jenkins.acme.example/job/deploy-prod/18/",
                "repository": "acme/api", "ref": "main", "commit": "c6d86dc6",
                "finishedAt": "2026-01-02T03:09:05Z",
            ])
        let started = try format.event(payload("STARTED", nil)).pipeline
        #expect(started?.startedAt == "2026-01-02T03:09:05Z")
        #expect(started?.finishedAt == nil)
    }

    @Test(
        "each phase and result",
        arguments: [
            ("QUEUED", nil, Pipeline.Status.queued), ("STARTED", nil, .running),
            ("STARTED", "FAILURE", .running), ("COMPLETED", "SUCCESS", .succeeded),
            ("COMPLETED", "FAILURE", .failed), ("COMPLETED", "UNSTABLE", .failed),
            ("COMPLETED", "ABORTED", .canceled), ("COMPLETED", "NOT_BUILT", .canceled),
            ("COMPLETED", nil, nil), ("COMPLETED", "ODD", nil),
            ("FINALIZED", "SUCCESS", .succeeded),
            ("FINALIZED", "FAILURE", .failed), ("NONE", "SUCCESS", nil), ("ODD", "SUCCESS", nil),
        ] as [(String, String?, Pipeline.Status?)])
    func statuses(phase: String, result: String?, expected: Pipeline.Status?) throws {
        let event = try format.event(payload(.string(phase), result.map { .string($0) }))
        #expect(event.detailType == phase)
        #expect(event.pipeline?.status == expected)
    }

    @Test("a delivery is a phase of a build, at its time")
    func deliveryID() throws {
        let url = "https://jenkins.acme.example/job/deploy-prod/18/"
        func id(_ payload: JSONValue) throws -> String? { try format.event(payload).deliveryID }
        #expect(
            try id(payload("COMPLETED", "SUCCESS", timestamp: 1_767_323_345_000))
                == "\(url)|COMPLETED|SUCCESS|1767323345000")
        let queued = try id(payload("QUEUED", nil))
        #expect(queued == "\(url)|QUEUED||2026-01-02T03:09:05Z")
        #expect(try id(payload("QUEUED", nil, timestamp: "2026-01-03T03:09:05Z")) != queued)
        // Without its own address Jenkins leaves out full_url.
        #expect(try id(["build": ["phase": "QUEUED"]]) == nil)
    }

    @Test("through the intake: a phase is kept once, the next one too")
    func posted() async throws {
        let rig = try Rig()
        let source = CallbackSource(
            .jenkins, .basic(username: "jenkins", password: Secret("p")))
        rig.use([IntakeSource(name: "config-topic", reader: CallbackReader(source))])
        let login: HTTPHeaders = [
            "Authorization": "Basic " + Base64.encode(Array("jenkins:p".utf8))
        ]
        for (payload, answer) in [
            (payload("STARTED", nil), "202 accepted"),
            (payload("STARTED", nil), "200 duplicate"),
            (payload("COMPLETED", "SUCCESS"), "202 accepted"), ([:], "400 malformed_body"),
        ] {
            let posted = await rig.post(Array(payload.serialized().utf8), headers: login)
            #expect(posted.summary == answer)
        }
        let event = try #require(rig.seen.events.last)
        #expect(event.source == "jenkins")
        #expect(event.document["pipeline"]?["status"] == "succeeded")
        #expect(event.document["id"]?.stringValue == event.intake.id)
    }

    @Test(
        "branches as Jenkins' Git plugin names them",
        arguments: [
            ("main", "main"), ("origin/main", "main"), ("refs/remotes/origin/main", "main"),
            ("origin/feature/origin/x", "feature/origin/x"), ("refs/heads/main", "main"),
            ("refs/tags/v1", "v1"), ("detached", "detached"),
        ])
    func branches(name: String, expected: String) throws {
        let event = try format.event([
            "build": ["phase": "STARTED", "scm": ["branch": .string(name)]]
        ])
        #expect(event.pipeline?.json["ref"] == .string(expected))
    }

    @Test("a time of zero, which the plugin writes where it knows none, is none")
    func zero() throws {
        let event = try format.event(payload("QUEUED", nil, timestamp: 0))
        #expect(event.time == nil)
    }

    @Test("what has no phase is none of the plugin's")
    func refused() throws {
        let payloads: [JSONValue] = [
            [:], [], nil, ["build": nil], ["build": [:]], ["build": ["phase": 1]],
        ]
        for payload in payloads {
            #expect(throws: Refusal.self) { try format.read(payload, [:]) }
        }
        #expect(format.fields(for: payload("QUEUED", nil), event: "QUEUED", id: "d") == [:])
    }

    @Test("anything may be missing")
    func damage() { format.expectAnythingRead(payload("COMPLETED", "SUCCESS", timestamp: 12)) }
}
