/// The keys of `hookferry.yaml` (design.md section 4).
extension Section {
    static let rootKeys = [
        Key("listen", .address, "Where senders post; 0.0.0.0:8080 by default."),
        Key("tls", .section(.tls), "The intake's certificate; without it plain HTTP is spoken."),
        Key("admin", .address, "Where health and metrics are served; 127.0.0.1:9080 by default."),
        Key("adminToken", .secret, "Needed when `admin` is not a loopback address."),
        Key(
            "adminUrl", .matching("^[Hh][Tt][Tt][Pp][Ss]?://."),
            "Where people reach the admin listener, for links; its address by default."),
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

    static let awsKeys = [
        Key(
            "region", .matching("^[a-z]+(-[a-z]+)+-[0-9]+$"),
            "The region of every call; $AWS_REGION by default."),
        Key("accounts", .named(.section(.account)), "Named targets for the `account` of steps."),
        Key(
            "rates", .byCall(.rate),
            "How often a call is made at most, for each account."),
    ]

    static let accountKeys = [
        Key(
            "roleArn", .matching("^arn:[a-z-]+:iam::[0-9]{12}:role/[^\\s*?$]+$"),
            "The role that is assumed for the calls."),
        Key(
            "externalId", .matching("^[A-Za-z0-9_+=,.@:/-]{2,1224}$"),
            "The external id that the role's trust policy wants; only with `roleArn`."),
        Key("region", .matching("^[a-z]+(-[a-z]+)+-[0-9]+$"), "The region of the calls."),
        Key(
            "profile", .text,
            "A profile of the shared AWS credentials and config files; it assumes the role."),
    ]
}
