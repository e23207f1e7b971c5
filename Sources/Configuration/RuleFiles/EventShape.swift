import EventPatterns

/// What is known beforehand of the keys of events (design.md section 3).
struct EventShape: Sendable {
    let fields: [Field]

    /// One key with its value.
    struct Field: Sendable {
        let name: String
        let value: Value
        /// Whether every event has it.
        let isAlways: Bool
    }

    /// What stands behind a key.
    indirect enum Value: Sendable {
        case anything
        case text
        /// Many texts, or none.
        case texts
        /// One of a few words, which together are called so.
        case word(Words)
        case object([Field])
        /// An object as a rule, with keys that the sender decides.
        case senders
    }

    /// The words of one field.
    struct Words: Sendable {
        /// For messages: `pipeline status`.
        let noun: String
        let known: [String]
        /// What people write instead.
        var others: [String: String] = [:]

        /// What to write instead of `text`.
        func hint(for text: String) -> String? {
            others[text.lowercased()].map { "did you mean `\($0)`?" }
                ?? Spelling.hint(for: text, among: known) ?? all
        }

        /// All of them, if they are few.
        var all: String? {
            guard (1...Self.listedMax).contains(known.count) else { return nil }
            return "known: " + known.map { "`\($0)`" }.joined(separator: ", ")
        }

        private static let listedMax = 12
    }

    /// - Parameter sources: the names that the configuration gives to its sources.
    init(sources: [String]) {
        fields = [
            Field(name: "id", value: .text, isAlways: true),
            Field(name: "source", value: .text, isAlways: true),
            Field(name: "detail-type", value: .text, isAlways: true),
            Field(name: "account", value: .text, isAlways: false),
            Field(name: "region", value: .text, isAlways: false),
            Field(name: "time", value: .text, isAlways: true),
            Field(name: "resources", value: .texts, isAlways: false),
            Field(name: "detail", value: .senders, isAlways: true),
            Field(name: "pipeline", value: .object(Self.pipeline), isAlways: false),
            Field(name: "intake", value: .object(Self.intake(sources)), isAlways: true),
        ]
    }

    /// What templates can read: the event, and what rules add to it.
    var templateFields: [Field] {
        fields + [
            Field(name: "steps", value: .senders, isAlways: true),
            Field(
                name: "rule",
                value: .object([Field(name: "name", value: .text, isAlways: true)]),
                isAlways: true),
            Field(name: "failure", value: .object(Self.failure), isAlways: true),
        ]
    }

    private static let failure = ["step", "reason", "message", "attempts", "rule", "delivery"]
        .map { Field(name: $0, value: .anything, isAlways: true) }

    private static let pipeline: [Field] =
        [
            Field(name: "provider", value: .text, isAlways: false),
            Field(name: "name", value: .text, isAlways: false),
            Field(name: "status", value: .word(status), isAlways: false),
        ]
        + [
            "runId", "attempt", "url", "repository", "ref", "commit", "actor", "environment",
            "startedAt", "finishedAt",
        ].map { Field(name: $0, value: .anything, isAlways: false) }

    private static let status = Words(
        noun: "pipeline status", known: ["queued", "running", "succeeded", "failed", "canceled"],
        others: [
            "success": "succeeded", "successful": "succeeded", "passed": "succeeded",
            "ok": "succeeded", "completed": "succeeded", "failure": "failed", "error": "failed",
            "errored": "failed", "cancelled": "canceled", "aborted": "canceled",
            "stopped": "canceled", "pending": "queued", "waiting": "queued", "created": "queued",
            "in_progress": "running", "started": "running",
        ])

    private static func intake(_ sources: [String]) -> [Field] {
        [
            Field(name: "id", value: .text, isAlways: true),
            Field(
                name: "source", value: .word(Words(noun: "configured source", known: sources)),
                isAlways: true),
            Field(
                name: "type",
                value: .word(Words(noun: "source type", known: SourceReader.types)),
                isAlways: true),
            Field(name: "receivedAt", value: .text, isAlways: true),
            Field(name: "deliveryId", value: .text, isAlways: true),
            Field(name: "subject", value: .text, isAlways: false),
            Field(name: "verified", value: .text, isAlways: true),
        ]
    }
}

/// A place in events to which keys of a pattern lead.
struct FieldInEvent {
    let path: String
    let value: EventShape.Value
    let isAlways: Bool

    /// The event itself.
    static func whole(_ fields: [EventShape.Field]) -> FieldInEvent {
        FieldInEvent(path: "", value: .object(fields), isAlways: true)
    }

    /// What a key leads to.
    enum Child {
        case field(FieldInEvent)
        case absent(reason: String, hint: String?)
    }

    func child(_ name: String) -> Child {
        let childPath = path.isEmpty ? name : "\(path).\(name)"
        switch value {
        case .anything, .senders:
            return .field(FieldInEvent(path: childPath, value: .anything, isAlways: false))
        case .object(let fields):
            if let field = fields.first(where: { $0.name == name }) {
                let isAlways = isAlways && field.isAlways
                return .field(
                    FieldInEvent(path: childPath, value: field.value, isAlways: isAlways))
            }
            return .absent(
                reason: path.isEmpty
                    ? "events have no `\(name)`" : "`\(path)` has no key `\(name)`",
                hint: Spelling.hint(for: name, among: fields.map(\.name))
                    ?? "known: " + fields.map { "`\($0.name)`" }.joined(separator: ", "))
        case .text, .word, .texts:
            return .absent(reason: "`\(path)` is a string without keys", hint: nil)
        }
    }
}
