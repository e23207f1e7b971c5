import Intake

/// What `hookferry send` is asked to post.
package struct SendOrder: Sendable {
    /// The source's name.
    package let source: String
    package let file: [UInt8]
    /// The bridge's address, or the whole URL; nil for where the configuration listens.
    package var url: String?
    /// The sender's name of the event; nil for what the file looks like.
    package var event: String?
    /// The delivery's name; nil for a new one.
    package var id: String?
    /// How long the bridge may wait for the outcome, in seconds.
    package var waitSeconds: Int?
    /// Of an SNS message.
    package var topic: String?
    /// Of an SNS message.
    package var subject: String?
    /// The private key in the place of SNS's; nil for the one beside the configuration.
    package var keyPath: String?

    /// What the intake takes.
    package static let fileBytesMax = IngestHandler.bodyBytesMax
    /// What it waits at most.
    package static let waitSecondsMax = WaitPreference.secondsMax

    package init(source: String, file: [UInt8]) {
        self.source = source
        self.file = file
    }
}
