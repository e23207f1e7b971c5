import HTTP
import JSON

/// CircleCI's outbound webhooks.
///
/// <https://circleci.com/docs/outbound-webhooks-reference/>
struct CircleCIFormat: CallbackFormat {
    private static let source = "circleci"

    /// Of workflows and of jobs. `unauthorized` is a run that a restricted context stopped.
    private static let statuses: [String: Pipeline.Status] = [
        "queued": .queued, "not_running": .queued, "on_hold": .queued,
        "running": .running, "failing": .running,
        "success": .succeeded,
        "failed": .failed, "error": .failed, "unauthorized": .failed, "timedout": .failed,
        "infrastructure_fail": .failed,
        "canceled": .canceled, "not_run": .canceled,
    ]

    func read(
        _ payload: JSONValue, _ headers: HTTPHeaders
    ) throws(Refusal) -> CallbackReading {
        guard payload.objectValue != nil else {
            throw .malformedBody("The body is not a JSON object.")
        }
        let named = payload["type"]?.text ?? headers.senderName("circleci-event-type")
        guard named != "ping", Self.parts.contains(where: { payload[$0] != nil }) else {
            return .ignored("CircleCI tested the connection.")
        }
        guard let event = named ?? Self.event(of: payload) else {
            throw .malformedBody("The body has no type, nor is there a circleci-event-type.")
        }
        var callback = Callback(source: Self.source, detailType: event, detail: payload)
        callback.deliveryID = DeliveryID.of(payload["id"]?.text)
        callback.id = callback.deliveryID
        callback.time = payload["happened_at"]?.timeText
        callback.pipeline = Self.pipeline(of: event, payload)
        return .event(callback)
    }

    func fields(for payload: JSONValue, event: String?, id: String?) -> HTTPHeaders {
        var fields: HTTPHeaders = [:]
        fields["circleci-event-type"] = event ?? payload["type"]?.text ?? Self.event(of: payload)
        return fields
    }

    /// What every event has some of, and the abbreviated body of a test ping nothing.
    private static let parts = ["workflow", "job", "pipeline", "project"]

    private static func event(of payload: JSONValue) -> String? {
        if payload["job"] != nil { return "job-completed" }
        return payload["workflow"] == nil ? nil : "workflow-completed"
    }

    private static func pipeline(of event: String, _ payload: JSONValue) -> Pipeline? {
        var pipeline = Pipeline(provider: source)
        let workflow = payload["workflow"]
        let run: JSONValue?
        switch event {
        case "workflow-completed":
            run = workflow
            pipeline.startedAt = run?["created_at"]?.timeText
        case "job-completed":
            // With the job's name: its success must not look like the workflow's.
            run = payload["job"]
            pipeline.startedAt = run?["started_at"]?.timeText
        default:
            return nil
        }
        pipeline.name = run?["name"]?.text
        pipeline.status = run?["status"]?.text.flatMap { statuses[$0] }
        pipeline.runID = run?["id"]?.idText
        pipeline.url = workflow?["url"]?.text
        pipeline.finishedAt = run?["stopped_at"]?.timeText
        if let vcs = payload["pipeline"]?["vcs"]?.ifObject {
            fill(&pipeline, vcs: vcs)
        } else {
            fill(&pipeline, parameters: payload["pipeline"]?["trigger_parameters"])
        }
        pipeline.repository = pipeline.repository ?? repository(payload["project"]?["slug"]?.text)
        return pipeline
    }

    /// Of GitHub's OAuth app and Bitbucket Cloud.
    private static func fill(_ pipeline: inout Pipeline, vcs: JSONValue) {
        pipeline.repository = vcs["target_repository_url"]?.text.flatMap(CloneURL.repository)
        pipeline.ref = vcs["branch"]?.text ?? vcs["tag"]?.text
        pipeline.commit = vcs["revision"]?.text
    }

    /// Of GitLab, GitHub's App and Bitbucket Data Center.
    private static func fill(_ pipeline: inout Pipeline, parameters: JSONValue?) {
        let git = parameters?["git"]
        let forge = parameters?["circleci"]?["trigger_type"]?.text.flatMap { parameters?[$0] }
        let push = forge?.ifObject ?? parameters?["gitlab"]
        let urls = [git?["checkout_url"], push?["repo_url"], push?["web_url"]]
        pipeline.repository = urls.lazy.compactMap { $0?.text.flatMap(CloneURL.repository) }.first
        pipeline.ref = git?["branch"]?.text ?? git?["tag"]?.text ?? git?["ref"]?.text
        pipeline.commit = git?["checkout_sha"]?.text ?? push?["commit_sha"]?.text
        pipeline.actor = push?["user_username"]?.text
    }

    /// `github/acme/api`; where CircleCI has ids instead (`circleci/…/…`), they name no repository.
    private static func repository(_ slug: String?) -> String? {
        guard let parts = slug?.split(separator: "/"), parts.count == 3,
            ["github", "gh", "bitbucket", "bb"].contains(parts[0])
        else { return nil }
        return "\(parts[1])/\(parts[2])"
    }
}
