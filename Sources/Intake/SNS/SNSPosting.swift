import AWS
package import Cryptography
package import HTTP
import JSON
package import Lifecycle
import Telemetry

/// What SNS would post of a file's content, for `hookferry send`.
package struct SNSPosting: Sendable {
    package let headers: HTTPHeaders
    package let body: [UInt8]

    /// What the file does not say of a message, or is not to say.
    package struct Choices: Sendable {
        package var messageID: String
        /// Nil for the file's own or, without one, for a topic that the source takes.
        package var topic: String?
        /// Nil for the file's own.
        package var subject: String?

        package init(messageID: String, topic: String? = nil, subject: String? = nil) {
            self.messageID = messageID
            self.topic = topic
            self.subject = subject
        }
    }

    /// Throws what the source's own checks would refuse, and what cannot be signed.
    ///
    /// - Parameters:
    ///   - file: the body of an SNS message, to be signed anew, or a bare message of any text.
    ///   - pinned: the source's certificates by file name, one of which must belong to `key`.
    package init(
        _ file: [UInt8], _ choices: Choices, to source: SNSReader.Settings,
        pinned: [String: [UInt8]]?, key: PrivateKey, at now: Timestamp
    ) throws(SNSPostingError) {
        let content = try Self.content(file, choices, source, now)
        guard let topic = TopicARN(content.topicARN) else {
            throw SNSPostingError("the topic is no ARN of an SNS topic", hint: Self.topicHint)
        }
        let version = source.signatureVersions.contains(.v2) ? SignatureVersion.v2 : .v1
        do {
            let signer = try Self.signer(key, pinned, topic, at: now)
            body = try signer.body(content, version)
            _ = try SNSMessage(parsing: body)
        } catch let error as Refusal {
            throw SNSPostingError(error.message)
        } catch let error as CryptographyError {
            throw SNSPostingError(error.message)
        } catch let error as SNSPostingError {
            throw error
        } catch {
            throw SNSPostingError("the message cannot be signed")
        }
        var headers = SNSSigner.headers(content)
        for field in source.credentials?.fields(for: body, id: content.messageID, at: now) ?? [:] {
            headers.set(field.name, field.value)
        }
        self.headers = headers
    }

    private static let topicHint =
        "name one with --topic: arn:aws:sns:us-east-2:123456789012:config-topic"
}

/// Why nothing can be posted in the place of SNS.
package struct SNSPostingError: Error, Sendable, Hashable {
    package let message: String
    package let hint: String?

    init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }
}

// MARK: Content

extension SNSPosting {
    private static func content(
        _ file: [UInt8], _ choices: Choices, _ source: SNSReader.Settings, _ now: Timestamp
    ) throws(SNSPostingError) -> SNSContent {
        guard var message = String(validating: file, as: UTF8.self) else {
            throw SNSPostingError("the file is not UTF-8, which is all that SNS carries")
        }
        if let json = try? JSONValue(parsing: file, limits: .event), SNSPreview.isBody(json),
            let kind = json["Type"]?.stringValue.flatMap(SNSContent.Kind.init)
        {
            return try content(kind, json, choices, source, now)
        }
        // Editors end files with a line end that is no part of the message.
        if message.last?.isNewline == true { message.removeLast() }
        return SNSContent(
            kind: .notification, messageID: choices.messageID,
            topicARN: try topic(choices.topic, of: source), message: message,
            subject: choices.subject, timestamp: now.iso8601)
    }

    /// A whole body's: what it says, under a new id and a new time.
    private static func content(
        _ kind: SNSContent.Kind, _ body: JSONValue, _ choices: Choices,
        _ source: SNSReader.Settings, _ now: Timestamp
    ) throws(SNSPostingError) -> SNSContent {
        let own = choices.topic ?? SNSPreview.topic(ofBody: body)
        var content = SNSContent(
            kind: kind, messageID: choices.messageID,
            topicARN: try topic(own, of: source), message: body["Message"]?.stringValue ?? "",
            subject: choices.subject ?? body["Subject"]?.stringValue, timestamp: now.iso8601)
        guard kind != .notification else { return content }
        guard let token = body["Token"]?.stringValue else {
            throw SNSPostingError("the \(kind.rawValue) has no Token")
        }
        content.confirmation = SNSContent.Confirmation(
            token: Secret(token), subscribeURL: Secret(subscribeURL(content.topicARN, token)))
        return content
    }

    /// The named one, else the first that the source takes.
    private static func topic(
        _ named: String?, of source: SNSReader.Settings
    ) throws(SNSPostingError) -> String {
        if let named { return named }
        guard let topic = source.topics.first?.example else {
            throw SNSPostingError("the source's first topic stands for many", hint: topicHint)
        }
        return topic
    }

    /// As SNS writes it (facts recorded by LocalStack's tests against AWS); nobody fetches it.
    private static func subscribeURL(_ topic: String, _ token: String) -> String {
        let region = TopicARN(topic)?.region ?? ""
        let place = SigningCertificateURL(region: region)
        return "https://sns.\(region).\(place?.partition.dnsSuffix ?? "amazonaws.com")"
            + "/?Action=ConfirmSubscription&TopicArn=\(topic)&Token=\(token)"
    }
}

// MARK: Key

extension SNSPosting {
    /// The key with its certificate among the pinned ones, which must pass the intake's checks.
    private static func signer(
        _ key: PrivateKey, _ pinned: [String: [UInt8]]?, _ topic: TopicARN, at now: Timestamp
    ) throws -> SNSSigner {
        guard let pinned else {
            throw SNSPostingError(
                "the source pins no certificates, so it takes only what SNS itself has signed",
                hint: "make a key with `hookferry send --new-sns-key` and add "
                    + "`certificates: sns-certificates` to the source")
        }
        guard SigningCertificateURL(region: topic.region) != nil else {
            throw SNSPostingError("the topic is in no region of AWS", hint: topicHint)
        }
        let probe = Array("hookferry".utf8)
        let signature = try key.sign(probe, digest: .sha256)
        let own = pinned.sorted { $0.key < $1.key }.first { file in
            (try? Certificate(pem: file.value))?.publicKey
                .verify(signature: signature, of: probe, digest: .sha256) == true
        }
        guard let own else {
            throw SNSPostingError(
                "none of the certificates that the source pins belongs to this key",
                hint: "copy its certificate into the directory that `certificates` names")
        }
        guard let place = SigningCertificateURL(region: topic.region, fileName: own.key) else {
            throw SNSPostingError(
                "\(RefusalRecord.printable(own.key, bytesMax: 100)) is no file name of SNS's",
                hint: "name it SimpleNotificationService-, 32 lower-case hex digits, .pem")
        }
        try place.check(topic)
        _ = try SigningCertificate(Certificate(pem: own.value), from: place, at: now)
        return SNSSigner(key: key, certificate: own.value, certificateURL: place.text)
    }
}
