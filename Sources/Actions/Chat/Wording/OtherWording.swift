import JSON

/// An event of which nothing is known but its envelope.
enum OtherWording {
    static func words(_ event: EventFields) -> EventWords {
        var words = EventWords(
            subject: event.detailType ?? "Event",
            kind: KindText.dotted(event.source, event.detailType))
        let run = event.value("pipeline")
        let place = [run?["repository"]?.line, run?["ref"]?.line].compactMap { $0 }
        if !place.isEmpty { words.place = place }
        words.facts = facts(of: event.value("detail"))
        words.facts.append(("By", run?["actor"]?.line))
        // Callbacks have no resources; a snapshot's id may be all that a short form tells.
        words.facts.append(("Resource", event.resource))
        words.facts.append(("Snapshot", event.text("detail", "configSnapshotId")))
        words.link = run?["url"]?.url
        return words
    }

    /// What strangers call what people want to know. Anything else might be a secret, or noise.
    private static let keys = [
        "title", "name", "status", "state", "result", "severity", "environment", "version",
        "message", "description", "reason",
    ]
    private static let factsMax = 4

    /// The members of an object that have such a name and a text.
    static func facts(of object: JSONCursor?) -> [(label: String, value: String?)] {
        let facts = keys.lazy.compactMap { key -> (label: String, value: String?)? in
            guard let value = object?[key]?.line else { return nil }
            return (key.prefix(1).uppercased() + key.dropFirst(), value)
        }
        return Array(facts.prefix(factsMax))
    }
}

/// Words for programs: ASCII letters, digits, underscores and dots, as the Standard Webhooks
/// specification wants a `type` to be.
enum KindText {
    private static let bytesMax = 60

    /// `IN_PROGRESS`: `in_progress`; of nothing that may stand there, `other`.
    static func word(_ text: String) -> String {
        var word = ""
        for byte in text.utf8.prefix(bytesMax) {
            let scalar = Unicode.Scalar(byte)
            let isWordByte = scalar.isASCII && scalar.properties.isAlphabetic
            if isWordByte || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
                word += String(scalar).lowercased()
            } else if word.last != "_", !word.isEmpty {
                word += "_"
            }
        }
        while word.last == "_" { word.removeLast() }
        return word.isEmpty ? "other" : word
    }

    /// `aws.ec2.ec2_instance_state_change_notification`
    static func dotted(_ source: String, _ detailType: String?) -> String {
        let parts = source.split(separator: ".").prefix(4).map { word(String($0)) }
        guard let detailType else { return (parts + ["event"]).joined(separator: ".") }
        return (parts + [word(detailType)]).joined(separator: ".")
    }
}
