import HTTP
import JSON

/// Buildkite's.
///
/// <https://buildkite.com/docs/apis/webhooks/pipelines>, with the states of
/// <https://buildkite.com/docs/apis/rest-api/builds>
struct BuildkiteFormat: CallbackFormat {
    private static let source = "buildkite"
    private static let eventField = "X-Buildkite-Event"

    /// Of builds and of jobs. A job is `broken` when the steps before it let it not run.
    private static let states: [String: Pipeline.Status] = [
        "creating": .queued, "scheduled": .queued, "pending": .queued, "waiting": .queued,
        "blocked": .queued, "limiting": .queued, "limited": .queued, "assigned": .queued,
        "accepted": .queued,
        "started": .running, "running": .running, "failing": .running, "canceling": .running,
        "timing_out": .running,
        "passed": .succeeded, "unblocked": .succeeded,
        "failed": .failed, "timed_out": .failed, "expired": .failed,
        "canceled": .canceled, "skipped": .canceled, "not_run": .canceled, "broken": .canceled,
    ]

    /// The members that say when an event happened, of those that have one.
    private static let times = [
        "build.scheduled": "scheduled_at", "build.failing": "failing_at",
        "build.finished": "finished_at", "job.scheduled": "scheduled_at",
        "job.started": "started_at", "job.finished": "finished_at",
    ]

    var eventField: String? { Self.eventField }

    func read(
        _ payload: JSONValue, _ headers: HTTPHeaders
    ) throws(Refusal) -> CallbackReading {
        guard let event = payload["event"]?.text ?? headers.senderName(Self.eventField) else {
            throw .malformedBody("The body has no event, nor is there one \(Self.eventField).")
        }
        guard event != "ping" else { return .ignored("Buildkite tested the connection.") }
        var callback = Callback(source: Self.source, detailType: event, detail: payload)
        let subject = event.hasPrefix("job.") ? payload["job"] : payload["build"]
        callback.deliveryID = Self.deliveryID(of: event, subject)
        callback.time = Self.times[event].flatMap { subject?[$0]?.timeText }
        if event.hasPrefix("build.") {
            callback.pipeline = Self.pipeline(ofBuildIn: payload)
        } else if event.hasPrefix("job.") {
            callback.pipeline = Self.pipeline(ofJobIn: payload)
        }
        return .event(callback)
    }

    func fields(for payload: JSONValue, event: String?, id: String?) -> HTTPHeaders {
        var fields: HTTPHeaders = [:]
        fields[Self.eventField] = event ?? payload["event"]?.text
        return fields
    }

    /// Buildkite names no delivery. A build goes on when it is unblocked or a job of it retried: it
    /// runs, fails and finishes once more under the same id, and its times alone tell. Before it
    /// has finished there is none that changes, and the body's hash is left to tell.
    private static func deliveryID(of event: String, _ subject: JSONValue?) -> String? {
        DeliveryID.of(
            subject?["id"]?.text, event, subject?["state"]?.text, subject?["finished_at"]?.text)
    }

    private static func pipeline(ofBuildIn payload: JSONValue) -> Pipeline {
        let build = payload["build"]
        var pipeline = common(payload)
        pipeline.name = payload["pipeline"]?["slug"]?.text ?? payload["pipeline"]?["name"]?.text
        fill(&pipeline, build)
        // A build that waits for a person says that it passed and finished. It is not over: what
        // is to happen after a success must not happen before the approval.
        let isBlocked = build?["blocked"]?.boolValue == true && pipeline.status != .canceled
        if isBlocked || build?["state"] == "blocked" {
            pipeline.status = .running
            pipeline.finishedAt = nil
        }
        return pipeline
    }

    /// With the job's name: its success must not look like the build's.
    private static func pipeline(ofJobIn payload: JSONValue) -> Pipeline {
        let job = payload["job"]
        var pipeline = common(payload)
        pipeline.name = job?["step_key"]?.text ?? job?["name"]?.text
        fill(&pipeline, job)
        pipeline.url = pipeline.url ?? payload["build"]?["web_url"]?.text
        pipeline.attempt = job?["retries_count"]?.attemptAfterRetries
        return pipeline
    }

    private static func common(_ payload: JSONValue) -> Pipeline {
        let build = payload["build"]
        var pipeline = Pipeline(provider: source)
        pipeline.repository = payload["pipeline"]?["repository"]?.text
            .flatMap(CloneURL.repository)
        pipeline.ref = build?["branch"]?.text
        // A build that was started by hand has `HEAD` until its first job has looked.
        pipeline.commit = build?["commit"]?.text.flatMap { $0 == "HEAD" ? nil : $0 }
        pipeline.actor = build?["creator"]?["name"]?.text
        return pipeline
    }

    private static func fill(_ pipeline: inout Pipeline, _ subject: JSONValue?) {
        pipeline.status = subject?["state"]?.text.flatMap { states[$0] }
        pipeline.runID = subject?["id"]?.idText
        pipeline.url = subject?["web_url"]?.text
        pipeline.startedAt = subject?["started_at"]?.timeText
        pipeline.finishedAt = subject?["finished_at"]?.timeText
    }
}
