import Cryptography
import Intake

/// The keys of the entries of `sources` (design.md section 4).
extension Section {
    private static func sourceKeys(_ type: String) -> [Key] {
        [
            Key(
                "type", .choice([type]), "What kind of sender.", isRequired: true),
            Key("path", .matching("^/[^?#%\\s]*$"), "The path to post to; /hooks/NAME by default."),
            Key("rate", .rate, "Requests taken at most; more are asked to come back later."),
            Key(
                "allowFrom", .list(.text, countMin: 1),
                "Address ranges that may post; all by default."),
        ]
    }

    static let snsKeys =
        sourceKeys("sns") + [
            Key(
                "topics", .list(.matching("^arn:.*:.*:.*:.*:"), countMin: 1),
                "ARNs of topics that are taken; * stands for any characters.", isRequired: true),
            Key("confirm", .boolean, "Whether subscriptions are confirmed; true by default."),
            Key("maxAge", .duration, "Older messages are refused; 2h by default."),
            Key(
                "signatureVersions", .list(.wholeNumber(1...2), countMin: 1),
                "SNS signature versions that are taken; both by default."),
            Key(
                "certificates", .text,
                "A directory of pinned signing certificates; then nothing is fetched."),
            Key("username", .secret, "Basic authentication that the subscription's URL holds."),
            Key("password", .secret, "Basic authentication that the subscription's URL holds."),
            Key("raw", .boolean, "Whether raw deliveries are taken; needs username and password."),
        ]

    /// The keys of a source of callbacks.
    var callbackKeys: [Key] {
        Self.sourceKeys(rawValue) + proofKeys + (isGeneric ? Self.envelopeKeys : [])
    }

    private var proofKeys: [Key] {
        switch self {
        case .gitlab:
            [
                Self.list(
                    "tokens", "Secret tokens, sent as X-Gitlab-Token, any of which is taken."),
                Self.list("secrets", "Signing tokens (whsec_…) of which any is taken."),
            ]
        case .buildkite:
            [
                Self.list("tokens", "Tokens, sent as X-Buildkite-Token, any of which is taken."),
                Self.list("secrets", "Tokens that sign X-Buildkite-Signature; any is taken."),
            ]
        case .azureDevOps, .jenkins, .basic: Self.basicKeys
        case .token: [Self.list("tokens", "Bearer tokens \(Self.rotation)", isRequired: true)]
        case .standardWebhooks:
            [Self.list("secrets", "Secrets (whsec_…) \(Self.rotation)", isRequired: true)]
        case .hmac: Self.signatureKeys + [Self.secrets]
        default: [Self.secrets]
        }
    }

    private static let rotation = "of which any is taken, so that one can be replaced."

    private static let secrets = list("secrets", "Secrets \(rotation)", isRequired: true)

    private static func list(_ name: String, _ about: String, isRequired: Bool = false) -> Key {
        Key(name, .list(.secret, countMin: 1), about, isRequired: isRequired)
    }

    private static let basicKeys = [
        Key("username", .secret, "The user name of basic authentication.", isRequired: true),
        Key("password", .secret, "The password of basic authentication.", isRequired: true),
    ]

    private static let signatureKeys = [
        Key(
            "header", .matching("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$"),
            "The header field with the signature of the body.", isRequired: true),
        Key(
            "algorithm", .choice(DigestAlgorithm.allCases.map(\.rawValue)),
            "The hash function of the HMAC; sha256 by default."),
        Key(
            "encoding", .choice(SignatureShape.Encoding.allCases.map(\.rawValue)),
            "How the signature is written; hex by default."),
        Key("prefix", .matching("^[ -~]*$"), "What stands before it; nothing by default."),
    ]

    /// Whether the file names the events, as no vendor does.
    private var isGeneric: Bool {
        switch self {
        case .standardWebhooks, .hmac, .token, .basic: true
        default: false
        }
    }

    private static let envelopeKeys = [
        Key("eventSource", .text, "The `source` of the events; ci by default."),
        Key("detailType", .text, "The `detail-type` of the events; Callback by default."),
    ]
}
