import HTTP
import JSON

/// The Notification plugin's of Jenkins.
///
/// <https://github.com/jenkinsci/notification-plugin>
struct JenkinsFormat: CallbackFormat {
    private static let source = "jenkins"

    /// An unstable build has failing tests; Jenkins itself starts nothing behind one unless told.
    private static let results: [String: Pipeline.Status] = [
        "SUCCESS": .succeeded, "FAILURE": .failed, "UNSTABLE": .failed, "ABORTED": .canceled,
        "NOT_BUILT": .canceled,
    ]

    func read(
        _ payload: JSONValue, _ headers: HTTPHeaders
    ) throws(Refusal) -> CallbackReading {
        let build = payload["build"]
        guard let phase = build?["phase"]?.text else {
            throw .malformedBody(
                "The body has no build.phase, which Jenkins' Notification plugin sends.")
        }
        var callback = Callback(source: Self.source, detailType: phase, detail: payload)
        // The time is the phase's own, the same when the plugin tries again, and another one when a
        // project that was deleted and made anew counts from 1 again.
        callback.deliveryID = build?["full_url"]?.text.flatMap {
            DeliveryID.of(
                $0, phase, build?["status"]?.text ?? "", build?["timestamp"]?.idText ?? "")
        }
        callback.time = build?["timestamp"]?.timeText
        callback.pipeline = Self.pipeline(phase, payload)
        return .event(callback)
    }

    func fields(for payload: JSONValue, event: String?, id: String?) -> HTTPHeaders { [:] }

    private static func pipeline(_ phase: String, _ payload: JSONValue) -> Pipeline {
        let build = payload["build"]
        let scm = build?["scm"]
        var pipeline = Pipeline(provider: source)
        pipeline.name = payload["name"]?.text
        pipeline.runID = build?["number"]?.idText
        pipeline.url = build?["full_url"]?.text
        pipeline.repository = scm?["url"]?.text.flatMap(CloneURL.repository)
        pipeline.ref = scm?["branch"]?.text.map(branch)
        pipeline.commit = scm?["commit"]?.text
        switch phase {
        case "QUEUED":
            pipeline.status = .queued
        case "STARTED":
            // A result that is there already may still get worse.
            pipeline.status = .running
            pipeline.startedAt = build?["timestamp"]?.timeText
        case "COMPLETED", "FINALIZED":
            pipeline.status = build?["status"]?.text.flatMap { results[$0] }
            pipeline.finishedAt = build?["timestamp"]?.timeText
        default:
            break
        }
        return pipeline
    }

    /// Git's name of the branch is that of the remote's copy: `origin/main`.
    private static func branch(_ name: String) -> String {
        var name = name[...]
        for start in ["refs/remotes/", "origin/"] where name.hasPrefix(start) {
            name = name.dropFirst(start.count)
        }
        return String(name)
    }
}
