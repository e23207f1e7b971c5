import HTTP
import JSON

/// GitLab's.
struct GitLabFormat: CallbackFormat {
    init() {}

    func read(
        _ payload: JSONValue, _ headers: HTTPHeaders
    ) throws(Refusal) -> CallbackReading {
        .event(Callback(source: "gitlab", detailType: "x", detail: payload))
    }

    func fields(for payload: JSONValue, event: String?, id: String?) -> HTTPHeaders {
        [:]
    }
}
