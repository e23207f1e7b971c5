import AWS
import Events

extension CallDefinition {
    /// Every call the bridge can make.
    package static let all = [deliverConfigSnapshot]

    /// https://docs.aws.amazon.com/config/latest/APIReference/API_DeliverConfigSnapshot.html
    static let deliverConfigSnapshot = CallDefinition(
        name: "config:DeliverConfigSnapshot", service: .config,
        target: "StarlingDoveService.DeliverConfigSnapshot", protocolVersion: .json11,
        parameters: [CallParameter(name: "deliveryChannelName", isRequired: true, length: 1...256)],
        isRepeatable: false,
        refusals: [
            "NoSuchDeliveryChannelException": .notFound,
            "NoAvailableConfigurationRecorderException": .notFound,
            "NoRunningConfigurationRecorderException": .refused,
        ])
}
