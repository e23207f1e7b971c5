import Cryptography
import FoundationEssentials
import Intake
import JSON
import Lifecycle

/// Signed notifications, each with a message id of its own: a bridge that is sent one twice would
/// answer the second without keeping it.
struct SNSPool {
    let directory: String
    let count: Int

    static let topic = "arn:aws:sns:us-east-2:123456789012:config-topic"
    /// Signing is the slow part; two cores share it.
    private static let workers = 2

    func write() async throws {
        let now = WallClock.system.now()
        let signer = try SNSSigner(
            region: "us-east-2", key: try PrivateKey.generate(bits: 2048), now: now)
        let certificates = "\(directory)/certificates"
        try FileManager.default.createDirectory(
            atPath: certificates, withIntermediateDirectories: true)
        try Data(signer.certificate).write(
            to: URL(filePath: "\(certificates)/\(signer.certificateFileName)"))
        let lines = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for worker in 0..<Self.workers {
                group.addTask { try Self.lines(of: worker, count, signer, now) }
            }
            return try await group.reduce(into: [UInt8]()) { $0 += $1 }
        }
        try Data(lines).write(to: URL(filePath: "\(directory)/pool.jsonl"))
    }

    private static func lines(
        of worker: Int, _ count: Int, _ signer: SNSSigner, _ now: Timestamp
    ) throws -> [UInt8] {
        var lines: [UInt8] = []
        for number in stride(from: worker, to: count, by: workers) {
            lines += try signer.body(content(number, now))
            lines.append(UInt8(ascii: "\n"))
        }
        return lines
    }

    /// A snapshot notification as AWS Config writes it, about 1.5 KB with its envelope.
    private static func content(_ number: Int, _ now: Timestamp) -> SNSContent {
        let id = UUID().uuidString.lowercased()
        let message: JSONValue = [
            "configSnapshotId": .string(id),
            "s3ObjectKey": .string(
                "AWSLogs/123456789012/Config/us-east-2/2026/11/21/ConfigSnapshot/"
                    + "123456789012_Config_us-east-2_ConfigSnapshot_\(number)_\(id).json.gz"),
            "s3Bucket": "config-bucket-123456789012-us-east-2",
            "notificationCreationTime": .string(now.iso8601),
            "messageType": "ConfigurationSnapshotDeliveryCompleted", "recordVersion": "1.1",
        ]
        return SNSContent(
            kind: .notification, messageID: UUID().uuidString.lowercased(), topicARN: topic,
            message: message.serialized(),
            subject: "[AWS Config:us-east-2] Configuration Snapshot Delivery Completed for Account "
                + "123456789012", timestamp: now.iso8601)
    }
}
