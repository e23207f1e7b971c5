import AWS
package import Telemetry

/// The call that confirms a subscription, made from the verified topic and token. The message's own
/// `SubscribeURL` is never fetched: following it blindly was CVE-2026-32096, CVE-2021-41163 and
/// others.
package struct SubscriptionConfirmation: Sendable, Hashable {
    package let topicARN: String
    /// The topic's region; its SNS endpoint is to be asked.
    package let region: String
    package let token: Secret

    package init(topicARN: String, region: String, token: Secret) {
        self.topicARN = topicARN
        self.region = region
        self.token = token
    }

    /// The query of an unsigned `GET /` to the region's SNS endpoint
    /// (https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html). It contains the
    /// token.
    package func query() -> Secret {
        Secret(
            "Action=ConfirmSubscription&TopicArn=\(PercentEncoding.encoded(topicARN.utf8))"
                + "&Token=\(PercentEncoding.encoded(token.reveal().utf8))&Version=2010-03-31")
    }
}

/// What came of asking SNS to confirm.
package enum ConfirmationAnswer: Sendable, Hashable {
    /// 200; also for a subscription that was confirmed before.
    case confirmed
    /// 4xx, with SNS's error code if it could be read: a token too old, a topic that is gone.
    case refused(code: String?)
    /// Not reached, or 5xx.
    case unavailable
}
