package import Events
import JSON
package import Lifecycle

/// What has a beginning and an end, of which several events tell.
enum StoryKey {
    /// Nil for an event that stands for itself.
    static func of(_ event: EventFields) -> String? {
        switch event.source {
        case "aws.config": ConfigSnapshot.key(event.value("detail", "configSnapshotId"))
        case "aws.codepipeline":
            KeyText.joined(
                "aws.codepipeline", event.value("detail", "pipeline"),
                event.value("detail", "execution-id"))
        case "aws.codebuild":
            KeyText.joined("aws.codebuild", event.value("detail", "build-id"))
        default: run(event)
        }
    }

    /// Of a CI run; its attempts are one story.
    private static func run(_ event: EventFields) -> String? {
        guard let pipeline = event.value("pipeline"), !event.source.isEmpty else { return nil }
        return KeyText.joined(
            KeyText.part(event.source), pipeline["repository"] ?? pipeline["name"],
            pipeline["runId"])
    }
}

extension ActionCatalog {
    /// The story that an event belongs to, and the event's own time.
    package static func story(of event: Event) -> (key: String, at: Timestamp)? {
        let fields = EventFields(event)
        guard let key = StoryKey.of(fields) else { return nil }
        // A sender's clock that is ahead must not make a story end before it began.
        let receivedAt = event.intake.receivedAt
        return (key, min(fields.time ?? receivedAt, receivedAt))
    }
}

extension ConfigSnapshot {
    /// The key of a snapshot's sightings.
    static func key(_ id: JSONCursor?) -> String? {
        guard let id, id.bytes.count <= idBytesMax else { return nil }
        return key(id.value)
    }
}
