import JSON

/// What one of GitHub's payloads says of a run or a deployment.
struct GitHubEvent {
    let name: String
    let payload: JSONValue

    /// Nil for events that are of no run, no deployment and no new code.
    var pipeline: Pipeline? {
        switch name {
        case "workflow_run": workflowRun
        case "workflow_job": workflowJob
        case "check_suite": checkSuite
        case "check_run": checkRun
        case "deployment", "deployment_status": deployment
        case "status": commitStatus
        case "push": push
        case "release": release
        default: nil
        }
    }

    /// The event's own moment; nil where the payload has none.
    var time: String? {
        switch name {
        case "workflow_run", "check_suite": return payload[name]?["updated_at"]?.timeText
        case "deployment", "deployment_status": return payload[name]?["created_at"]?.timeText
        case "workflow_job", "check_run":
            let members = ["completed_at", "started_at", "created_at"]
            return members.lazy.compactMap { payload[name]?[$0]?.timeText }.first
        case "status": return payload["updated_at"]?.timeText
        case "push": return payload["repository"]?["pushed_at"]?.timeText
        case "release" where payload["action"] == "published":
            return payload["release"]?["published_at"]?.timeText
        default: return nil
        }
    }

    private var started: Pipeline {
        var pipeline = Pipeline(provider: "github")
        pipeline.repository = payload["repository"]?["full_name"]?.text
        pipeline.actor = payload["sender"]?["login"]?.text
        return pipeline
    }

    // MARK: Runs

    /// Of a run that is tried again the actor is who asked for it, as the attempt is told too.
    private var workflowRun: Pipeline {
        let run = payload["workflow_run"]
        var pipeline = started
        pipeline.name = run?["name"]?.text ?? payload["workflow"]?["name"]?.text
        pipeline.status = status(of: run)
        pipeline.runID = run?["id"]?.idText
        pipeline.attempt = run?["run_attempt"]?.attempt
        pipeline.url = run?["html_url"]?.text
        pipeline.ref = headBranch(of: run)
        pipeline.commit = run?["head_sha"]?.text
        pipeline.actor =
            run?["triggering_actor"]?["login"]?.text ?? run?["actor"]?["login"]?.text
            ?? pipeline.actor
        pipeline.startedAt = run?["run_started_at"]?.timeText
        pipeline.finishedAt = isCompleted(run) ? run?["updated_at"]?.timeText : nil
        return pipeline
    }

    /// A branch of a fork has its owner before it, as GitHub shows it, `octocat:main`: it must not
    /// pass for the branch of that name that a rule trusts.
    private func headBranch(of run: JSONValue?) -> String? {
        guard let branch = run?["head_branch"]?.text else { return nil }
        guard let head = run?["head_repository"]?["full_name"]?.text,
            head != payload["repository"]?["full_name"]?.text
        else { return branch }
        return "\(head.prefix { $0 != "/" }):\(branch)"
    }

    /// `run_id` and `run_attempt` are those of the workflow run that the job is a part of.
    private var workflowJob: Pipeline {
        let run = payload["workflow_job"]
        var pipeline = started
        pipeline.name = run?["name"]?.text
        pipeline.status = status(of: run)
        pipeline.runID = run?["run_id"]?.idText
        pipeline.attempt = run?["run_attempt"]?.attempt
        pipeline.url = run?["html_url"]?.text
        pipeline.ref = run?["head_branch"]?.text
        pipeline.commit = run?["head_sha"]?.text
        pipeline.environment = payload["deployment"]?["environment"]?.text
        pipeline.startedAt = run?["started_at"]?.timeText
        pipeline.finishedAt = isCompleted(run) ? run?["completed_at"]?.timeText : nil
        return pipeline
    }

    private var checkSuite: Pipeline {
        let suite = payload["check_suite"]
        var pipeline = started
        pipeline.name = suite?["app"]?["name"]?.text
        pipeline.status = status(of: suite)
        pipeline.runID = suite?["id"]?.idText
        pipeline.ref = suite?["head_branch"]?.text
        pipeline.commit = suite?["head_sha"]?.text
        if pipeline.status != .queued {
            pipeline.startedAt = suite?["created_at"]?.timeText
        }
        pipeline.finishedAt = isCompleted(suite) ? suite?["updated_at"]?.timeText : nil
        return pipeline
    }

