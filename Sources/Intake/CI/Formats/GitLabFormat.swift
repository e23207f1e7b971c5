import HTTP
import JSON

/// GitLab's webhooks of projects, groups and whole instances.
///
/// <https://docs.gitlab.com/user/project/integrations/webhook_events/>
struct GitLabFormat: CallbackFormat {
    private static let eventField = "X-Gitlab-Event"
    /// The same on every retry (GitLab 17.4). Of its other ids neither names a delivery:
    /// `X-Gitlab-Event-UUID` is shared by the webhooks that set each other off, and
    /// `X-Gitlab-Webhook-UUID` is new on each retry.
    private static let deliveryField = "Idempotency-Key"
    /// What the webhooks of an instance send, whatever the event.
    private static let systemHook = "System Hook"

    var eventField: String? { Self.eventField }

    func read(
        _ payload: JSONValue, _ headers: HTTPHeaders
    ) throws(Refusal) -> CallbackReading {
        guard let name = Self.eventName(payload, headers) else {
            throw .malformedBody(
                "GitLab names the event in \(Self.eventField) or in object_kind; both are missing.")
        }
        let event = GitLabEvent(payload)
        var callback = Callback(source: "gitlab", detailType: name, detail: payload)
        callback.deliveryID = headers.senderName(Self.deliveryField)
        callback.id = callback.deliveryID
        callback.time = event.time
        callback.pipeline = event.pipeline
        return .event(callback)
    }

    func fields(for payload: JSONValue, event: String?, id: String?) -> HTTPHeaders {
        var fields: HTTPHeaders = ["User-Agent": "GitLab/hookferry"]
        fields[Self.eventField] = event ?? Self.nameOfKind(payload)
        fields[Self.deliveryField] = id
        return fields
    }

    // MARK: The event's name

    /// One name for an event, whether a project's webhook sends it or the instance's.
    private static func eventName(_ payload: JSONValue, _ headers: HTTPHeaders) -> String? {
        if let name = headers.senderName(eventField), name != systemHook { return name }
        return nameOfKind(payload) ?? headers.senderName(eventField)
    }

    /// The name that goes with `object_kind`: `tag_push` is sent as `Tag Push Hook`. Only events of
    /// instances and members have no kind.
    private static func nameOfKind(_ payload: JSONValue) -> String? {
        guard let kind = payload["object_kind"]?.text, isWord(kind) else {
            return payload["event_name"]?.text == nil ? nil : systemHook
        }
        switch kind {
        case "build": return "Job Hook"
        case "work_item": return "Issue Hook"
        case "access_token": return "Resource Access Token Hook"
        default:
            let words = kind.split(separator: "_").map {
                $0.prefix(1).uppercased() + $0.dropFirst()
            }
            return (words + ["Hook"]).joined(separator: " ")
        }
    }

    private static func isWord(_ text: String) -> Bool {
        text.isSenderName && text.utf8.allSatisfy { $0.isASCIILowercase || $0 == UInt8(ascii: "_") }
    }
}
