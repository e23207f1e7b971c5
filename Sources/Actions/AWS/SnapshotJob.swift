import Events
import JSON
import Lifecycle

/// How Partner Central tells what has become of a resource snapshot job that was started: only when
/// it is asked
/// (https://docs.aws.amazon.com/partner-central/latest/APIReference/API_GetResourceSnapshotJob.html).
///
/// A job is a standing mirror and never "completed". A snapshot has been made when the last
/// successful execution is not older than the start, and has failed when there is another failure
/// than before. When the resource has not changed there is neither, so a deadline is needed.
enum SnapshotJob {
    static let follow = CallFollow(
        key: { input, _ in
            guard let catalog = input["Catalog"]?.stringValue,
                let job = input["ResourceSnapshotJobIdentifier"]?.stringValue
            else { return nil }
            return "partnercentral/\(catalog)/\(job)"
        },
        poll: CallFollow.Poll(
            call: "partnercentral:GetResourceSnapshotJob", input: question, baseline: baseline,
            judge: judge))

    private static func question(_ input: JSONValue) -> JSONValue {
        var object = JSONObject()
        for member in ["Catalog", "ResourceSnapshotJobIdentifier"] {
            object[member] = input[member]
        }
        return .object(object)
    }

    private static func baseline(_ answer: JSONValue, _ time: Timestamp) -> JSONValue {
        var object: JSONObject = ["since": .string(time.iso8601)]
        object["lastFailure"] = answer["LastFailure"]
        return .object(object)
    }

    private static func judge(_ answer: JSONValue, _ baseline: JSONValue) -> News? {
        guard let since = baseline["since"]?.stringValue.flatMap(Timestamp.init(iso8601:)) else {
            return nil
        }
        // AWS may tell the time of an execution in whole seconds.
        let second = Timestamp(milliseconds: since.milliseconds / 1_000 * 1_000)
        if let executed = time(answer["LastSuccessfulExecutionDate"]), executed >= second {
            return .succeeded(result: .object(told(answer)))
        }
        if let failure = answer["LastFailure"], !failure.isNull, failure != baseline["lastFailure"]
        {
            let message = failure.stringValue.map { ": \($0)" } ?? ""
            return .failed(
                .reportedFailed, message: "Partner Central reports a failed execution\(message)",
                report: .object(told(answer)))
        }
        return nil
    }

    /// A text in the API reference; the JSON protocols' own form is seconds since 1970.
    private static func time(_ value: JSONValue?) -> Timestamp? {
        switch value {
        case .string(let text): Timestamp(iso8601: text)
        case .number(let number):
            Int64(exactly: (number.double * 1_000).rounded())
                .map(Timestamp.init(milliseconds:))
        default: nil
        }
    }

    private static func told(_ answer: JSONValue) -> JSONObject {
        var object = JSONObject()
        for member in [
            "Id", "Arn", "EngagementId", "ResourceType", "ResourceId", "ResourceArn",
            "ResourceSnapshotTemplateName", "Status", "LastSuccessfulExecutionDate", "LastFailure",
        ] {
            object[member] = answer[member]
        }
        return object
    }
}
