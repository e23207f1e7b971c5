import HTTP
import JSON

/// Jenkins'.
struct JenkinsFormat: CallbackFormat {
    init() {}

    func read(
        _ payload: JSONValue, _ headers: HTTPHeaders
    ) throws(Refusal) -> CallbackReading {
        .event(Callback(source: "jenkins", detailType: "x", detail: payload))
    }

    func fields(for payload: JSONValue, event: String?, id: String?) -> HTTPHeaders {
        [:]
    }
}
