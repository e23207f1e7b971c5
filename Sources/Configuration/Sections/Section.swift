import EventPatterns

/// The mappings of both kinds of files with the keys they know (design.md sections 4 and 5): what
/// the readers hold a file against, and what the JSON Schema is made of.
enum Section: String, Hashable, CaseIterable {
    case root, tls
    case sns
    case github, gitlab, bitbucket, circleci, buildkite, jenkins
    case azureDevOps = "azure-devops"
    case hcpTerraform = "hcp-terraform"
    case standardWebhooks = "standard-webhooks"
    case hmac, token, basic
    case chatWebhook, telegram, pagerduty, webhook
    case aws, account
    case ruleFile, rule, callStep, notifyStep, retry
    case test, failure, expectedRule, expectedCall, expectedNotify

    /// In the order in which people write them.
    var keys: [Key] {
        switch self {
        case .root: Self.rootKeys
        case .tls: Self.tlsKeys
        case .sns: Self.snsKeys
        case .github, .bitbucket, .circleci, .hcpTerraform, .standardWebhooks, .gitlab, .buildkite,
            .azureDevOps, .jenkins, .basic, .hmac, .token:
            callbackKeys
        case .chatWebhook, .telegram, .pagerduty, .webhook: receiverKeys
        case .aws: Self.awsKeys
        case .account: Self.accountKeys
        case .ruleFile: Self.ruleFileKeys
        case .rule: Self.ruleKeys
        case .callStep: Self.callStepKeys
        case .notifyStep: Self.notifyStepKeys
        case .retry: Self.retryKeys
        case .test: Self.testKeys
        case .failure: Self.failureKeys
        case .expectedRule: Self.expectedRuleKeys
        case .expectedCall: Self.expectedCallKeys
        case .expectedNotify: Self.expectedNotifyKeys
        }
    }

    /// Keys of which none goes without the others.
    var together: [[String]] {
        switch self {
        case .sns: [["username", "password"]]
        default: []
        }
    }

    /// Keys that mean nothing without another.
    var needs: [String: String] {
        switch self {
        case .account: ["externalId": "roleArn"]
        default: [:]
        }
    }

    /// Keys of each of which one must be there, and no second one.
    var exactlyOneOf: [[String]] {
        switch self {
        case .gitlab, .buildkite: [["tokens", "secrets"]]
        default: []
        }
    }

    func knows(_ name: String) -> Bool { keys.contains { $0.name == name } }

    /// What to say of a key that this mapping does not know.
    func hint(forUnknown key: String) -> String? {
        switch self {
        case .callStep where Section.notifyStep.knows(key): "`\(key)` belongs to a `notify` step"
        case .notifyStep where Section.callStep.knows(key): "`\(key)` belongs to a `call` step"
        default:
            Spelling.hint(for: key, among: keys.map(\.name))
                ?? "known: " + keys.map { "`\($0.name)`" }.joined(separator: ", ")
        }
    }
}

/// One key of a section.
struct Key: Sendable {
    let name: String
    let kind: ValueKind
    /// One sentence for who writes the file.
    let about: String
    let isRequired: Bool

    init(_ name: String, _ kind: ValueKind, _ about: String, isRequired: Bool = false) {
        self.name = name
        self.kind = kind
        self.about = about
        self.isRequired = isRequired
    }
}

/// What may stand behind a key.
indirect enum ValueKind: Sendable {
    /// A string with something in it.
    case text
    /// A string that this regular expression finds.
    case matching(String)
    /// A string that may hold `{{ … }}`.
    case template
    case boolean, duration, rate, address
    case secret
    case choice([String])
    /// One of these words, or a template that yields one.
    case choiceOrTemplate([String])
    case wholeNumber(ClosedRange<Int>)
    case list(ValueKind, countMin: Int)
    case section(Section)
    /// A mapping of calls to values.
    case byCall(ValueKind)
    /// A mapping of names that people choose to values.
    case named(ValueKind)
    /// A mapping with a `type`, which decides on the rest.
    case source, receiver
    /// One of several mappings, told apart by their required keys.
    case oneOf([Section])
    case either(ValueKind, ValueKind)
    case pattern
    /// A mapping of keys of the user's own to values of any kind.
    case mapping
    /// A mapping of labels to texts, numbers and templates.
    case labels
    /// The input of the call that the same mapping names.
    case callInput
    case anything
}
