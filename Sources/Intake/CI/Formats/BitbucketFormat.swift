import HTTP
import JSON

/// Bitbucket's, of the Cloud and of Data Center.
///
/// <https://support.atlassian.com/bitbucket-cloud/docs/event-payloads/>,
/// <https://confluence.atlassian.com/bitbucketserver/event-payload-938025882.html>
struct BitbucketFormat: CallbackFormat {
    private static let source = "bitbucket"
    private static let eventField = "X-Event-Key"
    private static let ping = "diagnostics:ping"

    private static let states: [String: Pipeline.Status] = [
        "INPROGRESS": .running, "SUCCESSFUL": .succeeded, "FAILED": .failed,
        "STOPPED": .canceled,
    ]

    var eventField: String? { Self.eventField }

    func read(
        _ payload: JSONValue, _ headers: HTTPHeaders
    ) throws(Refusal) -> CallbackReading {
        let named = payload["eventKey"]?.text ?? headers.senderName(Self.eventField)
        guard let event = named ?? Self.event(of: payload) else {
            throw .malformedBody(
                "There is no one \(Self.eventField), and the body is none of Bitbucket's.")
        }
        guard event != Self.ping, payload["test"]?.boolValue != true else {
            return .ignored("Bitbucket tested the connection.")
        }
        var callback = Callback(source: Self.source, detailType: event, detail: payload)
        // The Cloud has the one field, Data Center the other; proxies add the other, too.
        callback.deliveryID =
            headers.senderName("X-Request-UUID") ?? headers.senderName("X-Request-Id")
        callback.id = callback.deliveryID
        callback.time =
            payload["commit_status"]?["updated_on"]?.timeText ?? payload["date"]?.timeText
        callback.pipeline = Self.pipeline(of: event, payload)
        return .event(callback)
    }

    func fields(for payload: JSONValue, event: String?, id: String?) -> HTTPHeaders {
        var fields: HTTPHeaders = [:]
        fields[Self.eventField] = event ?? payload["eventKey"]?.text ?? Self.event(of: payload)
        fields[payload["eventKey"] == nil ? "X-Request-UUID" : "X-Request-Id"] = id
        return fields
    }

    /// What a payload that does not name its event looks like.
    private static func event(of payload: JSONValue) -> String? {
        if let status = payload["commit_status"] {
            let isNew = status["created_on"] == status["updated_on"]
            return "repo:commit_status_" + (isNew ? "created" : "updated")
        }
        if payload["push"] != nil { return "repo:push" }
        if payload["pullrequest"] != nil { return "pullrequest:updated" }
        return payload["test"] == nil ? nil : ping
    }

    private static func pipeline(of event: String, _ payload: JSONValue) -> Pipeline? {
        var pipeline = Pipeline(provider: source)
        let actor = payload["actor"]
        let repository = payload["repository"]
        switch event {
        case "repo:commit_status_created", "repo:commit_status_updated":
            fill(&pipeline, status: payload["commit_status"])
        case "repo:push":
            fill(&pipeline, changes: payload["push"]?["changes"]?.arrayValue ?? [])
        case "repo:refs_changed":
            fill(&pipeline, refChanges: payload["changes"]?.arrayValue ?? [])
        default:
            return nil
        }
        pipeline.actor =
            actor?["nickname"]?.text ?? actor?["name"]?.text ?? actor?["display_name"]?.text
        pipeline.repository = repository?["full_name"]?.text
        if let key = repository?["project"]?["key"]?.text, let slug = repository?["slug"]?.text {
            pipeline.repository = pipeline.repository ?? "\(key)/\(slug)"
        }
        return pipeline
    }

    private static func fill(_ pipeline: inout Pipeline, status: JSONValue?) {
        pipeline.name = status?["name"]?.text ?? status?["key"]?.text
        pipeline.status = status?["state"]?.text.flatMap { states[$0] }
        pipeline.url = status?["url"]?.text
        pipeline.ref = status?["refname"]?.text
        // The documented payload has no more of the commit than its address.
        let commit = status?["links"]?["commit"]?["href"]?.text?.split(separator: "/").last
        pipeline.commit = status?["commit"]?["hash"]?.text ?? commit.map(String.init)
        pipeline.startedAt = status?["created_on"]?.timeText
        if pipeline.status?.hasEnded == true {
            pipeline.finishedAt = status?["updated_on"]?.timeText
        }
    }

    /// A push of the Cloud. Of several branches and tags in one push the first that is still there
    /// stands for all; the rest is in `detail`.
    private static func fill(_ pipeline: inout Pipeline, changes: [JSONValue]) {
        let change = changes.first { $0["new"]?.ifObject != nil } ?? changes.first
        pipeline.ref = change?["new"]?["name"]?.text ?? change?["old"]?["name"]?.text
        pipeline.commit = change?["new"]?["target"]?["hash"]?.text
        pipeline.url = change?["links"]?["html"]?["href"]?.text
    }

    /// A push of Data Center, likewise.
    private static func fill(_ pipeline: inout Pipeline, refChanges changes: [JSONValue]) {
        let kept = changes.first { $0["type"] != "DELETE" }
        let change = kept ?? changes.first
        pipeline.ref = change?["refId"]?.text ?? change?["ref"]?["id"]?.text
        pipeline.commit = kept?["toHash"]?.commit
    }
}