    private var checkRun: Pipeline {
        let run = payload["check_run"]
        var pipeline = started
        pipeline.name = run?["name"]?.text
        pipeline.status = status(of: run)
        pipeline.runID = run?["id"]?.idText
        pipeline.url = run?["html_url"]?.text ?? run?["details_url"]?.text
        pipeline.ref = run?["check_suite"]?["head_branch"]?.text
        pipeline.commit = run?["head_sha"]?.text
        pipeline.environment = run?["deployment"]?["environment"]?.text
        pipeline.startedAt = run?["started_at"]?.timeText
        pipeline.finishedAt = isCompleted(run) ? run?["completed_at"]?.timeText : nil
        return pipeline
    }

    // MARK: Deployments

    /// A deployment without a status has been asked for, and nobody has begun with it.
    private var deployment: Pipeline {
        let deployment = payload["deployment"]
        let status = payload["deployment_status"]
        var pipeline = started
        pipeline.name = deployment?["task"]?.text
        pipeline.status =
            name == "deployment" ? .queued : status?["state"]?.text.flatMap(Self.status)
        pipeline.runID = deployment?["id"]?.idText
        pipeline.url =
            status?["log_url"]?.text ?? status?["target_url"]?.text
            ?? payload["workflow_run"]?["html_url"]?.text ?? status?["environment_url"]?.text
        pipeline.commit = deployment?["sha"]?.text
        // It may be a commit too, which is no branch.
        pipeline.ref = deployment?["ref"]?.text.flatMap { $0 == pipeline.commit ? nil : $0 }
        pipeline.actor = deployment?["creator"]?["login"]?.text ?? pipeline.actor
        pipeline.environment =
            status?["environment"]?.text ?? deployment?["environment"]?.text
        if pipeline.status != .queued {
            pipeline.startedAt = deployment?["created_at"]?.timeText
        }
        pipeline.finishedAt =
            pipeline.status?.hasEnded == true ? status?["created_at"]?.timeText : nil
        return pipeline
    }

    // MARK: Commits

    private var commitStatus: Pipeline {
        var pipeline = started
        pipeline.name = payload["context"]?.text
        pipeline.status = payload["state"]?.text.flatMap(Self.status)
        pipeline.runID = payload["id"]?.idText
        pipeline.url = payload["target_url"]?.text ?? payload["commit"]?["html_url"]?.text
        pipeline.commit = payload["sha"]?.text
        pipeline.ref = statusBranch
        pipeline.finishedAt =
            pipeline.status?.hasEnded == true ? payload["updated_at"]?.timeText : nil
        return pipeline
    }

    /// `branches` are those that contain the commit: the one that ends in it is meant, or the only
    /// one. Of several others any might be.
    private var statusBranch: String? {
        let branches = payload["branches"]?.arrayValue ?? []
        let head = branches.first {
            $0["commit"]?["sha"]?.text == payload["sha"]?.text && $0["name"]?.text != nil
        }
        return (head ?? (branches.count == 1 ? branches.first : nil))?["name"]?.text
    }

    private var push: Pipeline {
        var pipeline = started
        pipeline.url = payload["compare"]?.text
        pipeline.ref = payload["ref"]?.text
        pipeline.commit = payload["after"]?.commit
        pipeline.actor = pipeline.actor ?? payload["pusher"]?["name"]?.text
        return pipeline
    }

    private var release: Pipeline {
        let release = payload["release"]
        var pipeline = started
        pipeline.runID = release?["id"]?.idText
        pipeline.url = release?["html_url"]?.text
        pipeline.ref = release?["tag_name"]?.text
        pipeline.commit = release?["target_commitish"]?.text.flatMap {
            $0.isCommitHash ? $0 : nil
        }
        return pipeline
    }

    // MARK: Status

    /// A check suite may come without a status; then the action says it.
    private func statusWord(of run: JSONValue?) -> String? {
        run?["status"]?.text ?? payload["action"]?.text
    }

    private func isCompleted(_ run: JSONValue?) -> Bool { statusWord(of: run) == "completed" }

    private func status(of run: JSONValue?) -> Pipeline.Status? {
        let word = isCompleted(run) ? run?["conclusion"]?.text : statusWord(of: run)
        return word.flatMap(Self.status)
    }

    /// The words of runs, deployments and commit statuses, which agree where they meet. `neutral`
    /// has run to its end without a complaint, and passes where GitHub requires a check.
    /// `skipped` has not run: whoever waits for a deploy to succeed must not go on. `stale` was
    /// given up after 14 days. `action_required` has not passed and will not by itself.
    /// `inactive` says something of an older deployment, not how it went.
    private static func status(_ word: String) -> Pipeline.Status? {
        switch word {
        case "queued", "requested", "waiting", "pending": .queued
        case "in_progress": .running
        case "success", "neutral": .succeeded
        case "failure", "error", "timed_out", "startup_failure", "action_required": .failed
        case "cancelled", "skipped", "stale": .canceled
        default: nil
        }
    }
}
