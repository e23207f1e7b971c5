import AWS
import Events
import JSON
import Lifecycle

/// https://docs.aws.amazon.com/partner-central/latest/APIReference/ ; quotas:
/// https://docs.aws.amazon.com/partner-central/latest/selling-api/quotas.html
extension CallDefinition {
    static let createResourceSnapshotJob = PartnerCentral.call(
        "CreateResourceSnapshotJob",
        "Makes a job that mirrors an opportunity into an engagement; a start sets it going.",
        parameters: [
            PartnerCentral.catalog,
            CallParameter(
                "ClientToken", .text("^[!-~]{1,64}$", such: "deploy-4711", length: 1...64),
                "Makes a repeat harmless; of delivery and step when left out.", isRequired: false),
            CallParameter(
                "EngagementIdentifier",
                .text("^(arn:.*|eng-[0-9a-z]{14})$", such: "eng-0123456789abcd"),
                "The engagement, by id or ARN."),
            CallParameter("ResourceType", .choice("Opportunity"), "What is mirrored."),
            CallParameter(
                "ResourceIdentifier", .text("^O[0-9]{1,19}$", such: "O1234567"),
                "The opportunity."),
            CallParameter(
                "ResourceSnapshotTemplateIdentifier",
                .text("^[a-zA-Z0-9]{3,80}$", such: "OpportunitySummaryView"),
                "What of it the snapshot shows."),
            CallParameter(
                "Tags", .list(of: PartnerCentral.tag, count: 1...200), "Tags of the job.",
                isRequired: false),
        ],
        repetition: .harmlessWithToken("ClientToken"),
        refusals: ["ConflictException": .refused, "ServiceQuotaExceededException": .refused],
        resources: PartnerCentral.createdResources, rate: PartnerCentral.writes,
        needsOutput: true,
        notes: [
            "The account must have set `ResourceSnapshotJobRoleIdentifier` with "
                + "`PutSellingSystemSettings` before.",
            "The result has `Id` and `Arn` of the job.",
            "With `Tags` the role may need `partnercentral:TagResource` as well.",
        ])

    static let startResourceSnapshotJob = PartnerCentral.call(
        "StartResourceSnapshotJob", "Sets a job going that makes snapshots of an opportunity.",
        parameters: [PartnerCentral.catalog, PartnerCentral.job],
        resources: PartnerCentral.jobs, rate: PartnerCentral.writes,
        follow: SnapshotJob.follow, causes: [.engagementResourceSnapshotCreated],
        notes: ["A snapshot is made only if the opportunity has changed since the last one."])

    static let getResourceSnapshotJob = PartnerCentral.call(
        "GetResourceSnapshotJob", "Tells how a job stands.",
        parameters: [PartnerCentral.catalog, PartnerCentral.job],
        resources: PartnerCentral.jobs, rate: PartnerCentral.reads, needsOutput: true,
        notes: ["`Status` is `Running` or `Stopped`: a job is a standing mirror and never done."])
}

/// What the calls have in common.
private enum PartnerCentral {
    static let catalogs = ["AWS", "Sandbox"]
    static let region = "us-east-1"

    static let catalog = CallParameter(
        "Catalog", .string(TextShape(words: catalogs)), "`Sandbox` is for tests.")

    static let job = CallParameter(
        "ResourceSnapshotJobIdentifier", .text("^job-[0-9a-z]{13}$", such: "job-0123456789abc"),
        "The job.")

    /// Which characters a tag may have AWS tells itself: its pattern is of Unicode's classes.
    static let tag = ValueShape.structure([
        CallParameter("Key", .text(1...128), "The name of the tag."),
        CallParameter("Value", .text(0...256), "What it says."),
    ])

    /// The quota of 10,000 in 24 hours is left to AWS, which throttles.
    static let writes = CallRate(
        Rate(count: 1, periodMilliseconds: 1_000), quota: "partnercentral writes")
    static let reads = CallRate(
        Rate(count: 10, periodMilliseconds: 1_000), burst: 10, quota: "partnercentral reads")

    static func call(
        _ operation: String, _ summary: String, parameters: [CallParameter],
        repetition: CallDefinition.Repetition = .harmless,
        refusals: [String: FailureReason] = [:],
        resources: @escaping @Sendable (JSONValue) -> [String], rate: CallRate,
        follow: CallFollow? = nil, causes: [CausedEvent] = [], needsOutput: Bool = false,
        notes: [String] = []
    ) -> CallDefinition {
        CallDefinition(
            name: "partnercentral:\(operation)", summary: summary,
            page: "https://docs.aws.amazon.com/partner-central/latest/APIReference/API_"
                + "\(operation).html",
            service: .partnerCentralSelling, target: "AWSPartnerCentralSelling.\(operation)",
            protocolVersion: .json10, parameters: parameters, repetition: repetition,
            refusals: refusals.merging([
                "AccessDeniedException": .accessDenied, "ResourceNotFoundException": .notFound,
                "ValidationException": .invalidInput,
            ]) { $1 },
            permission: CallPermission(
                "partnercentral:\(operation)", resources: resources, condition: condition),
            region: .fixed(region), rate: rate, follow: follow, causes: causes,
            needsOutput: needsOutput, notes: notes)
    }

    // MARK: Permissions
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awspartnercentralselling.html

    @Sendable static func jobs(_ input: JSONValue) -> [String] {
        let id = input.literal("ResourceSnapshotJobIdentifier", job.shape) ?? "*"
        return arns(input, account: "*", "resource-snapshot-job/\(id)")
    }

    /// What a job connects, and the job itself, whose id nobody knows before.
    @Sendable static func createdResources(_ input: JSONValue) -> [String] {
        // Of an ARN only what stands behind its last slash is taken.
        let engagement = input["EngagementIdentifier"]?.stringValue?.split(separator: "/").last
        let id = JSONValue.object(["id": .string(String(engagement ?? ""))])
            .literal("id", .text("^eng-[0-9a-z]{14}$", such: "eng-0123456789abcd"))
        let opportunity = input.literal(
            "ResourceIdentifier", .text("^O[0-9]{1,19}$", such: "O1234567"))
        return arns(input, account: "", "engagement/\(id ?? "*")")
            + arns(input, account: "*", "opportunity/\(opportunity ?? "*")")
            + arns(input, account: "*", "resource-snapshot-job/*")
    }

    @Sendable static func condition(_ input: JSONValue) -> JSONValue? {
        let known = knownCatalogs(input).map(JSONValue.string)
        return [
            "StringEquals": ["partnercentral:Catalog": known.count == 1 ? known[0] : .array(known)]
        ]
    }

    private static func arns(_ input: JSONValue, account: String, _ name: String) -> [String] {
        knownCatalogs(input).map {
            "arn:aws:partnercentral:\(region):\(account):catalog/\($0)/\(name)"
        }
    }

    private static func knownCatalogs(_ input: JSONValue) -> [String] {
        input.literal("Catalog", catalog.shape).map { [$0] } ?? catalogs
    }
}

extension JSONValue {
    /// A parameter's own text, where it is one that the API takes: no template, which holds braces.
    func literal(_ parameter: String, _ shape: ValueShape) -> String? {
        guard case .string(let shape) = shape, let text = self[parameter]?.stringValue,
            shape.words.isEmpty || shape.words.contains(text),
            shape.pattern?.matches(text) ?? true
        else { return nil }
        return text
    }
}
