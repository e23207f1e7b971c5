import HTTP
import JSON
import Testing

@testable import Intake

@Suite("CircleCI's callbacks")
struct CircleCIFormatTests {
    private let format = CircleCIFormat()

    private func payload(
        _ pipeline: JSONValue, type: JSONValue = "workflow-completed",
        status: JSONValue = "failed"
    ) -> JSONValue {
        [
            "id": "3888f21b", "type": type, "happened_at": "2026-01-02T03:10:00.5Z",
            "webhook": ["id": "cf8c4fdd", "name": "bridge"],
            "project": ["id": "8499", "name": "api", "slug": "gh/acme/api"],
            "organization": ["id": "f22b", "name": "acme"],
            "workflow": [
                "id": "w-1", "name": "deploy", "status": status,
                "created_at": "2026-01-02T03:04:05Z", "stopped_at": "2026-01-02T03:09:05Z",
                "url": "https://app.circleci.com/pipelines/github/acme/api/1/workflows/w-1",
            ],
            "job": [
                "id": "j-1", "name": "test", "number": 136, "status": status,
                "started_at": "2026-01-02T03:05:05Z", "stopped_at": "2026-01-02T03:06:05Z",
            ],
            "pipeline": pipeline,
        ]
    }

    private let vcs: JSONValue = [
        "vcs": [
            "target_repository_url": "https://github.com/acme/api", "revision": "1dc6aa69",
            "origin_repository_url": "https://github.com/fork/api", "branch": "main",
            "commit": ["author": ["name": "Someone"]],
        ]
    ]

