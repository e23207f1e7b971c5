package import JSON

/// What a step does.
package enum StepAction: Sendable, Hashable {
    /// An AWS call by its IAM action name, `config:DeliverConfigSnapshot`.
    case call(String)
    /// A message to a receiver by its name.
    case notify(String)

    /// `call config:DeliverConfigSnapshot`, `notify ops`: the form of rule tests and logs.
    package var label: String {
        switch self {
        case .call(let name): "call \(name)"
        case .notify(let receiver): "notify \(receiver)"
        }
    }

    /// The key and the value that name the action in rule files and answers.
    package var member: (key: String, value: String) {
        switch self {
        case .call(let name): ("call", name)
        case .notify(let receiver): ("notify", receiver)
        }
    }
}

/// One action of a rule as it was planned: everything needed to carry it out later, whatever has
/// become of the rule file by then.
package struct Step: Sendable, Hashable {
    /// The name under which later steps read its result; unique in the rule.
    package let id: String?
    package let action: StepAction
    /// The input before rendering: strings may hold `{{ … }}` templates.
    package let template: JSONValue
    /// The named target of `aws.accounts`.
    package let account: String?
    package let region: String?
    package let retry: RetryPolicy
    package let timeoutMilliseconds: Int
    /// One call per identical input in this time; nil for a call each time.
    package let coalesceMilliseconds: Int64?
    /// How long what the call has begun may take; nil when the answer of the call is the end.
    package let followMilliseconds: Int64?

    /// One attempt may take this long unless the rule says otherwise.
    package static let timeoutMillisecondsDefault = 30_000

    package init(
        id: String? = nil, action: StepAction, template: JSONValue, account: String? = nil,
        region: String? = nil, retry: RetryPolicy = RetryPolicy(),
        timeoutMilliseconds: Int = Step.timeoutMillisecondsDefault,
        coalesceMilliseconds: Int64? = nil, followMilliseconds: Int64? = nil
    ) {
        self.id = id
        self.action = action
        self.template = template
        self.account = account
        self.region = region
        self.retry = retry
        self.timeoutMilliseconds = timeoutMilliseconds
        self.coalesceMilliseconds = coalesceMilliseconds
        self.followMilliseconds = followMilliseconds
    }
}

extension Step {
    /// The form in which the journal keeps a planned step.
    package var json: JSONValue {
        var object = JSONObject()
        object["id"] = id.map(JSONValue.string)
        object[action.member.key] = .string(action.member.value)
        object["template"] = template
        object["account"] = account.map(JSONValue.string)
        object["region"] = region.map(JSONValue.string)
        object["retry"] = retry.json
        object["timeoutMs"] = .number(JSONNumber(timeoutMilliseconds))
        object["coalesceMs"] = coalesceMilliseconds.map { .number(JSONNumber(Int($0))) }
        object["followMs"] = followMilliseconds.map { .number(JSONNumber(Int($0))) }
        return .object(object)
    }

    package init?(json: JSONValue) {
        guard let template = json["template"], let retry = json["retry"].flatMap(RetryPolicy.init),
            let timeout = json["timeoutMs"]?.intValue
        else { return nil }
        if let name = json["call"]?.stringValue {
            action = .call(name)
        } else if let receiver = json["notify"]?.stringValue {
            action = .notify(receiver)
        } else {
            return nil
        }
        id = json["id"]?.stringValue
        self.template = template
        account = json["account"]?.stringValue
        region = json["region"]?.stringValue
        self.retry = retry
        timeoutMilliseconds = timeout
        coalesceMilliseconds = json["coalesceMs"]?.intValue.map { Int64($0) }
        followMilliseconds = json["followMs"]?.intValue.map { Int64($0) }
    }
}

/// One rule's run for one event, before it has begun.
package struct PlannedDelivery: Sendable, Hashable {
    package let rule: String
    package let steps: [Step]
    /// Run once, in order, when a step has finally failed.
    package let onFailure: [Step]

    package init(rule: String, steps: [Step], onFailure: [Step] = []) {
        self.rule = rule
        self.steps = steps
        self.onFailure = onFailure
    }
}

extension PlannedDelivery {
    /// The form in which the journal keeps a plan.
    package var json: JSONValue {
        [
            "rule": .string(rule), "steps": .array(steps.map(\.json)),
            "onFailure": .array(onFailure.map(\.json)),
        ]
    }

    package init?(json: JSONValue) {
        guard let rule = json["rule"]?.stringValue, let steps = json["steps"]?.arrayValue,
            let onFailure = json["onFailure"]?.arrayValue
        else { return nil }
        self.init(
            rule: rule, steps: steps.compactMap(Step.init(json:)),
            onFailure: onFailure.compactMap(Step.init(json:)))
        guard self.steps.count == steps.count, self.onFailure.count == onFailure.count else {
            return nil
        }
    }
}
