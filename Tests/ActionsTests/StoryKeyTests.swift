import Events
import JSON
import Lifecycle
import Testing

@testable import Actions

@Suite("Stories")
struct StoryKeyTests {
    @Test("a snapshot's story has the key of its sightings")
    func snapshot() throws {
        let event = Parts.event([
            "messageType": "ConfigurationSnapshotDeliveryCompleted", "configSnapshotId": "s-1",
        ])
        let story = try #require(ActionCatalog.story(of: event))
        #expect(story.key == "config/s-1")
        #expect(story.key == ActionCatalog.sighting(of: event)?.key)
        #expect(story.at.iso8601 == "2026-11-20T10:00:00.000Z")
    }

    @Test("a story begins when it came in at the latest, whatever its sender's clock says")
    func future() throws {
        let event = Parts.event(
            ["configSnapshotId": "s-1"], time: "2026-11-20T11:00:00.000Z")
        #expect(ActionCatalog.story(of: event)?.at == event.intake.receivedAt)
    }

    @Test("snapshot ids of another shape have no story, as they have no sighting")
    func oddSnapshots() {
        let long = JSONValue.string(String(repeating: "x", count: 257))
        for id in [nil, 7, "", ["x"], long] as [JSONValue] {
            #expect(ActionCatalog.story(of: Parts.event(["configSnapshotId": id])) == nil)
        }
    }

    @Test("pipelines, builds and runs of a CI have one each; what stands for itself has none")
    func others() {
        let pipeline = Parts.event(
            ["pipeline": "pay", "execution-id": "e-1"], source: "aws.codepipeline")
        #expect(ActionCatalog.story(of: pipeline)?.key == "aws.codepipeline/pay/e-1")
        let build = Parts.event(["build-id": "arn:1"], source: "aws.codebuild")
        #expect(ActionCatalog.story(of: build)?.key == "aws.codebuild/arn:1")
        let run = Parts.event(
            [:], source: "github", pipeline: ["repository": "o/r", "name": "n", "runId": "9"])
        #expect(ActionCatalog.story(of: run)?.key == "github/o%2Fr/9")
        let named = Parts.event([:], source: "ci", pipeline: ["name": "n", "runId": 9])
        #expect(ActionCatalog.story(of: named)?.key == "ci/n/9")
        for source in ["aws.codepipeline", "aws.codebuild", "aws.cloudwatch", "ci"] {
            #expect(ActionCatalog.story(of: Parts.event(nil, source: source)) == nil)
        }
    }
}
