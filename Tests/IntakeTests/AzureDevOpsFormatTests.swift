import HTTP
import JSON
import Testing

@testable import Intake

@Suite("Azure DevOps' callbacks")
struct AzureDevOpsFormatTests {
    private let format = AzureDevOpsFormat()
    private let page: JSONValue = ["web": ["href": "https://dev.azure.com/acme/_build?id=7"]]

    private func event(
        _ type: String, _ resource: JSONValue, notification: JSONValue = 3
    ) -> JSONValue {
        [
            "subscriptionId": "s-1", "notificationId": notification, "id": "4a5d99d6",
            "eventType": .string(type), "publisherId": "tfs", "resource": resource,
            "createdDate": "2026-01-02T03:10:00.1234567Z",
        ]
    }

    private func pipeline(_ type: String, _ resource: JSONValue) throws -> JSONValue? {
        try format.event(event(type, resource)).pipeline?.json
    }

    private func build(_ status: JSONValue, _ result: JSONValue?) -> JSONValue {
        var build: JSONObject = [
            "_links": page, "id": 7, "buildNumber": "20260102.1", "status": status,
            "url": "https://dev.azure.com/acme/_apis/build/Builds/7",
            "startTime": "2026-01-02T03:04:05Z", "finishTime": "2026-01-02T03:09:05Z",
            "definition": ["id": 4, "name": "deploy-prod"], "project": ["name": "acme"],
            "sourceBranch": "refs/heads/main", "sourceVersion": "600c52d2",
            "requestedFor": ["displayName": "Chuck", "uniqueName": "chuck@acme.example"],
            "repository": ["type": "TfsGit", "name": "api"],
        ]
        build["result"] = result
        return .object(build)
    }

