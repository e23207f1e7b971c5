import AWS
import Events
import JSON

/// https://docs.aws.amazon.com/proton/latest/userguide/proton-end-of-support.html
extension CallDefinition {
    static let notifyResourceDeploymentStatusChange = CallDefinition(
        name: "proton:NotifyResourceDeploymentStatusChange",
        summary: "Tells AWS Proton how a deployment of self-managed provisioning went.",
        page: "https://docs.aws.amazon.com/proton/latest/APIReference/API_"
            + "NotifyResourceDeploymentStatusChange.html",
        service: .proton, target: "AwsProton20200720.NotifyResourceDeploymentStatusChange",
        protocolVersion: .json10,
        parameters: [
            protonResource,
            CallParameter(
                "deploymentId",
                .text(
                    "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
                    such: "fcda9f18-f569-4079-8474-0832f45b97ea"),
                "Of `.proton/deployment-metadata.json`.", isRequired: false),
            CallParameter(
                "status", .choice("IN_PROGRESS", "FAILED", "SUCCEEDED"), "How it stands.",
                isRequired: false),
            CallParameter(
                "statusMessage", .text(0...5_000), "What people should know.", isRequired: false),
            CallParameter(
                "outputs", .list(of: protonOutput, count: 0...50),
                "What has been made, for other templates.", isRequired: false,
                mapping: "a mapping of names to values"),
        ],
        repetition: .harmless,
        refusals: [
            "AccessDeniedException": .accessDenied, "ConflictException": .refused,
            "ResourceNotFoundException": .notFound, "ServiceQuotaExceededException": .refused,
            "ValidationException": .invalidInput,
        ],
        permission: CallPermission(
            "proton:NotifyResourceDeploymentStatusChange",
            resources: { [$0.literal("resourceArn", protonResource.shape) ?? "*"] }),
        region: .ofARN("resourceArn"),
        retirement: CallRetirement(
            message: "AWS Proton's support ended on 7 October 2026",
            instead: "the same rule can tell another receiver",
            telling: ["resourceArn", "status"]),
        adapt: ProtonOutputs.adapter,
        notes: [
            "`outputs` also takes a mapping of names to values, or the object of `terraform output "
                + "-json`. A value that is no string is sent as JSON text. Sensitive outputs of "
                + "Terraform are left out unless the rule names them: "
                + "`outputs: { db: \"{{ detail.outputs.db }}\" }`."
        ])

    private static let protonResource = CallParameter(
        "resourceArn",
        .text(
            "^arn:(aws|aws-cn|aws-us-gov):[a-zA-Z0-9-]+:[a-zA-Z0-9-]*:[0-9]{12}:"
                + "([a-zA-Z0-9_+=,.@-]+[/:])*[a-zA-Z0-9_+=,.@-]+$",
            such: "arn:aws:proton:us-east-1:123456789012:environment/shop", length: 1...200),
        "What was deployed.")

    private static let protonOutput = ValueShape.structure([
        CallParameter("key", .text(1...1_024), "The output's name.", isRequired: false),
        CallParameter("valueString", .text(1...1_024), "Its value.", isRequired: false),
    ])
}
