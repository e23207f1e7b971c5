package import Telemetry

/// The part of an SNS message that its signature covers, every text exactly as signed
/// (https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html).
package struct SNSContent: Sendable, Hashable {
    /// The body's `Type`.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case notification = "Notification"
        case subscriptionConfirmation = "SubscriptionConfirmation"
        case unsubscribeConfirmation = "UnsubscribeConfirmation"
    }

    package var kind: Kind
    package var messageID: String
    package var topicARN: String
    package var message: String
    /// Nil when it is absent or null, which SNS signs alike.
    package var subject: String?
    /// ISO 8601 UTC with milliseconds.
    package var timestamp: String
    /// What only a confirmation has.
    package var confirmation: Confirmation?

    /// The two texts with which anybody could confirm, or end and renew, a subscription.
    package struct Confirmation: Sendable, Hashable {
        package var token: Secret
        /// It is signed, so it must be known; it is never fetched.
        package var subscribeURL: Secret

        package init(token: Secret, subscribeURL: Secret) {
            self.token = token
            self.subscribeURL = subscribeURL
        }
    }

    package init(
        kind: Kind, messageID: String, topicARN: String, message: String, subject: String? = nil,
        timestamp: String, confirmation: Confirmation? = nil
    ) {
        self.kind = kind
        self.messageID = messageID
        self.topicARN = topicARN
        self.message = message
        self.subject = subject
        self.timestamp = timestamp
        self.confirmation = confirmation
    }

    /// Key, line end, value, line end for each signed key in byte order. Both confirmations have
    /// the same keys: AWS's own JavaScript validator leaves `Token` out for
    /// UnsubscribeConfirmation and so refuses genuine ones.
    func textToSign() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(message.utf8.count + 1_024)
        func add(_ key: String, _ value: String) {
            bytes.append(contentsOf: key.utf8)
            bytes.append(UInt8(ascii: "\n"))
            bytes.append(contentsOf: value.utf8)
            bytes.append(UInt8(ascii: "\n"))
        }
        add("Message", message)
        add("MessageId", messageID)
        if let confirmation { add("SubscribeURL", confirmation.subscribeURL.reveal()) }
        if kind == .notification, let subject { add("Subject", subject) }
        add("Timestamp", timestamp)
        if let confirmation { add("Token", confirmation.token.reveal()) }
        add("TopicArn", topicARN)
        add("Type", kind.rawValue)
        return bytes
    }
}

/// How a message is signed: always RSASSA-PKCS1-v1_5, with one of two digests.
package enum SignatureVersion: String, Sendable, Hashable, CaseIterable {
    /// SHA-1, the default of topics.
    case v1 = "1"
    /// SHA-256.
    case v2 = "2"
}
