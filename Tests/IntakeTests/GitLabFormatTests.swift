import Events
import HTTP
import JSON
import Telemetry
import Testing

@testable import Intake

@Suite("GitLab's events")
struct GitLabFormatTests {
    private static func read(
        _ payload: JSONValue, _ headers: HTTPHeaders = [:]
    ) throws -> Callback {
        try GitLabFormat().event(payload, headers)
    }

    @Test("each run, deployment and change is told in one shape", arguments: GitLabSamples.all)
    func pipeline(_ sample: ForgeSample) throws {
        let callback = try Self.read(sample.payload)
        #expect(callback.pipeline?.json == sample.pipeline)
        #expect(callback.source == "gitlab")
        #expect(callback.detail == sample.payload)
    }

    @Test("an event has one name, whoever sends it", arguments: GitLabSamples.all)
    func name(_ sample: ForgeSample) throws {
        let doubled = HTTPHeaders([("X-Gitlab-Event", "A Hook"), ("x-gitlab-event", "B Hook")])
        for headers: HTTPHeaders in [
            ["X-Gitlab-Event": sample.event], ["X-Gitlab-Event": "System Hook"], [:], doubled,
        ] {
            #expect(try Self.read(sample.payload, headers).detailType == sample.event)
        }
        let fields = GitLabFormat().fields(for: sample.payload, event: nil, id: nil)
        #expect(fields["X-Gitlab-Event"] == sample.event)
        #expect(fields["User-Agent"]?.hasPrefix("GitLab/") == true)
        #expect(fields["Idempotency-Key"] == nil)
    }

    @Test("the header's name comes first, and instances' own events keep theirs")
    func headerName() throws {
        let note: JSONValue = ["object_kind": "note", "event_type": "confidential_note"]
        let named = try Self.read(note, ["X-Gitlab-Event": "Confidential Note Hook"])
        #expect(named.detailType == "Confidential Note Hook")
        let project: JSONValue = ["event_name": "project_create"]
        #expect(try Self.read(project).detailType == "System Hook")
        let system = try Self.read([:], ["X-Gitlab-Event": "System Hook"])
        #expect(system.detailType == "System Hook")
        let member = try Self.read(project, ["X-Gitlab-Event": "Project Hook"])
        #expect(member.detailType == "Project Hook")
    }

