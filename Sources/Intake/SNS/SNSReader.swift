import Events
package import HTTP
import JSON
package import Lifecycle
import Telemetry

/// An `sns` source: takes what Amazon SNS signed, from allowed topics only.
package struct SNSReader: RequestReader {
    /// What the configuration says of an `sns` source.
    package struct Settings: Sendable {
        /// The only topics taken; none when empty. The signature proves no more than that SNS sent
        /// a message, and everybody can have SNS send one: this list is the authorisation.
        package var topics: [TopicPattern]
        package var confirmsSubscriptions = true
        /// How far a message's time may be from now, either way. SNS repeats for one hour at
        /// most; the journal remembers ids for longer than this.
        package var ageMillisecondsMax: Int64 = 7_200_000
        package var signatureVersions = Set(SignatureVersion.allCases)
        /// Required of every request when set.
        package var credentials: BasicCredentials?
        /// Takes raw deliveries too. They have no signature, so it counts only with `credentials`.
        package var allowsRaw = false

        package init(topics: [TopicPattern]) { self.topics = topics }

        /// Throws `topicNotAllowed` for a topic that is not in `topics`.
        package func checkTopic(_ arn: String) throws(Refusal) {
            _ = try allowedTopic(arn)
        }

        fileprivate func allowedTopic(_ arn: String) throws(Refusal) -> TopicARN {
            guard let topic = TopicARN(arn), topics.contains(where: { $0.matches(topic.text) })
            else {
                let shown = RefusalRecord.printable(arn, bytesMax: 120)
                throw Refusal(
                    .topicNotAllowed, "This source does not take messages of that topic.",
                    reason: "Topic \(shown) is not in the source's topics.")
            }
            return topic
        }
    }

    /// Asks SNS to confirm.
    package typealias Confirm = @Sendable (SubscriptionConfirmation) async -> ConfirmationAnswer

    package let type = "sns"
    private let settings: Settings
    private let certificates: SigningCertificates
    private let confirm: Confirm

    package init(
        _ settings: Settings, certificates: SigningCertificates, confirm: @escaping Confirm
    ) {
        self.settings = settings
        self.certificates = certificates
        self.confirm = confirm
    }

    /// The checks in their order: nothing is fetched for a topic that is not allowed or from a
    /// place that is not SNS's, and nothing is believed before the signature has been checked.
    package func read(
        _ request: HTTPRequest, _ arrival: Arrival
    ) async throws(Refusal) -> Reading {
        _ = try settings.credentials?.verify(request, at: arrival.receivedAt)
        if isRaw(request) { return try readRaw(request, arrival) }
        let message = try SNSMessage(parsing: request.body)
        try message.checkAgreement(with: request.headers)
        let topic = try settings.allowedTopic(message.content.topicARN)
        let version = try allowedVersion(message.signatureVersion)
        let certificate = try await certificates.certificate(
            at: message.certificateURL, for: topic)
        try message.checkSignature(version, by: certificate.publicKey)
        try checkAge(message.time, at: arrival.receivedAt)
        return try await reading(message, topic, verified: "sns-signature-v\(version.rawValue)")
    }

    /// The basic credentials of the source, where it has some.
    package func checkOutcomeReader(
        _ request: HTTPRequest, at now: Timestamp
    ) throws(Refusal) {
        guard let credentials = settings.credentials else { throw .outcomesNotReadable }
        _ = try credentials.verify(request, at: now)
    }

    private func allowedVersion(_ text: String) throws(Refusal) -> SignatureVersion {
        guard let version = SignatureVersion(rawValue: text),
            settings.signatureVersions.contains(version)
        else {
            throw .notAllowed("This source does not take messages of that SignatureVersion.")
        }
        return version
    }

    private func checkAge(_ time: Timestamp, at now: Timestamp) throws(Refusal) {
        let limit = settings.ageMillisecondsMax
        guard time.adding(milliseconds: limit) >= now, time <= now.adding(milliseconds: limit)
        else {
            throw .notAllowed(
                "The message is stale: its Timestamp is too far from now.",
                reason: "The message is stale: its Timestamp is \(time.iso8601).")
        }
    }

    private func reading(
        _ message: SNSMessage, _ topic: TopicARN, verified: String
    ) async throws(Refusal) -> Reading {
        let content = message.content
        let received = content.received(topic, verified: verified)
        guard content.kind == .subscriptionConfirmation, let parts = content.confirmation else {
            return .event(received)
        }
        guard settings.confirmsSubscriptions else {
            return .ignored("This source does not confirm subscriptions (confirm: false).")
        }
        let confirmation = SubscriptionConfirmation(
            topicARN: topic.text, region: topic.region, token: parts.token)
        switch await confirm(confirmation) {
        case .confirmed: return .confirmed(received)
        case .refused(let code):
            throw .notAllowed(
                "SNS refuses to confirm the subscription.",
                reason: "SNS refuses to confirm the subscription: \(code ?? "no error code").")
        case .unavailable:
            throw Refusal(
                .confirmationUnavailable, "SNS cannot be asked to confirm the subscription.")
        }
    }
}

// MARK: Raw delivery

extension SNSReader {
    private func isRaw(_ request: HTTPRequest) -> Bool {
        request.headers["x-amz-sns-rawdelivery"]?.lowercased() == "true"
    }

    /// A raw delivery is the bare message: no signature, no subject, and headers that anybody
    /// could write. Only the credentials speak for it.
    private func readRaw(
        _ request: HTTPRequest, _ arrival: Arrival
    ) throws(Refusal) -> Reading {
        guard settings.allowsRaw, settings.credentials != nil else {
            throw .notAllowed(
                "This source takes no raw deliveries: they carry no signature. Turn raw message "
                    + "delivery off for the subscription.")
        }
        guard let topicARN = request.headers["x-amz-sns-topic-arn"],
            let messageID = request.headers["x-amz-sns-message-id"],
            (1...SNSMessage.messageIDBytesMax).contains(messageID.utf8.count),
            request.headers["x-amz-sns-message-type"] == SNSContent.Kind.notification.rawValue
        else {
            throw Refusal(
                .malformedRequest, "The headers are not those of a raw SNS notification.")
        }
        let topic = try settings.allowedTopic(topicARN)
        guard let text = String(validating: request.body, as: UTF8.self) else {
            throw .malformedBody("The body is not UTF-8.")
        }
        let content = SNSContent(
            kind: .notification, messageID: messageID, topicARN: topic.text, message: text,
            timestamp: arrival.receivedAt.iso8601)
        return .event(content.received(topic, verified: "basic"))
    }
}