    @Test("a build of version 2.0 field by field")
    func build() throws {
        let event = try format.event(event("build.complete", build("completed", "succeeded")))
        #expect(event.source == "azure-devops")
        #expect(event.detailType == "build.complete")
        #expect(event.id == "4a5d99d6")
        #expect(event.deliveryID == "4a5d99d6|3")
        #expect(event.time == "2026-01-02T03:10:00.1234567Z")
        #expect(
            event.pipeline?.json == [
                "provider": "azure-devops", "name": "deploy-prod", "status": "succeeded",
                "runId": "7", "url": "https://dev.azure.com/acme/_build?id=7",
                "repository": "acme/api", "ref": "main", "commit": "600c52d2",
                "actor": "chuck@acme.example", "startedAt": "2026-01-02T03:04:05Z",
                "finishedAt": "2026-01-02T03:09:05Z",
            ])
    }

    @Test(
        "each status of version 1.0 and each result of 2.0",
        arguments: [
            ("succeeded", nil, Pipeline.Status.succeeded),
            ("partiallySucceeded", nil, .succeeded), ("failed", nil, .failed),
            ("stopped", nil, .canceled), ("completed", "succeeded", .succeeded),
            ("completed", "partiallySucceeded", .succeeded), ("completed", "failed", .failed),
            ("completed", "canceled", .canceled), ("completed", "none", nil),
            ("completed", nil, nil), ("inProgress", nil, .running),
            ("inProgress", "failed", .running), ("cancelling", nil, .running),
            ("notStarted", nil, .queued), ("postponed", nil, .queued), ("odd", nil, nil),
        ] as [(String, String?, Pipeline.Status?)])
    func buildStatuses(status: String, result: String?, expected: Pipeline.Status?) throws {
        let resource = build(.string(status), result.map { .string($0) })
        #expect(
            try format.event(event("build.complete", resource)).pipeline?.status == expected)
    }

    @Test("a run, a stage and a job, each with its own name")
    func runs() throws {
        let run: JSONValue = [
            "_links": page, "id": 11, "name": "20260102.1", "state": "completed",
            "result": "succeeded", "createdDate": "2026-01-02T03:04:05Z",
            "finishedDate": "2026-01-02T03:09:05Z",
            "resources": [
                "repositories": [
                    "self": ["refName": "refs/heads/main", "version": "600c52d2"]
                ]
            ],
        ]
        let definition: JSONValue = ["id": 1, "name": "deploy-prod", "folder": "\\"]
        let repositories: JSONValue = [
            ["type": "GitHub", "url": "https://api.github.com/repos/acme/api"]
        ]
        var resource: JSONObject = [
            "run": run, "pipeline": definition, "repositories": repositories,
        ]
        var expected: JSONObject = [
            "provider": "azure-devops", "name": "deploy-prod", "status": "succeeded",
            "runId": "11", "url": "https://dev.azure.com/acme/_build?id=7",
            "repository": "acme/api", "ref": "main", "commit": "600c52d2",
            "startedAt": "2026-01-02T03:04:05Z", "finishedAt": "2026-01-02T03:09:05Z",
        ]
        let event = "ms.vss-pipelines.run-state-changed-event"
        #expect(try pipeline(event, .object(resource)) == .object(expected))

        resource["stage"] = [
            "_links": page, "id": "0000", "name": "deploy", "displayName": "Deploy it",
            "state": "running", "result": nil, "attempt": 2,
        ]
        expected["name"] = "Deploy it"
        expected["status"] = "running"
        expected["attempt"] = 2
        expected["startedAt"] = nil
        expected["finishedAt"] = nil
        let stage = "ms.vss-pipelines.stage-state-changed-event"
        #expect(try pipeline(stage, .object(resource)) == .object(expected))

        resource["job"] = [
            "id": "0000", "name": "Compile", "state": "completed", "result": "skipped",
            "startTime": "2026-01-02T03:05:05Z", "finishTime": "2026-01-02T03:06:05Z",
        ]
        expected["name"] = "Compile"
        expected["status"] = "canceled"
        expected["attempt"] = nil
        expected["startedAt"] = "2026-01-02T03:05:05Z"
        expected["finishedAt"] = "2026-01-02T03:06:05Z"
        let job = "ms.vss-pipelines.job-state-changed-event"
        #expect(try pipeline(job, .object(resource)) == .object(expected))
    }

    @Test(
        "each state and result of runs, stages and jobs",
        arguments: [
            ("NotStarted", nil, Pipeline.Status.queued), ("waiting", nil, .queued),
            ("inProgress", nil, .running), ("running", nil, .running),
            ("canceling", nil, .running), ("completed", "succeeded", .succeeded),
            ("completed", "succeededWithIssues", .succeeded), ("completed", "failed", .failed),
            ("completed", "canceled", .canceled), ("completed", "rejected", .failed),
            ("completed", "Skipped", .canceled), ("completed", "odd", nil), ("unknown", nil, nil),
        ] as [(String, String?, Pipeline.Status?)])
    func runStates(state: String, result: String?, expected: Pipeline.Status?) throws {
        let part: JSONValue = [
            "state": .string(state), "result": result.map { .string($0) } ?? nil,
        ]
        for name in ["run", "stage", "job"] {
            let payload = event("ms.vss-pipelines.\(name)-state-changed-event", ["\(name)": part])
            #expect(try format.event(payload).pipeline?.status == expected)
        }
    }

    @Test("a deployment of a release field by field")
    func deployment() throws {
        let resource: JSONValue = [
            "environment": [
                "id": 5, "name": "Dev", "status": "succeeded",
                "release": ["id": 5, "name": "Release-5", "_links": page],
            ],
            "deployment": [
                "attempt": 2, "startedOn": "2026-01-02T03:04:05Z",
                "completedOn": "2026-01-02T03:09:05Z", "deploymentStatus": "succeeded",
                "requestedFor": ["uniqueName": "chuck@acme.example"],
            ],
            "release": ["id": 0, "releaseDefinition": ["id": 1, "name": "Fabrikam.CD"]],
            "project": ["name": "acme"],
        ]
        let expected: JSONValue = [
            "provider": "azure-devops", "name": "Fabrikam.CD", "status": "succeeded",
            "runId": "5", "attempt": 2, "url": "https://dev.azure.com/acme/_build?id=7",
            "actor": "chuck@acme.example", "environment": "Dev",
            "startedAt": "2026-01-02T03:04:05Z", "finishedAt": "2026-01-02T03:09:05Z",
        ]
        for name in ["vss", "azure-devops"] {
            let event = "ms.\(name)-release.deployment-completed-event"
            #expect(try pipeline(event, resource) == expected)
        }
    }

    @Test(
        "each status of an environment",
        arguments: [
            ("queued", Pipeline.Status.queued), ("scheduled", .queued), ("notStarted", .queued),
            ("inProgress", .running), ("succeeded", .succeeded), ("canceled", .canceled),
            ("partiallySucceeded", .succeeded), ("rejected", .failed), ("undefined", nil),
        ])
    func environments(word: String, expected: Pipeline.Status?) throws {
        let environment: JSONValue = ["environment": ["status": .string(word)]]
        let payload = event("ms.vss-release.deployment-started-event", environment)
        #expect(try format.event(payload).pipeline?.status == expected)
    }

    @Test("releases and approvals")
    func releases() throws {
        let release: JSONValue = [
            "id": 4, "name": "Release-1", "status": "abandoned", "_links": [:],
            "createdBy": ["displayName": "Chuck"], "releaseDefinition": ["name": "Fabrikam.CD"],
        ]
        let common: JSONObject = [
            "provider": "azure-devops", "name": "Fabrikam.CD", "runId": "4", "actor": "Chuck",
        ]
        var abandoned = common
        abandoned["status"] = "canceled"
        let event = "ms.vss-release.release-abandoned-event"
        #expect(try pipeline(event, ["release": release]) == .object(abandoned))

        let approval: JSONValue = [
            "status": "approved", "attempt": 0, "release": ["id": 4],
            "releaseDefinition": ["name": "Fabrikam.CD"], "releaseEnvironment": ["name": "Dev"],
        ]
        var approved = common
        approved["environment"] = "Dev"
        let approvals = "ms.vss-release.deployment-approval-completed-event"
        #expect(
            try pipeline(approvals, ["release": release, "approval": approval])
                == .object(approved))

        let check: JSONValue = [
            "approval": ["status": "pending"], "stageName": "deploy", "attemptId": 1,
            "run": ["id": 2, "_links": page], "pipeline": nil, "resource": ["name": "env1"],
        ]
        #expect(
            try pipeline("ms.vss-pipelinechecks-events.approval-pending", check) == [
                "provider": "azure-devops", "name": "deploy", "runId": "2", "attempt": 1,
                "url": "https://dev.azure.com/acme/_build?id=7", "environment": "env1",
            ])
    }

    @Test("a page for people goes before the API's address")
    func urls() throws {
        func url(_ named: JSONValue, _ release: JSONValue) throws -> String? {
            let payload = event(
                "ms.vss-release.deployment-started-event",
                ["environment": ["release": named], "release": release])
            return try format.event(payload).pipeline?.url
        }
        #expect(try url(["url": "api"], ["_links": page])?.contains("/_build?id=7") == true)
        #expect(try url(["url": "api"], ["_links": [:], "url": "other"]) == "api")
        #expect(try url([:], ["url": "other"]) == "other")
        #expect(try url([:], nil) == nil)
    }

    @Test("a push, and one that deletes the branch")
    func push() throws {
        func push(_ hash: JSONValue) throws -> JSONValue? {
            try pipeline(
                "git.push",
                [
                    "refUpdates": [["name": "refs/heads/main", "newObjectId": hash]],
                    "repository": ["name": "api", "project": ["name": "acme"]],
                    "pushedBy": ["displayName": "Jamal", "uniqueName": "jamal@acme.example"],
                ])
        }
        var expected: JSONObject = [
            "provider": "azure-devops", "repository": "acme/api", "ref": "main",
            "actor": "jamal@acme.example",
        ]
        #expect(try push("0000000000000000000000000000000000000000") == .object(expected))
        expected["commit"] = "33b55f7c"
        #expect(try push("33b55f7c") == .object(expected))
    }

    @Test(
        "other events have no pipeline",
        arguments: ["git.pullrequest.created", "workitem.updated", "tfvc.checkin"])
    func others(name: String) throws {
        let callback = try format.event(event(name, ["id": 1], notification: nil))
        #expect(callback.detailType == name)
        #expect(callback.pipeline == nil)
        #expect(callback.deliveryID == "4a5d99d6|")
    }

    @Test("what has no eventType is none of Azure DevOps'")
    func refused() {
        for payload: JSONValue in [[:], [], nil, ["eventType": nil], ["eventType": 1]] {
            #expect(throws: Refusal.self) { try format.read(payload, [:]) }
        }
        #expect(format.fields(for: [:], event: "x", id: "d") == [:])
    }

    @Test("anything may be missing")
    func damage() {
        let part: JSONValue = ["_links": page, "name": "x", "state": "completed"]
        format.expectAnythingRead(event("build.complete", build("completed", "failed")))
        format.expectAnythingRead(
            event("ms.vss-pipelines.job-state-changed-event", ["job": part, "run": part]))
        format.expectAnythingRead(
            event(
                "ms.vss-release.deployment-completed-event",
                ["environment": part, "release": part, "deployment": ["attempt": 1]]))
        format.expectAnythingRead(
            event("git.push", ["refUpdates": [["name": "x", "newObjectId": "0"]]]))
    }

    @Test("the documented payload", .enabled(if: SharedFixtures.areThere))
    func documented() throws {
        let event = try format.event(ofFile: "azure-devops/build.complete.json")
        #expect(event.detailType == "build.complete")
        #expect(event.deliveryID == "4a5d99d6-1c75-4e53-91b9-ee80057d4ce3|")
        #expect(event.time == "2016-09-19T13:03:26.4285528Z")
        #expect(
            event.pipeline?.json == [
                "provider": "azure-devops", "name": "ConsumerAddressModule", "status": "succeeded",
                "runId": "2", "ref": "master",
                "url": .string(
                    "https://dev.azure.com/fabrikam-fiber-inc/DefaultCollection/"
                        + "71777fbc-1cf2-4bd1-9540-128c1c71f766/_apis/build-release/Builds/2"),
                "commit": "600c52d2d5b655caa111abfd863e5a9bd304bb0e",
                "actor": "fabrikamfiber16@hotmail.com", "startedAt": "2015-04-07T18:04:06.83Z",
                "finishedAt": "2015-04-07T18:06:10.69Z",
            ])
    }
}
