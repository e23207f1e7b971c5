import Events
import JSON

/// What became of a call that a rule has made, when the next step tells people of it.
enum CallWording {
    /// Nil when no call was made before the message.
    ///
    /// - Parameter rendered: the `event` of the message's rendered input.
    static func words(_ rendered: JSONValue, _ event: EventFields) -> EventWords? {
        guard let call = rendered["call"], let name = call["name"]?.line else { return nil }
        let result = call["result"]
        var words = EventWords(
            subject: name, predicate: " succeeded", kind: "hookferry.call_succeeded")
        words.set(.succeeded)
        if name == "config:DeliverConfigSnapshot", result?["configSnapshotId"]?.line != nil {
            words.subject = "AWS Config snapshot"
            words.predicate = " delivered"
            // What was only asked for is not there yet.
            if result?["messageType"] != "ConfigurationSnapshotDeliveryCompleted" {
                words.predicate = " requested"
                words.state = .progress
            }
        }
        words.facts = [
            (
                "Location",
                BucketLocation.text(
                    result?["s3Bucket"]?.line, key: result?["s3ObjectKey"]?.line)
            ),
            ("Snapshot", result?["configSnapshotId"]?.line),
            ("Call", name), ("Event", event.detailType), ("Rule", rendered["rule"]?.line),
        ]
        words.groupKey = groupKey(rule: rendered["rule"]?.line, call: name, event)
        if name.hasPrefix("config:") {
            words.link = ConsoleLink(region: event.region)?.config
            words.linkLabel = "Open AWS Config"
        }
        return words
    }

    /// The snapshot that the call has asked for.
    static func storyKey(_ rendered: JSONValue) -> String? {
        rendered["call"]?["result"]?["configSnapshotId"].flatMap { ConfigSnapshot.key($0) }
    }

    /// Of a call that fails in one run and succeeds in the next.
    static func groupKey(rule: String?, call: String, _ event: EventFields) -> String? {
        guard let rule else { return nil }
        let name = "hookferry/call/\(KeyText.part(rule))/\(KeyText.part(call))"
        return event.conditionKey(KeyText.bounded(name))
    }
}
