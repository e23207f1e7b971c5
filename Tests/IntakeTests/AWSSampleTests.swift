import Events
import JSON
import Testing

@testable import Intake

/// The samples of ../shared/fixtures/config and aws-over-sns.
@Suite("Events of AWS's own samples", .enabled(if: SharedFixtures.areThere))
struct AWSSampleTests {
    private func envelope(_ message: String) throws -> EventEnvelope {
        let topic = try #require(TopicARN(Rig.topic))
        return Rig.notification(message).received(topic, verified: "test").envelope
    }

    @Test("Config's notifications become Config events")
    func config() throws {
        let files = try SharedFixtures.files("config", ending: ".envelope.json")
        #expect(files.count == 7)
        for file in files {
            let body = try JSONValue(parsing: SharedFixtures.bytes(file))
            let message = try #require(body["Message"]?.stringValue)
            let event = try envelope(message)
            #expect(event.source == "aws.config", "\(file)")
            #expect(event.detail == (try JSONValue(parsing: message)))
        }
    }

    @Test("Config's oversized texts are opened")
    func oversized() throws {
        for file in try SharedFixtures.files("config", ending: ".message.txt") {
            let text = String(decoding: try SharedFixtures.bytes(file), as: UTF8.self)
            let event = try envelope(text)
            #expect(event.detailType == "Config Configuration Item Change", "\(file)")
            #expect(event.region == "us-west-2")
            #expect(event.detail["configurationItemSummary"]?["changeType"] != nil)
        }
    }

    @Test("EventBridge, CodeStar and Partner Central events keep source and type")
    func bridged() throws {
        let files = try SharedFixtures.files("aws-over-sns", ending: ".json")
            .filter { file in
                ["/codepipeline.emitted", "/codepipeline.processed", "/codebuild", "/partner"]
                    .contains { file.contains($0) }
            }
        #expect(files.count > 20)
        for file in files {
            let bytes = try SharedFixtures.bytes(file)
            let sample = try JSONValue(parsing: bytes)
            let event = try envelope(String(decoding: bytes, as: UTF8.self))
            #expect(event.source == sample["source"]?.stringValue, "\(file)")
            #expect(event.detail == sample["detail"])
        }
    }

    @Test("the approval sample loses its token")
    func approval() throws {
        let bytes = try SharedFixtures.bytes(
            "aws-over-sns/codepipeline.manual-approval.message.json")
        let event = try envelope(String(decoding: bytes, as: UTF8.self))
        #expect(!event.detail.serialized().contains("XAMPLETOKEN"))
    }
}
