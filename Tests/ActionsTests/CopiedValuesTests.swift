import JSON
import Testing

@testable import Actions

@Suite("Values that people copy")
struct CopiedValuesTests {
    private static let types = ChatPlatforms.all.filter(\.isForPeople).map { type(of: $0).type }
    private static let start = "s3://config-logs/AWSLogs/123456789012/Config/eu-west-1/"

    /// As AWS Config names them, and as long as a value may be.
    private static let location =
        start + String(repeating: "x", count: Summary.factValueUnitsMax - start.count - 8)
        + ".json.gz"

    @Test("a location of S3 is whole in a card", arguments: types)
    func cards(type: String) throws {
        let platform = try ChatPlatforms.named(type)
        let message = Parts.message([
            "title": "T", "severity": "error", "fields": ["Object": .string(Self.location)],
        ])
        let text = platform.readText(platform.request(for: message).message)
        #expect(text.replacing("\\", with: "").contains(Self.location))
    }

    @Test("so it is in one line", arguments: types)
    func lines(type: String) throws {
        let platform = try ChatPlatforms.named(type)
        let key = String(Self.location.dropFirst("s3://config-logs/".count))
        let summary = told([
            "messageType": "ConfigurationHistoryDeliveryCompleted",
            "s3Bucket": "config-logs", "s3ObjectKey": .string(key),
        ])
        #expect(summary.isBrief)
        #expect(summary.facts.map(\.value).contains(Self.location))
        let message = ChatMessage(summary, id: "01J-0", time: ChatSample.time)
        let text = platform.readText(platform.request(for: message).message)
        #expect(text.replacing("\\", with: "").contains(Self.location))
    }
}
