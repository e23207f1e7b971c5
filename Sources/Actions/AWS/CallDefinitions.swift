import AWS
import Events
import Lifecycle

extension CallDefinition {
    /// Every call the bridge can make.
    package static let all = [
        deliverConfigSnapshot, createResourceSnapshotJob, startResourceSnapshotJob,
        getResourceSnapshotJob, notifyResourceDeploymentStatusChange,
    ]

    static let deliverConfigSnapshot = CallDefinition(
        name: "config:DeliverConfigSnapshot",
        summary: "Asks AWS Config for a snapshot of the configuration.",
        page:
            "https://docs.aws.amazon.com/config/latest/APIReference/API_DeliverConfigSnapshot.html",
        service: .config, target: "StarlingDoveService.DeliverConfigSnapshot",
        protocolVersion: .json11,
        parameters: [
            CallParameter("deliveryChannelName", .text(1...256), "Usually `default`.")
        ],
        repetition: .secondEffect,
        refusals: [
            "NoSuchDeliveryChannelException": .notFound,
            "NoAvailableConfigurationRecorderException": .notFound,
            "NoRunningConfigurationRecorderException": .refused,
        ],
        permission: CallPermission("config:DeliverConfigSnapshot"),
        rate: CallRate(Rate(count: 1, periodMilliseconds: 5_000), burst: 5),
        follow: ConfigSnapshot.follow,
        causes: [
            .snapshot("ConfigurationSnapshotDeliveryStarted"),
            .snapshot("ConfigurationSnapshotDeliveryCompleted"),
        ],
        needsOutput: true,
        notes: [
            "A rule never fires on the messages that its own call brings about; of rules that "
                + "cause each other `check` warns."
        ])
}
