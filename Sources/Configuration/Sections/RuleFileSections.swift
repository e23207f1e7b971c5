import Actions

/// The keys of rule files (design.md section 5).
extension Section {
    static let severities = Severity.allCases.map(\.rawValue)

    static let ruleFileKeys = [
        Key("rules", .named(.section(.rule)), "Rules by name; every rule that matches fires."),
        Key(
            "tests", .list(.section(.test), countMin: 0),
            "What `hookferry check` tries the rules with."),
    ]

    static let ruleKeys = [
        Key("description", .text, "What the rule is for."),
        Key("match", .pattern, "An EventBridge event pattern.", isRequired: true),
        Key("steps", steps, "What is done, in order.", isRequired: true),
        Key("onFailure", steps, "What is done once when a step has finally failed."),
    ]

    private static let steps = ValueKind.list(.oneOf([.callStep, .notifyStep]), countMin: 1)

    private static let stepKeys = [
        Key(
            "id", .matching("^[A-Za-z0-9_-]{1,64}$"),
            "The name under which later steps read the result."),
        Key("retry", .section(.retry), "How long a failed attempt is repeated."),
        Key("timeout", .duration, "What one attempt may take; 30s by default."),
    ]

    static let callStepKeys =
        stepKeys + [
            Key("call", .choice(calls), "The IAM action name of an AWS call.", isRequired: true),
            Key("with", .callInput, "The input of the call; strings may hold {{ … }}."),
            Key("account", .text, "One of `aws.accounts`."),
            Key("region", .text, "The region of the call."),
            Key("coalesce", .duration, "One such call per identical input in this time."),
            Key("follow", .duration, "How long what the call begins may take to its end."),
        ]

    private static let calls = CallDefinition.all.map(\.name)

    static let notifyStepKeys =
        stepKeys + [Key("notify", .text, "One of `receivers`.", isRequired: true)]
        + MessageInput.keys.map(messageKey)

    private static func messageKey(_ name: String) -> Key {
        switch name {
        case "title": Key(name, .template, "The headline.")
        case "text": Key(name, .template, "What stands below the headline.")
        case "severity": Key(name, .choiceOrTemplate(severities), "How grave it is.")
        case "fields": Key(name, .labels, "Short facts by label.")
        case "link": Key(name, .template, "An http or https URL.")
        default: Key(name, .anything, "A part of the message.")
        }
    }

    static let retryKeys = [
        Key("for", .duration, "No attempt begins later than this; 24h by default."),
        Key("uncertain", .boolean, "Whether a call that may have happened is made again."),
    ]

    // MARK: Tests

    static let testKeys = [
        Key("name", .text, "What the test shows.", isRequired: true),
        Key(
            "event", .either(.text, .mapping), "An event, or the path of a file with one.",
            isRequired: true),
        Key("results", .named(.mapping), "Results of steps by id, for templates."),
        Key("failure", .section(.failure), "What `failure` is in `onFailure`."),
        Key(
            "expect", .named(.either(expectedSteps, .section(.expectedRule))),
            "The steps of each rule of this file that fires.", isRequired: true),
    ]

    private static let expectedSteps = ValueKind.list(
        .either(.text, .oneOf([.expectedCall, .expectedNotify])), countMin: 0)

    static let failureKeys = [
        Key("step", .text, "The id or the label of the step."),
        Key("reason", .text, "One word for what went wrong."),
        Key("message", .text, "A sentence for people."),
        Key("attempts", .wholeNumber(1...10_000), "How often it was tried."),
        Key("rule", .text, "The rule; the expected one by default."),
    ]

    static let expectedRuleKeys = [
        Key("steps", expectedSteps, "The steps, in order."),
        Key("onFailure", expectedSteps, "The steps after a failure, in order."),
    ]

    static let expectedCallKeys = [
        Key("call", .choice(calls), "The call.", isRequired: true),
        Key("with", .mapping, "The whole rendered input."),
    ]

    static let expectedNotifyKeys =
        [Key("notify", .text, "The receiver.", isRequired: true)]
        + MessageInput.keys.map { Key($0, .anything, "The rendered \($0).") }
}
