import Cryptography
import Foundation
package import HTTP
package import Intake
import JSON
import Lifecycle

/// Amazon SNS for tests: a key pair, its certificate, and signed messages of AWS Config.
package struct SNSSender: Sendable {
    package static let topic = "arn:aws:sns:us-east-2:123456789012:config-topic"
    package let signer: SNSSigner

    package init() throws {
        signer = try SNSSigner(
            region: "us-east-2", key: try PrivateKey.generate(bits: 2048),
            now: WallClock.system.now())
    }

    /// A notification of AWS Config as content, to be changed by attacks before it is signed.
    package static func content(
        snapshot: String, messageType: String = "ConfigurationSnapshotDeliveryFailed",
        topic: String = SNSSender.topic
    ) -> SNSContent {
        let message: JSONValue = [
            "messageType": .string(messageType), "configSnapshotId": .string(snapshot),
        ]
        return SNSContent(
            kind: .notification, messageID: UUID().uuidString.lowercased(), topicARN: topic,
            message: message.serialized(), subject: "[AWS Config:us-east-2] Configuration Snapshot",
            timestamp: WallClock.system.now().iso8601)
    }

    /// The POST that SNS would make.
    package func request(_ content: SNSContent, to url: String) throws -> HTTPClientRequest {
        Self.request(try signer.body(content), SNSSigner.headers(content), to: url)
    }

    /// A POST of any bytes.
    package static func request(
        _ body: [UInt8], _ headers: HTTPHeaders = [:], to url: String
    ) -> HTTPClientRequest {
        HTTPClientRequest(
            method: "POST", url: url, headers: headers, body: body, timeoutMilliseconds: 120_000,
            connectTimeoutMilliseconds: 5_000, responseBytesMax: 1 << 20, addressPolicy: .any)
    }
}
