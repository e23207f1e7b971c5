import HTTP
import JSON

/// GitHub's webhooks: the event's name is in a header field, the rest in the body.
///
/// <https://docs.github.com/en/webhooks/webhook-events-and-payloads>
struct GitHubFormat: CallbackFormat {
    private static let eventField = "X-GitHub-Event"
    /// A GUID, the same when somebody redelivers.
    private static let deliveryField = "X-GitHub-Delivery"

    var eventField: String? { Self.eventField }

    func read(
        _ payload: JSONValue, _ headers: HTTPHeaders
    ) throws(Refusal) -> CallbackReading {
        guard let name = headers.senderName(Self.eventField) else {
            throw Refusal(
                .malformedRequest,
                "GitHub names the event in one \(Self.eventField) field, such as workflow_run.")
        }
        guard name != "ping" else { return .ignored("GitHub's ping: the webhook works.") }
        let event = GitHubEvent(name: name, payload: payload)
        var callback = Callback(
            source: "github", detailType: name, detail: Self.opened(payload))
        callback.deliveryID = headers.senderName(Self.deliveryField)
        callback.id = callback.deliveryID
        callback.time = event.time
        callback.pipeline = event.pipeline
        return .event(callback)
    }

    func fields(for payload: JSONValue, event: String?, id: String?) -> HTTPHeaders {
        var fields: HTTPHeaders = ["User-Agent": "GitHub-Hookshot/hookferry"]
        fields[Self.eventField] = event ?? Self.guess(payload)
        fields[Self.deliveryField] = id
        return fields
    }

    // MARK: The deployment's payload

    /// It stands in two objects, which leaves it this much of the depth.
    private static let deploymentLimits = JSONLimits(
        bytesMax: JSONLimits.event.bytesMax, depthMax: JSONLimits.event.depthMax - 2,
        duplicateKeys: .kept)

    /// With `deployment.payload` as the object or array that whoever deploys wrote into a string.
    /// A number or word in a string stays one: it was more likely meant so.
    private static func opened(_ payload: JSONValue) -> JSONValue {
        guard var object = payload.objectValue,
            var deployment = object["deployment"]?.objectValue,
            let text = deployment["payload"]?.stringValue,
            let inner = try? JSONValue(parsing: Array(text.utf8), limits: deploymentLimits),
            inner.objectValue != nil || inner.arrayValue != nil
        else { return payload }
        deployment["payload"] = inner
        object["deployment"] = .object(deployment)
        return .object(object)
    }

    // MARK: Guessing

    /// The members that only this event has, the first line that fits: a deployment's payload holds
    /// its `workflow_run`, a job's its `deployment`.
    private static let marks: [(event: String, members: [String])] = [
        ("ping", ["zen", "hook_id"]),
        ("workflow_job", ["workflow_job"]),
        ("deployment_status", ["deployment_status"]),
        ("deployment_protection_rule", ["deployment_callback_url"]),
        ("deployment_review", ["workflow_run", "workflow_job_runs"]),
        ("deployment", ["deployment"]),
        ("workflow_run", ["workflow_run"]),
        ("check_run", ["check_run"]),
        ("check_suite", ["check_suite"]),
        ("release", ["release"]),
        ("status", ["sha", "context", "state"]),
        ("push", ["ref", "before", "after"]),
        ("create", ["ref", "ref_type", "master_branch"]),
        ("delete", ["ref", "ref_type"]),
        ("workflow_dispatch", ["workflow", "inputs"]),
        ("repository_dispatch", ["client_payload"]),
        ("pull_request_review", ["pull_request", "review"]),
        ("pull_request_review_comment", ["pull_request", "comment"]),
        ("pull_request", ["pull_request"]),
        ("issue_comment", ["issue", "comment"]),
        ("issues", ["issue"]),
        ("commit_comment", ["comment"]),
    ]

    /// The event that a payload is probably of.
    private static func guess(_ payload: JSONValue) -> String? {
        marks.first { mark in
            mark.members.allSatisfy { payload[$0].map { !$0.isNull } ?? false }
        }?.event
    }
}