    @Test("a workflow and a job field by field")
    func runs() throws {
        let workflow = try format.event(payload(vcs))
        #expect(workflow.source == "circleci")
        #expect(workflow.detailType == "workflow-completed")
        #expect(workflow.id == "3888f21b")
        #expect(workflow.deliveryID == "3888f21b")
        #expect(workflow.time == "2026-01-02T03:10:00.5Z")
        let url: JSONValue = "https://app.circleci.com/pipelines/github/acme/api/1/workflows/w-1"
        #expect(
            workflow.pipeline?.json == [
                "provider": "circleci", "name": "deploy", "status": "failed", "runId": "w-1",
                "url": url, "repository": "acme/api", "ref": "main", "commit": "1dc6aa69",
                "startedAt": "2026-01-02T03:04:05Z", "finishedAt": "2026-01-02T03:09:05Z",
            ])
        let job = try format.event(payload(vcs, type: "job-completed", status: "success"))
        #expect(
            job.pipeline?.json == [
                "provider": "circleci", "name": "test", "status": "succeeded", "runId": "j-1",
                "url": url, "repository": "acme/api", "ref": "main", "commit": "1dc6aa69",
                "startedAt": "2026-01-02T03:05:05Z", "finishedAt": "2026-01-02T03:06:05Z",
            ])
    }

    @Test(
        "each status",
        arguments: [
            ("success", Pipeline.Status.succeeded), ("failed", .failed), ("error", .failed),
            ("canceled", .canceled), ("unauthorized", .failed), ("infrastructure_fail", .failed),
            ("timedout", .failed), ("not_run", .canceled), ("running", .running),
            ("failing", .running), ("on_hold", .queued), ("queued", .queued), ("odd", nil),
            ("", nil),
        ])
    func statuses(word: String, expected: Pipeline.Status?) throws {
        for type: JSONValue in ["workflow-completed", "job-completed"] {
            let event = try format.event(payload(vcs, type: type, status: .string(word)))
            #expect(event.pipeline?.status == expected)
        }
    }

    @Test("a pipeline of GitHub's App, by what caused it")
    func triggerParameters() throws {
        let parameters: JSONValue = [
            "github_app": [
                "user_username": "octocat", "commit_sha": "9e2e4bed",
                "repo_url": "https://github.com/acme/app", "web_url": "",
            ],
            "gitlab": ["user_username": "someone-else"],
            "git": ["branch": "", "tag": "v1", "ref": "refs/tags/v1", "checkout_url": ""],
            "circleci": ["trigger_type": "github_app", "actor_id": "864c"],
        ]
        let event = try format.event(payload(["vcs": nil, "trigger_parameters": parameters]))
        #expect(event.pipeline?.repository == "acme/app")
        #expect(event.pipeline?.ref == "v1")
        #expect(event.pipeline?.commit == "9e2e4bed")
        #expect(event.pipeline?.actor == "octocat")
    }

    @Test(
        "a project's slug names the repository where nothing else does",
        arguments: [
            ("gh/acme/api", "acme/api"), ("bitbucket/acme/api", "acme/api"),
            ("circleci/DdaVtN/6EkDPZ", nil), ("acme", nil), ("", nil),
        ])
    func slugs(slug: String, expected: String?) throws {
        let event = try format.event([
            "type": "job-completed", "job": [:], "project": ["slug": .string(slug)],
        ])
        #expect(event.pipeline?.repository == expected)
    }

    @Test("a test ping has an abbreviated body, and is ignored")
    func ping() throws {
        let abbreviated: JSONValue = [
            "id": "8bd71c28", "happened_at": "2026-01-02T03:04:05Z",
            "webhook": ["id": "cf8c4fdd", "name": "bridge"],
        ]
        #expect(try format.reason(abbreviated) != nil)
        #expect(try format.reason(abbreviated, ["circleci-event-type": "ping"]) != nil)
        #expect(try format.reason(["type": "ping"]) != nil)
        #expect(try format.reason(["type": "workflow-completed"]) != nil)
        // A part that is null is a part.
        #expect(try format.reason(["type": "workflow-completed", "workflow": nil]) == nil)
    }

    @Test("the event's name is the body's, else the field's, else guessed")
    func names() throws {
        let field: HTTPHeaders = ["circleci-event-type": "job-completed"]
        #expect(
            try format.event(["type": "workflow-completed", "workflow": [:]], field).detailType
                == "workflow-completed")
        #expect(try format.event(["workflow": [:]], field).detailType == "job-completed")
        #expect(try format.event(["workflow": [:]]).detailType == "workflow-completed")
        #expect(try format.event(["workflow": [:], "job": [:]]).detailType == "job-completed")
        let twice = try format.event(["workflow": [:]], field.doubled("circleci-event-type"))
        #expect(twice.detailType == "workflow-completed")
        let other = try format.event(["type": "project-made", "project": [:]])
        #expect(other.detailType == "project-made")
        #expect(other.pipeline == nil)
        for payload: JSONValue in [[], "x", nil, ["project": [:]]] {
            #expect(throws: Refusal.self) { try format.read(payload, [:]) }
        }
    }

    @Test("the field that CircleCI posts with")
    func fields() {
        let body: JSONValue = ["type": "job-completed"]
        #expect(
            format.fields(for: body, event: nil, id: "d")
                == ["circleci-event-type": "job-completed"])
        #expect(format.fields(for: body, event: "x", id: nil) == ["circleci-event-type": "x"])
        #expect(format.fields(for: [:], event: nil, id: "d") == [:])
    }

    @Test("anything may be missing")
    func damage() {
        format.expectAnythingRead(payload(vcs))
        format.expectAnythingRead(
            payload(["trigger_parameters": ["git": ["ref": "x"]]], type: "job-completed"))
    }

    @Test("the documented payloads", .enabled(if: SharedFixtures.areThere))
    func documented() throws {
        func expect(_ file: String, id: String, _ run: JSONValue) throws {
            let event = try format.event(ofFile: "circleci/\(file).json")
            let type = file.split(separator: ".").first.map(String.init)
            #expect(event.detailType == type)
            #expect(event.deliveryID == id)
            #expect(event.pipeline?.json == run)
        }
        let url =
            "https://app.circleci.com/pipelines/github/circleci/webhook-service/130/workflows/"
            + "fda08377-fe7e-46b1-8992-3a7aaecac9c3"
        try expect(
            "workflow-completed.oauth-github", id: "3888f21b-eaa7-38e3-8f3d-75a63bba8895",
            [
                "provider": "circleci", "name": "build-test-deploy", "status": "succeeded",
                "runId": "fda08377-fe7e-46b1-8992-3a7aaecac9c3", "url": .string(url),
                "repository": "circleci/webhook-service", "ref": "main",
                "commit": "1dc6aa69429bff4806ad6afe58d3d8f57e25973e",
                "startedAt": "2021-09-01T22:49:03.616Z", "finishedAt": "2021-09-01T22:49:34.170Z",
            ])
        try expect(
            "job-completed.oauth-github", id: "8bd71c28-4969-3677-8940-3e3a61c46660",
            [
                "provider": "circleci", "name": "test", "status": "succeeded",
                "runId": "8b91f9a8-7975-4e60-916c-f0152ccbc937", "url": .string(url),
                "repository": "circleci/webhook-service", "ref": "main",
                "commit": "1dc6aa69429bff4806ad6afe58d3d8f57e25973e",
                "startedAt": "2021-09-01T22:49:28.841Z", "finishedAt": "2021-09-01T22:49:34.170Z",
            ])
        try expect(
            "workflow-completed.gitlab", id: "cbabbb40-6084-4f91-8311-a326c0f4963a",
            [
                "provider": "circleci", "name": "build", "status": "failed",
                "runId": "c2006ece-778d-49fc-9e6e-b9965f72bee9",
                "url": .string(
                    "https://app.circleci.com/pipelines/circleci/DdaVtNusHqi24D4YT3X4eu/"
                        + "6EkDPZoN4ZdMKKZtBkRodt/1/workflows/c2006ece-778d-49fc-9e6e-b9965f72bee9"
                ),
                "repository": "circleci/hello-world", "ref": "main", "actor": "username",
                "commit": "850a1519f25d14e968649cc420d1bd381715c05c",
                "startedAt": "2022-05-27T16:20:07.631Z", "finishedAt": "2022-05-27T16:20:13.812Z",
            ])
        try expect(
            "job-completed.gitlab", id: "47a497be-4498-4da0-a4e8-2dabd889af0f",
            [
                "provider": "circleci", "name": "say-hello", "status": "succeeded",
                "runId": "2fc6977d-7e45-4271-b355-0ea894d82017", "actor": "username",
                "repository": "circleci/hello-world", "ref": "main",
                "commit": "850a1519f25d14e968649cc420d1bd381715c05c",
                "startedAt": "2022-07-11T12:16:37.435Z", "finishedAt": "2022-07-11T12:16:59.982Z",
            ])
    }
}
