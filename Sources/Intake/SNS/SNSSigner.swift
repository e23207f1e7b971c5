package import Cryptography
package import HTTP
import JSON
package import Lifecycle
import Telemetry

/// Makes messages as SNS does, for the demo, `hookferry send`, the bench and the tests.
package struct SNSSigner: Sendable {
    package let certificateURL: String
    /// PEM; for a source's `certificates` directory, under `certificateFileName`.
    package let certificate: [UInt8]
    private let key: PrivateKey

    /// The last part of `certificateURL`.
    package var certificateFileName: String {
        certificateURL.split(separator: "/").last.map(String.init) ?? ""
    }

    package init(key: PrivateKey, certificate: [UInt8], certificateURL: String) {
        self.key = key
        self.certificate = certificate
        self.certificateURL = certificateURL
    }

    /// With a certificate of its own, made out to `sns.amazonaws.com` and valid for a year around
    /// `now`.
    package init(
        region: String, key: PrivateKey, now: Timestamp
    ) throws(CryptographyError) {
        let halfYear: Int64 = 182 * 86_400_000
        let name = "sns.amazonaws.com"
        let pem = try key.selfSignedCertificate(
            commonName: name, subjectAlternativeNames: [name],
            notBefore: now.adding(milliseconds: -halfYear).milliseconds,
            notAfter: now.adding(milliseconds: halfYear).milliseconds)
        self.init(
            key: key, certificate: pem,
            certificateURL:
                "https://sns.\(region).\(name.dropFirst(4))/\(Self.fileName(of: pem))")
    }

    /// A certificate for `key` that fits every region, and the name of its file among a source's
    /// pinned ones. It is valid from a day before `now`, as clocks differ.
    package static func certificate(
        for key: PrivateKey, now: Timestamp
    ) throws(CryptographyError) -> (fileName: String, pem: [UInt8], notAfter: Timestamp) {
        let end = now.adding(milliseconds: validityDays * dayMilliseconds)
        let names = SigningCertificateURL.certificateNames
        let pem = try key.selfSignedCertificate(
            commonName: "hookferry send", subjectAlternativeNames: names,
            notBefore: now.adding(milliseconds: -dayMilliseconds).milliseconds,
            notAfter: end.milliseconds)
        return (fileName(of: pem), pem, end)
    }

    /// Ten years.
    static let validityDays: Int64 = 3_652
    private static let dayMilliseconds: Int64 = 86_400_000

    private static func fileName(of pem: [UInt8]) -> String {
        let hash = Hex.encode(Digest.digest(pem, .sha256)).prefix(32)
        return "SimpleNotificationService-\(hash).pem"
    }

    /// The body SNS would post.
    package func body(
        _ content: SNSContent, _ version: SignatureVersion = .v2
    ) throws(CryptographyError) -> [UInt8] {
        let signature = try key.sign(content.textToSign(), digest: version.digest)
        var body: JSONObject = [
            "Type": .string(content.kind.rawValue), "MessageId": .string(content.messageID),
        ]
        body["Token"] = content.confirmation.map { .string($0.token.reveal()) }
        body["TopicArn"] = .string(content.topicARN)
        body["Subject"] = content.subject.map(JSONValue.string)
        body["Message"] = .string(content.message)
        body["SubscribeURL"] = content.confirmation.map { .string($0.subscribeURL.reveal()) }
        body["Timestamp"] = .string(content.timestamp)
        body["SignatureVersion"] = .string(version.rawValue)
        body["Signature"] = .string(Base64.encode(signature))
        body["SigningCertURL"] = .string(certificateURL)
        return JSONValue.object(body).serializedBytes()
    }

    /// The header fields SNS would send with it.
    package static func headers(_ content: SNSContent) -> HTTPHeaders {
        [
            "x-amz-sns-message-type": content.kind.rawValue,
            "x-amz-sns-message-id": content.messageID,
            "x-amz-sns-topic-arn": content.topicARN,
            "Content-Type": "text/plain; charset=UTF-8",
            "User-Agent": "Amazon Simple Notification Service Agent",
        ]
    }
}

extension SNSMessage {
    /// Throws `notAllowed` unless the key's owner signed exactly this content.
    func checkSignature(_ version: SignatureVersion, by key: PublicKey) throws(Refusal) {
        guard let signature = Base64.decode(signature),
            key.verify(signature: signature, of: content.textToSign(), digest: version.digest)
        else { throw .notAllowed("The signature does not match the message.") }
    }
}

extension SignatureVersion {
    fileprivate var digest: DigestAlgorithm {
        switch self {
        case .v1: .sha1
        case .v2: .sha256
        }
    }
}
