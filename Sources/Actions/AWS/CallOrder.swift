import AWS
import Events
import JSON
import Lifecycle

/// A call made ready: which operation, where, as whom, with what.
struct CallOrder {
    let definition: CallDefinition
    let target: AWSTarget
    /// The name in `aws.accounts`; nil for the standard target.
    let account: String?
    let region: String
    /// What the rule asks for.
    let asked: JSONValue
    /// The same with what the bridge fills in, as it is sent.
    let input: JSONValue
    let timeoutMilliseconds: Int

    var call: AWSCall {
        AWSCall(
            service: definition.service, target: definition.target,
            protocolVersion: definition.protocolVersion, region: region, input: input,
            timeoutMilliseconds: timeoutMilliseconds, repeatable: definition.isRepeatable,
            needsOutput: definition.needsOutput)
    }

    /// For the step's record.
    var record: JSONValue {
        var object: JSONObject = ["call": .string(definition.name)]
        object["account"] = account.map(JSONValue.string)
        object["region"] = .string(region)
        object["input"] = input
        return .object(object)
    }

    /// The same for calls that ask AWS for the same thing, whatever rule they stand in. Where the
    /// end has to be asked for, what was there before a call is known only if it is followed, so
    /// that those who follow share with each other.
    func identity(isFollowed: Bool) -> String {
        let input = asked.withSortedMembers.serialized()
        let kind = isFollowed && definition.follow?.poll != nil ? "followed" : ""
        return [definition.name, account ?? "", region, kind, input].joined(separator: "\n")
    }

    /// What stands for its key while nobody knows whether the call was carried out.
    func marks(at time: Timestamp) -> [String] {
        [definition.follow?.mark?(region, time)].compactMap { $0 }
    }

    /// The read that tells what a call has begun, as the same account sees it.
    func reading(_ poll: CallFollow.Poll) -> CallOrder? {
        guard let definition = CallDefinition.named(poll.call) else { return nil }
        let question = poll.input(input)
        return CallOrder(
            definition: definition, target: target, account: account, region: region,
            asked: question, input: question, timeoutMilliseconds: timeoutMilliseconds)
    }
}

extension JSONValue {
    /// Objects that differ in the order of their members only become equal texts.
    fileprivate var withSortedMembers: JSONValue {
        switch self {
        case .array(let elements): .array(elements.map(\.withSortedMembers))
        case .object(let object):
            .object(
                object.members.sorted { $0.key < $1.key }
                    .reduce(into: JSONObject()) { $0[$1.key] = $1.value.withSortedMembers })
        default: self
        }
    }
}

/// Why a call is not even tried.
struct CallRefusal: Error {
    let report: AttemptReport

    init(_ record: JSONObject, _ message: String) {
        report = AttemptReport(
            outcome: .rejected(.invalidInput, message: message), request: .object(record))
    }
}
