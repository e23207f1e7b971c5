import EventPatterns
import JSON

/// An event that a call brings about, as far as it is known beforehand.
struct CausedEvent: Sendable {
    /// For messages.
    let name: String
    let known: JSONValue
    /// Paths, with dots, whose values are not known: whatever a rule wants of them may be there.
    let unknown: Set<String>

    /// What each call brings about. A new call that causes events is a line here.
    static let ofCalls: [String: [CausedEvent]] = [
        "config:DeliverConfigSnapshot": [
            snapshot("ConfigurationSnapshotDeliveryStarted"),
            snapshot("ConfigurationSnapshotDeliveryCompleted"),
        ]
    ]

    /// What AWS Config tells about a snapshot it was asked for. A failure is not among it: to ask
    /// again after one is what retries are for.
    private static func snapshot(_ messageType: String) -> CausedEvent {
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

    /// Whether a rule with this pattern may fire.
    func mayMatch(_ pattern: JSONValue) -> Bool { mayMatch(pattern, at: []) }

    /// Recursion is as deep as the pattern, which YAML limits to 64.
    private func mayMatch(_ pattern: JSONValue, at path: [String]) -> Bool {
        guard case .object(let object) = pattern else { return false }
        return object.members.allSatisfy { member in
            if member.key == "$or", let branches = member.value.arrayValue {
                return branches.contains { mayMatch($0, at: path) }
            }
            let keys = member.key.split(separator: ".", omittingEmptySubsequences: false)
            let path = path + keys.map(String.init)
            if isUnknown(path) { return true }
            guard let list = member.value.arrayValue else {
                return mayMatch(member.value, at: path)
            }
            let field = try? EventPattern([path.joined(separator: "."): .array(list)])
            return field?.matches(known) ?? false
        }
    }

    private func isUnknown(_ path: [String]) -> Bool {
        path.indices.contains { unknown.contains(path[...$0].joined(separator: ".")) }
    }
}