    @Test("what has no name at all is refused")
    func nameless() throws {
        let long = String(repeating: "k", count: String.senderNameBytesMax)
        #expect(try Self.read(["object_kind": .string(long)]).detailType.hasSuffix("k Hook"))
        for payload: JSONValue in [
            [:], [], nil, "push", ["object_kind": nil], ["object_kind": 1], ["object_kind": ""],
            ["object_kind": "Push\n"], ["object_kind": .string(long + "k")],
        ] {
            let refusal = #expect(throws: Refusal.self) {
                try GitLabFormat().read(payload, [:])
            }
            #expect(refusal?.code == .malformedBody)
            let fields = GitLabFormat().fields(for: payload, event: nil, id: nil)
            #expect(fields["X-Gitlab-Event"] == nil)
        }
    }

    @Test("only Idempotency-Key names a delivery")
    func delivery() throws {
        let payload: JSONValue = ["object_kind": "push"]
        let named = try Self.read(payload, ["Idempotency-Key": "f5e5f430-f57b"])
        #expect(named.id == "f5e5f430-f57b")
        #expect(named.deliveryID == "f5e5f430-f57b")
        let long = String(repeating: "k", count: String.senderNameBytesMax + 1)
        for headers: HTTPHeaders in [
            ["X-Gitlab-Event-UUID": "a", "X-Gitlab-Webhook-UUID": "b"],
            ["Idempotency-Key": "a", "idempotency-key": "b"], ["Idempotency-Key": long],
        ] {
            let callback = try Self.read(payload, headers)
            #expect(callback.id == nil)
            #expect(callback.deliveryID == nil)
        }
        let fields = GitLabFormat().fields(for: payload, event: "Tag Push Hook", id: "k-1")
        #expect(fields["Idempotency-Key"] == "k-1")
        #expect(fields["X-Gitlab-Event"] == "Tag Push Hook")
    }

    @Test(
        "every status of a pipeline, a job and a deployment",
        arguments: [
            ("created", "queued"), ("waiting_for_resource", "queued"),
            ("waiting_for_callback", "queued"), ("preparing", "queued"), ("pending", "queued"),
            ("scheduled", "queued"), ("manual", "queued"), ("blocked", "queued"),
            ("running", "running"), ("canceling", "running"), ("success", "succeeded"),
            ("failed", "failed"), ("canceled", "canceled"), ("skipped", "canceled"),
            ("vanished", nil),
        ])
    func status(_ word: String, _ expected: String?) throws {
        let payloads: [JSONValue] = [
            ["object_kind": "pipeline", "object_attributes": ["status": .string(word)]],
            ["object_kind": "build", "build_status": .string(word)],
            ["object_kind": "deployment", "status": .string(word)],
        ]
        for payload in payloads {
            let pipeline = try Self.read(payload).pipeline
            #expect(pipeline?.json["status"]?.stringValue == expected)
        }
    }

    @Test(
        "the event's own moment, where the payload has one",
        arguments: [
            (
                #""object_kind": "pipeline", "object_attributes": {"status": "failed", "#
                    + #""finished_at": "2021-04-28 19:50:00 UTC"}"#, true
            ),
            (
                #""object_kind": "build", "build_status": "canceled", "#
                    + #""build_finished_at": "2021-04-28 19:50:00 UTC""#, true
            ),
            (
                #""object_kind": "deployment", "status_changed_at": "2021-04-28 21:50:00 +0200""#,
                true
            ),
            (
                #""object_kind": "release", "action": "create", "#
                    + #""created_at": "2021-04-28 19:50:00 UTC""#, true
            ),
            (
                #""object_kind": "release", "action": "update", "#
                    + #""created_at": "2021-04-28 19:50:00 UTC""#, false
            ),
            (
                #""object_kind": "pipeline", "object_attributes": {"status": "running", "#
                    + #""created_at": "2021-04-28 19:50:00 UTC"}"#, false
            ),
            (#""object_kind": "push""#, false),
        ])
    func time(_ members: String, _ isThere: Bool) throws {
        let callback = try Self.read(ForgeSample.json("{\(members)}"))
        #expect(callback.time == (isThere ? "2021-04-28T19:50:00Z" : nil))
    }

    @Test("a commit is a whole hash, and of the deployment")
    func deployedCommit() throws {
        let sha1 = "2293ada6b400935a1378653304eaf6221e0fdb8f"
        let sha256 = String(repeating: "2293ada6", count: 8)
        for (page, short, expected): (String, JSONValue, String?) in [
            ("https://x/-/commit/\(sha1)", "2293ada6", sha1),
            ("https://x/-/commit/\(sha256)", "2293ada6", sha256), ("\(sha1)/", nil, sha1),
            ("https://x/-/commit/\(sha1)", "ffff", nil), ("https://x/-/commit/2293ada6", nil, nil),
            ("https://x/-/commit/\(sha1.uppercased())", nil, nil), ("/", nil, nil),
        ] {
            let pipeline = try Self.read([
                "object_kind": "deployment", "commit_url": .string(page), "short_sha": short,
            ]).pipeline
            #expect(pipeline?.commit == expected)
        }
    }

    @Test("the project is told by its path")
    func repository() throws {
        for (members, expected) in [
            (#""project_name": "gitlab-org/gitlab-test""#, "gitlab-org/gitlab-test"),
            (#""project_name": "Gitlab Org / Gitlab Test""#, nil),
            (#""project_name": "test""#, nil),
            (#""repository": {"homepage": "https://gitlab.example.com"}"#, nil),
            (#""repository": {"homepage": "ftp://gitlab.example.com/a/b"}"#, nil),
        ] as [(String, String?)] {
            let payload = ForgeSample.json(#"{"object_kind": "build", \#(members)}"#)
            #expect(try Self.read(payload).pipeline?.repository == expected)
        }
    }

    @Test("a fork's branch does not pass for the project's own of that name")
    func fork() throws {
        func ref(_ request: JSONValue) throws -> String? {
            let attributes: JSONValue = ["ref": "main", "source": "merge_request_event"]
            return try Self.read([
                "object_kind": "pipeline", "object_attributes": attributes,
                "merge_request": request,
            ]).pipeline?.ref
        }
        let fork: JSONValue = ["iid": 15, "source_project_id": 7, "target_project_id": 1]
        #expect(try ref(fork) == "refs/merge-requests/15/head")
        // The fork has been deleted since.
        let gone: JSONValue = ["iid": 15, "source_project_id": nil, "target_project_id": 1]
        #expect(try ref(gone) == "refs/merge-requests/15/head")
        #expect(try ref(["source_project_id": 7, "target_project_id": 1]) == nil)
        let own: JSONValue = ["iid": 15, "source_project_id": 1, "target_project_id": 1]
        for request in [own, nil, [:], "odd"] { #expect(try ref(request) == "main") }
    }

    @Test(
        "whatever a payload lacks or has of another type, it is an event",
        arguments: GitLabSamples.all)
    func damage(_ sample: ForgeSample) {
        GitLabFormat().expectAnythingRead(
            sample.payload, ["X-Gitlab-Event": sample.event], mayBeRefused: false)
    }
}
