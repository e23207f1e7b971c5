import HTTP
import JSON

/// Azure DevOps'.
struct AzureDevOpsFormat: CallbackFormat {
    init() {}

    func read(
        _ payload: JSONValue, _ headers: HTTPHeaders
    ) throws(Refusal) -> CallbackReading {
        .event(Callback(source: "azure-devops", detailType: "x", detail: payload))
    }

    func fields(for payload: JSONValue, event: String?, id: String?) -> HTTPHeaders {
        [:]
    }
}
