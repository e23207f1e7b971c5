import Actions
import EventPatterns

/// The mappings of both kinds of files with the keys they know (design.md sections 4 and 5).
enum Section: Hashable, CaseIterable {
    case root, tls
    case sns, token, basic
    case slack
    case aws, account
    case ruleFile, rule, callStep, notifyStep, retry, test

    /// In the order in which people write them.
    var keys: [String] {
        switch self {
        case .root:
            [
                "listen", "tls", "admin", "adminToken", "journal", "retention", "failures",
                "sources", "receivers", "aws", "rules",
            ]
        case .tls: ["certificate", "key"]
        case .sns:
            Self.sourceKeys + [
                "topics", "confirm", "maxAge", "signatureVersions", "certificates", "username",
                "password", "raw",
            ]
        case .token: Self.sourceKeys + ["tokens", "eventSource", "detailType"]
        case .basic: Self.sourceKeys + ["username", "password", "eventSource", "detailType"]
        case .slack: ["type", "url", "allow", "rate", "burst", "minSeverity", "quiet"]
        case .aws: ["region", "accounts", "rates"]
        case .account: ["roleArn", "externalId", "region", "profile"]
        case .ruleFile: ["rules", "tests"]
        case .rule: ["description", "match", "steps", "onFailure"]
        case .callStep:
            Self.stepKeys + ["call", "with", "account", "region", "coalesce", "follow"]
        case .notifyStep: Self.stepKeys + ["notify"] + MessageInput.keys
        case .retry: ["for", "uncertain"]
        case .test: ["name", "event", "expect"]
        }
    }

    /// What to say of a key that this mapping does not know.
    func hint(forUnknown key: String) -> String? {
        switch self {
        case .callStep where Section.notifyStep.keys.contains(key):
            "`\(key)` belongs to a `notify` step"
        case .notifyStep where Section.callStep.keys.contains(key):
            "`\(key)` belongs to a `call` step"
        default:
            Spelling.hint(for: key, among: keys)
                ?? "known: " + keys.map { "`\($0)`" }.joined(separator: ", ")
        }
    }

    private static let sourceKeys = ["type", "path", "rate", "allowFrom"]
    private static let stepKeys = ["id", "retry", "timeout"]
}
