import HTTP
import JSON

/// Bitbucket's.
struct BitbucketFormat: CallbackFormat {
    init() {}

    func read(
        _ payload: JSONValue, _ headers: HTTPHeaders
    ) throws(Refusal) -> CallbackReading {
        .event(Callback(source: "bitbucket", detailType: "x", detail: payload))
    }

    func fields(for payload: JSONValue, event: String?, id: String?) -> HTTPHeaders {
        [:]
    }
}
