import AWS
import Events
import Lifecycle

extension CallDefinition {
    /// Every call the bridge can make.
    package static let all = [deliverConfigSnapshot]

    static let deliverConfigSnapshot = CallDefinition(
        name: "config:DeliverConfigSnapshot",
        summary: "Asks AWS Config for a snapshot of the configuration.",
        page:
            "https://docs.aws.amazon.com/config/latest/APIReference/API_DeliverConfigSnapshot.html",
        service: .config, target: "StarlingDoveService.DeliverConfigSnapshot",
        protocolVersion: .json11,
        parameters: [CallParameter(name: "deliveryChannelName", isRequired: true, length: 1...256)],
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
        ])
}
