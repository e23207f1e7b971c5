import HTTP
import JSON

/// Buildkite's.
struct BuildkiteFormat: CallbackFormat {
    init() {}

    func read(
        _ payload: JSONValue, _ headers: HTTPHeaders
    ) throws(Refusal) -> CallbackReading {
        .event(Callback(source: "buildkite", detailType: "x", detail: payload))
    }

    func fields(for payload: JSONValue, event: String?, id: String?) -> HTTPHeaders {
        [:]
    }
}
