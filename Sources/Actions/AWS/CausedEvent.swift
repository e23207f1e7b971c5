package import JSON

/// An event that a call brings about, as far as it is known beforehand.
package struct CausedEvent: Sendable {
    /// For messages.
    package let name: String
    package let known: JSONValue
    /// Paths, with dots, whose values are not known: whatever a rule wants of them may be there.
    package let unknown: Set<String>

    package init(name: String, known: JSONValue, unknown: Set<String>) {
        self.name = name
        self.known = known
        self.unknown = unknown
    }
}

extension CausedEvent {
    /// What AWS Config tells about a snapshot it was asked for. A failure is not among it: to ask
    /// again after one is what retries are for.
    static func snapshot(_ messageType: String) -> CausedEvent {
        CausedEvent(
            name: messageType,
            known: [
                "source": "aws.config",
                "detail-type": "Config Configuration Snapshot Delivery Status",
                "detail": ["messageType": .string(messageType)],
            ],
            unknown: [
                "id", "account", "region", "time", "resources", "intake",
                "detail.configSnapshotId", "detail.s3Bucket", "detail.s3ObjectKey",
                "detail.notificationCreationTime", "detail.recordVersion",
            ])
    }

    /// What Partner Central tells when a job has made a snapshot.
    static let engagementResourceSnapshotCreated = CausedEvent(
        name: "Engagement Resource Snapshot Created",
        known: [
            "source": "aws.partnercentral-selling",
            "detail-type": "Engagement Resource Snapshot Created",
        ],
        unknown: [
            "version", "id", "account", "region", "time", "resources", "intake", "detail.catalog",
            "detail.resourceSnapshot",
        ])
}
