import JSON

/// What one of GitLab's payloads says of a pipeline, a job or a deployment.
struct GitLabEvent {
    private let payload: JSONValue
    private let kind: String?

    init(_ payload: JSONValue) {
        self.payload = payload
        kind = payload["object_kind"]?.text
    }

    /// Nil for events that are of no run, no deployment and no new code.
    var pipeline: Pipeline? {
        switch kind {
        case "pipeline": wholePipeline
        case "build": oneOfPipeline
        case "deployment": deployment
        case "push", "tag_push": push
        case "release": release
        default: nil
        }
    }

    /// The event's own moment; nil where the payload has none.
    var time: String? {
        switch kind {
        case "pipeline", "build": pipeline?.finishedAt
        case "deployment": payload["status_changed_at"]?.timeText
        case "release" where payload["action"] == "create": payload["created_at"]?.timeText
        default: nil
        }
    }

    private var started: Pipeline {
        var pipeline = Pipeline(provider: "gitlab")
        pipeline.repository = repository
        pipeline.actor =
            payload["user"]?["username"]?.text ?? payload["user"]?["name"]?.text
        return pipeline
    }

    // MARK: Runs

    /// It has a name where `workflow:name` gives it one (GitLab 16.1), and else none: neither the
    /// project's nor the branch's would say which pipeline it is. The payload does not say when it
    /// began to run, only when it was created.
    private var wholePipeline: Pipeline {
        let attributes = payload["object_attributes"]
        var pipeline = started
        pipeline.name = attributes?["name"]?.text
        pipeline.status = attributes?["status"]?.text.flatMap(Self.status)
        pipeline.runID = attributes?["id"]?.idText
        pipeline.url = attributes?["url"]?.text ?? page("pipelines", of: pipeline.runID)
        pipeline.ref = pipelineRef
        pipeline.commit = attributes?["sha"]?.text
        if pipeline.status != .queued {
            pipeline.startedAt = attributes?["created_at"]?.timeText
        }
        if pipeline.status?.hasEnded == true {
            pipeline.finishedAt = attributes?["finished_at"]?.timeText
        }
        return pipeline
    }

    /// Of a merge request's pipeline GitLab names the source branch. A fork's must not pass for the
    /// branch of that name that a rule trusts: it has the name that the project itself knows it by,
    /// as in the events of its jobs.
    private var pipelineRef: String? {
        let request = payload["merge_request"]
        guard request?["source_project_id"]?.idText != request?["target_project_id"]?.idText else {
            return payload["object_attributes"]?["ref"]?.text
        }
        return request?["iid"]?.idText.map { "refs/merge-requests/\($0)/head" }
    }

    /// A job. Its `commit.id` is the pipeline's, and what is tried again has a new `build_id`.
    private var oneOfPipeline: Pipeline {
        var pipeline = started
        pipeline.name = payload["build_name"]?.text
        pipeline.status = payload["build_status"]?.text.flatMap(Self.status)
        pipeline.runID = payload["build_id"]?.idText
        pipeline.attempt = payload["retries_count"]?.attemptAfterRetries
        pipeline.url = page("jobs", of: pipeline.runID)
        pipeline.ref = payload["ref"]?.text
        pipeline.commit = payload["sha"]?.text
        pipeline.environment = environment
        pipeline.startedAt = moment("build_started_at")
        pipeline.finishedAt = pipeline.status?.hasEnded == true ? moment("build_finished_at") : nil
        return pipeline
    }

    /// Newer versions have each time of a job in two spellings.
    private func moment(_ member: String) -> String? {
        payload[member]?.timeText ?? payload["\(member)_iso"]?.timeText
    }

    /// `status_changed_at` is when it came to have the status it is sent with.
    private var deployment: Pipeline {
        var pipeline = started
        pipeline.status = payload["status"]?.text.flatMap(Self.status)
        pipeline.runID = payload["deployment_id"]?.idText
        pipeline.url =
            payload["deployable_url"]?.text ?? payload["environment_external_url"]?.text
        pipeline.ref = payload["ref"]?.text
        pipeline.commit = deployedCommit
        pipeline.environment = environment
        let changed = payload["status_changed_at"]?.timeText
        if payload["status"] == "running" { pipeline.startedAt = changed }
        if pipeline.status?.hasEnded == true { pipeline.finishedAt = changed }
        return pipeline
    }

    /// The whole hash is only in the address of the commit's page.
    private var deployedCommit: String? {
        guard let page = payload["commit_url"]?.text, let hash = page.split(separator: "/").last,
            String(hash).isCommitHash, hash.hasPrefix(payload["short_sha"]?.text ?? "")
        else { return nil }
        return String(hash)
    }

    /// A name, or an object that has one.
    private var environment: String? {
        payload["environment"]?.text ?? payload["environment"]?["name"]?.text
    }

    // MARK: Code

    private var push: Pipeline {
        var pipeline = started
        pipeline.ref = payload["ref"]?.text
        pipeline.commit = payload["after"]?.commit
        pipeline.actor = payload["user_username"]?.text ?? payload["user_name"]?.text
        return pipeline
    }

    private var release: Pipeline {
        var pipeline = started
        pipeline.runID = payload["id"]?.idText
        pipeline.url = payload["url"]?.text
        pipeline.ref = payload["tag"]?.text
        pipeline.commit = payload["commit"]?["id"]?.text
        return pipeline
    }

    // MARK: The project

    private var projectPage: String? {
        payload["project"]?["web_url"]?.text ?? payload["repository"]?["homepage"]?.text
    }

    /// The page of one of a project's pipelines or jobs, where the payload does not name it.
    private func page(_ kind: String, of id: String?) -> String? {
        guard let projectPage, let id else { return nil }
        return "\(projectPage)/-/\(kind)/\(id)"
    }

    /// Older events of jobs have no project, only its page and its name. The name is one for
    /// people, `Gitlab Org / Gitlab Test`, unless it looks like the path.
    private var repository: String? {
        if let path = payload["project"]?["path_with_namespace"]?.text { return path }
        let parts = projectPage?.split(separator: "/", omittingEmptySubsequences: false) ?? []
        if parts.count > 4, parts[0] == "https:" || parts[0] == "http:" {
            return parts[3...].joined(separator: "/")
        }
        guard let name = payload["project_name"]?.text, !name.contains(" "), name.contains("/")
        else { return nil }
        return name
    }

    // MARK: Status

    /// The words of pipelines, jobs and deployments. What waits for a person (`manual`, `blocked`)
    /// or its time waits; `canceling` still runs; `skipped` has not run, so nobody who waits for
    /// it to succeed may go on.
    private static func status(_ word: String) -> Pipeline.Status? {
        switch word {
        case "created", "waiting_for_resource", "waiting_for_callback", "preparing", "pending",
            "scheduled", "manual", "blocked":
            .queued
        case "running", "canceling": .running
        case "success": .succeeded
        case "failed": .failed
        case "canceled", "skipped": .canceled
        default: nil
        }
    }
}
