/// GitLab's payloads after
/// <https://docs.gitlab.com/user/project/integrations/webhook_events/>, without what nobody reads.
enum GitLabSamples {
    static let all = runs + deployments + changes + others

    private static let sha = "2293ada6b400935a1378653304eaf6221e0fdb8f"
    private static let project = #"""
        "project": {"id": 380, "name": "Gitlab Test", "namespace": "Gitlab Org",
          "path_with_namespace": "gitlab-org/gitlab-test",
          "web_url": "https://gitlab.example.com/gitlab-org/gitlab-test"}
        """#
    /// Jobs of older versions have no more than this of their project.
    private static let repository = #"""
        "project_name": "Gitlab Org / Gitlab Test", "repository": {"name": "gitlab_test",
          "homepage": "https://gitlab.example.com:8443/gitlab-org/sub/gitlab-test"}
        """#

    private static func sample(
        _ event: String, _ payload: String, common: String = project, _ pipeline: String?
    ) -> ForgeSample {
        ForgeSample(
            event, common: common, payload, pipeline.map { #""provider": "gitlab", \#($0)"# })
    }

    private static let runs = [
        sample(
            "Pipeline Hook",
            #"""
            "object_kind": "pipeline",
            "object_attributes": {"id": 31, "iid": 3, "name": "deploy-prod", "ref": "master",
              "sha": "\#(sha)", "status": "success", "created_at": "2016-08-12 15:23:28 UTC",
              "finished_at": "2016-08-12 15:26:29 UTC",
              "url": "https://gitlab.example.com/-/pipelines/31"},
            "user": {"name": "Administrator", "username": "root"}
            """#,
            #"""
            "name": "deploy-prod", "status": "succeeded", "runId": "31",
            "url": "https://gitlab.example.com/-/pipelines/31",
            "repository": "gitlab-org/gitlab-test", "ref": "master", "commit": "\#(sha)",
            "actor": "root", "startedAt": "2016-08-12T15:23:28Z",
            "finishedAt": "2016-08-12T15:26:29Z"
            """#),
        sample(
            "Pipeline Hook",
            #"""
            "object_kind": "pipeline",
            "object_attributes": {"id": 32, "name": null, "ref": "v1", "tag": true,
              "sha": "\#(sha)", "status": "pending", "created_at": "2016-08-12 15:23:28 UTC",
              "finished_at": null}
            """#,
            #"""
            "status": "queued", "runId": "32",
            "url": "https://gitlab.example.com/gitlab-org/gitlab-test/-/pipelines/32",
            "repository": "gitlab-org/gitlab-test", "ref": "v1", "commit": "\#(sha)"
            """#),
        sample(
            "Job Hook",
            #"""
            "object_kind": "build", "ref": "refs/heads/main", "tag": false, "sha": "\#(sha)",
            "build_id": 1977, "build_name": "deploy", "build_status": "failed",
            "build_created_at": "2021-02-23T02:41:30.886Z",
            "build_started_at": "2021-02-23T02:41:37.886Z",
            "build_finished_at": null, "build_finished_at_iso": "2021-02-23T02:42:00Z",
            "retries_count": 2, "pipeline_id": 2366, "commit": {"id": 2366},
            "user": {"id": 3, "name": "User"},
            "environment": {"name": "production", "action": "start"}
            """#,
            #"""
            "name": "deploy", "status": "failed", "runId": "1977", "attempt": 3,
            "url": "https://gitlab.example.com/gitlab-org/gitlab-test/-/jobs/1977",
            "repository": "gitlab-org/gitlab-test", "ref": "main", "commit": "\#(sha)",
            "actor": "User", "environment": "production",
            "startedAt": "2021-02-23T02:41:37.886Z", "finishedAt": "2021-02-23T02:42:00Z"
            """#),
        sample(
            "Job Hook",
            #"""
            "object_kind": "build", "ref": "main", "sha": "\#(sha)", "build_id": 1978,
            "build_name": "test", "build_status": "running",
            "build_started_at": "2021-02-23 02:41:37 UTC", "environment": null,
            "retries_count": 0
            """#,
            common: repository,
            #"""
            "name": "test", "status": "running", "runId": "1978", "attempt": 1,
            "url": "https://gitlab.example.com:8443/gitlab-org/sub/gitlab-test/-/jobs/1978",
            "repository": "gitlab-org/sub/gitlab-test", "ref": "main", "commit": "\#(sha)",
            "startedAt": "2021-02-23T02:41:37Z"
            """#),
    ]

    private static let deployments = [
        sample(
            "Deployment Hook",
            #"""
            "object_kind": "deployment", "status": "success", "deployment_id": 15,
            "status_changed_at": "2021-04-28 21:50:00 +0200", "deployable_id": 796,
            "deployable_url": "https://gitlab.example.com/-/jobs/796", "ref": "main",
            "environment": "staging", "environment_external_url": "https://staging.example.com",
            "short_sha": "2293ada6", "user": {"username": "root"},
            "commit_url": "https://gitlab.example.com/gitlab-org/gitlab-test/-/commit/\#(sha)"
            """#,
            #"""
            "status": "succeeded", "runId": "15", "url": "https://gitlab.example.com/-/jobs/796",
            "repository": "gitlab-org/gitlab-test", "ref": "main", "commit": "\#(sha)",
            "actor": "root", "environment": "staging", "finishedAt": "2021-04-28T19:50:00Z"
            """#),
        // By the API: nothing ran in GitLab. The address is of another commit.
        sample(
            "Deployment Hook",
            #"""
            "object_kind": "deployment", "status": "running", "deployment_id": 16,
            "status_changed_at": "2021-04-28 21:50:00 +0200", "deployable_url": null,
            "environment": {"name": "review/x", "tier": "development"},
            "environment_external_url": "https://x.example.com", "short_sha": "00000000",
            "commit_url": "https://gitlab.example.com/gitlab-org/gitlab-test/-/commit/\#(sha)"
            """#,
            #"""
            "status": "running", "runId": "16", "url": "https://x.example.com",
            "repository": "gitlab-org/gitlab-test", "environment": "review/x",
            "startedAt": "2021-04-28T19:50:00Z"
            """#),
    ]

    private static let changes = [
        sample(
            "Push Hook",
            #"""
            "object_kind": "push", "event_name": "push", "ref": "refs/heads/master",
            "before": "0000000000000000000000000000000000000000", "after": "\#(sha)",
            "user_name": "John Smith", "user_username": "jsmith"
            """#,
            #"""
            "repository": "gitlab-org/gitlab-test", "ref": "master", "commit": "\#(sha)",
            "actor": "jsmith"
            """#),
        sample(
            "Tag Push Hook",
            #"""
            "object_kind": "tag_push", "event_name": "tag_push", "ref": "refs/tags/v1.0.0",
            "after": "0000000000000000000000000000000000000000", "user_name": "John Smith"
            """#,
            #"""
            "repository": "gitlab-org/gitlab-test", "ref": "v1.0.0", "actor": "John Smith"
            """#),
        sample(
            "Release Hook",
            #"""
            "object_kind": "release", "action": "create", "id": 1, "name": "v1.1", "tag": "v1.1",
            "created_at": "2020-11-02 12:55:12 UTC", "commit": {"id": "\#(sha)"},
            "url": "https://gitlab.example.com/gitlab-org/gitlab-test/-/releases/v1.1"
            """#,
            #"""
            "runId": "1", "repository": "gitlab-org/gitlab-test", "ref": "v1.1",
            "url": "https://gitlab.example.com/gitlab-org/gitlab-test/-/releases/v1.1",
            "commit": "\#(sha)"
            """#),
    ]

    private static let others = [
        ("Merge Request Hook", "merge_request"), ("Note Hook", "note"), ("Issue Hook", "issue"),
        ("Issue Hook", "work_item"), ("Wiki Page Hook", "wiki_page"),
        ("Feature Flag Hook", "feature_flag"), ("Milestone Hook", "milestone"),
        ("Emoji Hook", "emoji"), ("Resource Access Token Hook", "access_token"),
        ("Vulnerability Hook", "vulnerability"),
    ].map { sample($0, #""object_kind": "\#($1)""#, nil) }
}
