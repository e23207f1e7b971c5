/// GitHub's payloads after
/// <https://docs.github.com/en/webhooks/webhook-events-and-payloads>, without what nobody reads.
enum GitHubSamples {
    static let all = runs + deployments + changes + others

    private static let sha = "3484a3fb816e0859fd6e1cea078d76385ff50625"

    private static func sample(
        _ event: String, _ payload: String, _ pipeline: String?
    ) -> ForgeSample {
        ForgeSample(
            event,
            common:
                #""repository": {"full_name": "octo-org/octo-repo"}, "sender": {"login": "mona"}"#,
            payload,
            pipeline.map {
                #""provider": "github", "repository": "octo-org/octo-repo", \#($0)"#
            })
    }

    private static let runs = [
        sample(
            "workflow_run",
            #"""
            "action": "completed", "workflow": {"name": "Deploy"},
            "workflow_run": {"name": "deploy-prod", "id": 289782451, "run_attempt": 2,
              "status": "completed", "conclusion": "success", "head_branch": "main",
              "head_sha": "\#(sha)", "html_url": "https://github.com/o/r/actions/runs/289782451",
              "head_repository": {"full_name": "octo-org/octo-repo"},
              "actor": {"login": "octocat"}, "triggering_actor": {"login": "hubot"},
              "created_at": "2020-10-05T16:33:24Z", "run_started_at": "2020-10-05T16:35:00Z",
              "updated_at": "2020-10-05T16:40:10Z"}
            """#,
            #"""
            "name": "deploy-prod", "status": "succeeded", "runId": "289782451", "attempt": 2,
            "url": "https://github.com/o/r/actions/runs/289782451", "ref": "main",
            "commit": "\#(sha)", "actor": "hubot", "startedAt": "2020-10-05T16:35:00Z",
            "finishedAt": "2020-10-05T16:40:10Z"
            """#),
        // A run of a fork's branch that has a trusted name, and no name of its own.
        sample(
            "workflow_run",
            #"""
            "action": "in_progress", "workflow": {"name": "Test"},
            "workflow_run": {"name": "", "id": 1, "run_attempt": 1, "status": "in_progress",
              "conclusion": null, "head_branch": "main", "actor": {"login": "octocat"},
              "head_repository": {"full_name": "octocat/octo-repo"},
              "updated_at": "2020-10-05T16:40:10Z"}
            """#,
            #"""
            "name": "Test", "status": "running", "runId": "1", "attempt": 1,
            "ref": "octocat:main", "actor": "octocat"
            """#),
        sample(
            "workflow_job",
            #"""
            "action": "completed", "deployment": {"environment": "production"},
            "workflow_job": {"id": 2832853555, "run_id": 940463255, "run_attempt": 3,
              "name": "build", "workflow_name": "CI", "status": "completed",
              "conclusion": "failure", "head_branch": "main", "head_sha": "\#(sha)",
              "html_url": "https://github.com/o/r/runs/2832853555",
              "created_at": "2021-06-15T19:22:20Z", "started_at": "2021-06-15T19:22:27Z",
              "completed_at": "2021-06-15T19:23:28Z"}
            """#,
            #"""
            "name": "build", "status": "failed", "runId": "940463255", "attempt": 3,
            "url": "https://github.com/o/r/runs/2832853555", "ref": "main",
            "commit": "\#(sha)", "actor": "mona", "environment": "production",
            "startedAt": "2021-06-15T19:22:27Z", "finishedAt": "2021-06-15T19:23:28Z"
            """#),
        sample(
            "check_suite",
            #"""
            "action": "completed",
            "check_suite": {"id": 118578147, "head_branch": "changes", "head_sha": "\#(sha)",
              "status": "completed", "conclusion": "neutral", "app": {"name": "linter"},
              "url": "https://api.github.com/repos/o/r/check-suites/118578147",
              "created_at": "2019-05-15T15:20:33Z", "updated_at": "2019-05-15T15:21:14Z"}
            """#,
            #"""
            "name": "linter", "status": "succeeded", "runId": "118578147", "ref": "changes",
            "commit": "\#(sha)", "actor": "mona", "startedAt": "2019-05-15T15:20:33Z",
            "finishedAt": "2019-05-15T15:21:14Z"
            """#),
        sample(
            "check_run",
            #"""
            "action": "created",
            "check_run": {"id": 128620228, "name": "lint", "head_sha": "\#(sha)",
              "status": "queued", "conclusion": null, "details_url": "https://ci.example/1",
              "html_url": "https://github.com/o/r/runs/128620228", "completed_at": null,
              "check_suite": {"head_branch": "changes"}, "deployment": {"environment": "lab"},
              "started_at": "2019-05-15T15:21:12Z"}
            """#,
            #"""
            "name": "lint", "status": "queued", "runId": "128620228", "ref": "changes",
            "url": "https://github.com/o/r/runs/128620228", "commit": "\#(sha)",
            "actor": "mona", "environment": "lab", "startedAt": "2019-05-15T15:21:12Z"
            """#),
    ]

    private static let deployments = [
        sample(
            "deployment",
            #"""
            "action": "created", "workflow": {"name": "Deploy"},
            "workflow_run": {"id": 5, "html_url": "https://github.com/o/r/actions/runs/5"},
            "deployment": {"id": 145988746, "sha": "\#(sha)", "ref": "refs/tags/v1",
              "task": "deploy", "payload": {"n": 1}, "environment": "production",
              "creator": {"login": "octocat"}, "created_at": "2019-05-15T15:20:53Z"}
            """#,
            #"""
            "name": "deploy", "status": "queued", "runId": "145988746",
            "url": "https://github.com/o/r/actions/runs/5", "ref": "v1", "commit": "\#(sha)",
            "actor": "octocat", "environment": "production"
            """#),
        sample(
            "deployment_status",
            #"""
            "action": "created",
            "deployment_status": {"id": 209916254, "state": "failure", "environment": "staging",
              "target_url": "https://old.example/1", "log_url": "https://ci.example/log",
              "environment_url": "https://staging.example/",
              "created_at": "2019-05-15T15:22:55Z"},
            "deployment": {"id": 145988746, "sha": "\#(sha)", "ref": "\#(sha)",
              "task": "deploy:migrations", "environment": "production", "payload": "",
              "created_at": "2019-05-15T15:20:53Z"}
            """#,
            #"""
            "name": "deploy:migrations", "status": "failed", "runId": "145988746",
            "url": "https://ci.example/log", "commit": "\#(sha)", "actor": "mona",
            "environment": "staging", "startedAt": "2019-05-15T15:20:53Z",
            "finishedAt": "2019-05-15T15:22:55Z"
            """#),
        sample(
            "deployment_status",
            #"""
            "deployment_status": {"state": "in_progress", "target_url": "", "log_url": null,
              "environment_url": "https://staging.example/",
              "created_at": "2019-05-15T15:22:55Z"},
            "deployment": {"id": 1, "ref": "main", "environment": "staging",
              "created_at": "2019-05-15T15:20:53Z"}
            """#,
            #"""
            "status": "running", "runId": "1", "url": "https://staging.example/",
            "ref": "main", "actor": "mona", "environment": "staging",
            "startedAt": "2019-05-15T15:20:53Z"
            """#),
    ]

    private static let changes = [
        sample(
            "status",
            #"""
            "id": 6805126730, "sha": "\#(sha)", "context": "ci/build", "state": "error",
            "target_url": "https://ci.example/1", "updated_at": "2019-05-15T15:20:55+00:00",
            "commit": {"html_url": "https://github.com/o/r/commit/1"},
            "branches": [{"name": "other", "commit": {"sha": "0"}},
              {"name": "main", "commit": {"sha": "\#(sha)"}}]
            """#,
            #"""
            "name": "ci/build", "status": "failed", "runId": "6805126730",
            "url": "https://ci.example/1", "ref": "main", "commit": "\#(sha)", "actor": "mona",
            "finishedAt": "2019-05-15T15:20:55Z"
            """#),
        // Two branches contain the commit and neither ends in it.
        sample(
            "status",
            #"""
            "sha": "\#(sha)", "context": "default", "state": "pending", "target_url": null,
            "updated_at": "2019-05-15T15:20:55+00:00",
            "commit": {"html_url": "https://github.com/o/r/commit/1"},
            "branches": [{"name": "a", "commit": {"sha": "0"}},
              {"name": "b", "commit": {"sha": "1"}}]
            """#,
            #"""
            "name": "default", "status": "queued", "url": "https://github.com/o/r/commit/1",
            "commit": "\#(sha)", "actor": "mona"
            """#),
        sample(
            "push",
            #"""
            "ref": "refs/heads/feature/x", "before": "6113728f27ae82c7b1a177c8d03f9e96e0adf246",
            "after": "\#(sha)", "deleted": false, "pusher": {"name": "octocat"},
            "compare": "https://github.com/o/r/compare/6113728f27ae...3484a3fb816e"
            """#,
            #"""
            "url": "https://github.com/o/r/compare/6113728f27ae...3484a3fb816e",
            "ref": "feature/x", "commit": "\#(sha)", "actor": "mona"
            """#),
        sample(
            "push",
            #"""
            "ref": "refs/tags/v1", "before": "\#(sha)", "deleted": true,
            "after": "0000000000000000000000000000000000000000"
            """#,
            #""ref": "v1", "actor": "mona""#),
        sample(
            "release",
            #"""
            "action": "published",
            "release": {"id": 17372790, "tag_name": "0.0.1", "target_commitish": "\#(sha)",
              "html_url": "https://github.com/o/r/releases/tag/0.0.1",
              "author": {"login": "octocat"}, "published_at": "2019-05-15T15:20:53Z"}
            """#,
            #"""
            "runId": "17372790", "url": "https://github.com/o/r/releases/tag/0.0.1",
            "ref": "0.0.1", "commit": "\#(sha)", "actor": "mona"
            """#),
    ]

    private static let others = [
        sample("issues", #""action": "opened", "issue": {"number": 1}"#, nil),
        sample("pull_request", #""action": "closed", "pull_request": {"number": 2}"#, nil),
        sample("create", #""ref": "v1", "ref_type": "tag", "master_branch": "main""#, nil),
        sample("delete", #""ref": "v1", "ref_type": "tag""#, nil),
        sample(
            "workflow_dispatch", #""ref": "refs/heads/main", "workflow": "a", "inputs": {}"#, nil),
        sample("repository_dispatch", #""action": "go", "client_payload": {}"#, nil),
        sample(
            "deployment_protection_rule",
            #""action": "requested", "deployment_callback_url": "https://x", "deployment": {}"#, nil
        ),
        sample(
            "deployment_review",
            #""action": "approved", "workflow_job_runs": [], "workflow_run": {"id": 1}"#, nil),
        sample("pull_request_review", #""pull_request": {}, "review": {}"#, nil),
        sample("pull_request_review_comment", #""pull_request": {}, "comment": {}"#, nil),
        sample("issue_comment", #""issue": {}, "comment": {}"#, nil),
        sample("commit_comment", #""action": "created", "comment": {}"#, nil),
    ]
}
