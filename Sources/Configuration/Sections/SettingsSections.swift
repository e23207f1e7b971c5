/// The keys of `hookferry.yaml` (design.md section 4).
extension Section {
    static let rootKeys = [
        Key("listen", .address, "Where senders post; 0.0.0.0:8080 by default."),
        Key("tls", .section(.tls), "The intake's certificate; without it plain HTTP is spoken."),
        Key("admin", .address, "Where health and metrics are served; 127.0.0.1:9080 by default."),
        Key("adminToken", .secret, "Needed when `admin` is not a loopback address."),
        Key("journal", .matching("^sqlite:."), "Where events are kept: sqlite:PATH."),
        Key("retention", .duration, "How long events and delivery ids are kept; 14d by default."),
        Key("failures", .text, "The receiver that is told of every dead letter."),
        Key("sources", .named(.source), "Who may post; each name is a path /hooks/NAME."),
        Key("receivers", .named(.receiver), "Where people are told; steps name them."),
        Key("aws", .section(.aws), "Where AWS calls go."),
        Key(
            "rules", .list(.text, countMin: 0),
            "Paths of rule files, relative to this file; * stands for any characters of a name."),
    ]

    static let tlsKeys = [
        Key("certificate", .text, "The path of a PEM file, the chain included.", isRequired: true),
        Key("key", .text, "The path of a PEM file.", isRequired: true),
    ]

    private static func sourceKeys(of section: Section) -> [Key] {
        [
            Key(
                "type", .choice([section.rawValue]), "What kind of sender.", isRequired: true),
            Key("path", .matching("^/[^?#%\\s]*$"), "The path to post to; /hooks/NAME by default."),
            Key("rate", .rate, "Requests taken at most; more are asked to come back later."),
            Key(
                "allowFrom", .list(.text, countMin: 1),
                "Address ranges that may post; all by default."),
        ]
    }

    static let snsKeys =
        sourceKeys(of: .sns) + [
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

    static let tokenKeys =
        sourceKeys(of: .token) + [
            Key(
                "tokens", .list(.secret, countMin: 1),
                "Bearer tokens of which any is taken, so that one can be replaced.",
                isRequired: true)
        ] + envelopeKeys

    static let basicKeys =
        sourceKeys(of: .basic) + [
            Key("username", .secret, "The user name of basic authentication.", isRequired: true),
            Key("password", .secret, "The password of basic authentication.", isRequired: true),
        ] + envelopeKeys

    private static let envelopeKeys = [
        Key("eventSource", .text, "The `source` of the events; ci by default."),
        Key("detailType", .text, "The `detail-type` of the events; Callback by default."),
    ]

    static let slackKeys = [
        Key("type", .choice([Section.slack.rawValue]), "What kind of place.", isRequired: true),
        Key("url", .secret, "The incoming webhook's URL.", isRequired: true),
        Key(
            "allow", .list(.text, countMin: 1),
            "Address ranges for which any http or https URL will do: stand-ins, own servers."),
        Key("rate", .rate, "Messages sent at most."),
        Key("burst", .wholeNumber(1...1_000), "Messages that may go out at once."),
        Key("minSeverity", .choice(severities), "Messages of less weight are left out."),
        Key("quiet", .text, "Hours in which only grave messages are sent."),
    ]

    static let awsKeys = [
        Key(
            "region", .matching("^[a-z]+(-[a-z]+)+-[0-9]+$"),
            "The region of every call; $AWS_REGION by default."),
        Key("accounts", .named(.section(.account)), "Named targets for the `account` of steps."),
        Key("rates", .named(.rate), "Calls made at most, by call."),
    ]

    static let accountKeys = [
        Key("roleArn", .text, "The role that is assumed for the calls."),
        Key("externalId", .text, "The external id that the role's trust policy wants."),
        Key("region", .matching("^[a-z]+(-[a-z]+)+-[0-9]+$"), "The region of the calls."),
        Key("profile", .text, "A profile of the shared AWS credentials and config files."),
    ]
}
