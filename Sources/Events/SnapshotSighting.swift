package import Lifecycle

/// A snapshot of AWS Config that its service has told to be delivered.
package struct SnapshotSighting: Sendable, Hashable {
    /// 12 digits.
    package let account: String
    /// A region's name.
    package let region: String
    package let deliveredAt: Timestamp

    package init(account: String, region: String, deliveredAt: Timestamp) {
        self.account = account
        self.region = region
        self.deliveredAt = deliveredAt
    }
}
