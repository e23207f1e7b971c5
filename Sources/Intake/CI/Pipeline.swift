import JSON
import Lifecycle

/// One run or deployment of any CI, in one shape for all of them (design.md section 3), so that one
/// rule serves them all. What a vendor does not say is nil and left out of the event.
struct Pipeline: Sendable, Hashable {
    /// How a run stands.
    enum Status: String, Sendable, Hashable, CaseIterable {
        case queued, running, succeeded, failed, canceled
    }

    /// The vendor: `github`, `gitlab`, …
    var provider: String
    /// Of the workflow, pipeline, job or definition; not of one run of it.
    var name: String?
    var status: Status?
    /// The run's id, also where the vendor counts.
    var runID: String?
    /// 1 for the first.
    var attempt: Int?
    /// For people.
    var url: String?
    /// With its owner, as the vendor writes it: `octo-org/octo-repo`.
    var repository: String?
    /// The branch or tag without `refs/heads/` or `refs/tags/`.
    var ref: String?
    /// The whole hash.
    var commit: String?
    /// The login of who or what started it.
    var actor: String?
    var environment: String?
    /// ISO 8601 in UTC, as `finishedAt`.
    var startedAt: String?
    var finishedAt: String?

    init(provider: String) { self.provider = provider }

    /// The event's `pipeline`.
    var json: JSONValue {
        var object = JSONObject()
        func add(_ key: String, _ text: String?) {
            if let text, !text.isEmpty { object[key] = .string(text) }
        }
        add("provider", provider)
        add("name", name)
        add("status", status?.rawValue)
        add("runId", runID)
        object["attempt"] = attempt.map { .number(JSONNumber($0)) }
        add("url", url)
        add("repository", repository)
        add("ref", ref.map(Self.shortRef))
        add("commit", commit)
        add("actor", actor)
        add("environment", environment)
        add("startedAt", startedAt)
        // Some vendors give a time before the end: of the run before, or of a first failure.
        if status?.hasEnded != false { add("finishedAt", finishedAt) }
        return .object(object)
    }

    /// Vendors write branches and tags in full or in short; rules want to name them once.
    private static func shortRef(_ ref: String) -> String {
        for start in ["refs/heads/", "refs/tags/"] where ref.hasPrefix(start) {
            return String(ref.dropFirst(start.count))
        }
        return ref
    }
}

/// Reading members of payloads, none of which need be there.
extension JSONValue {
    /// A string that is not empty.
    var text: String? { stringValue.flatMap { $0.isEmpty ? nil : $0 } }

    /// A string or a whole number, as text: vendors write ids either way.
    var idText: String? { text ?? intValue.map(String.init) }

    /// An attempt: 1 or more.
    var attempt: Int? { intValue.flatMap { $0 > 0 ? $0 : nil } }

    /// The attempt that follows as many others.
    var attemptAfterRetries: Int? {
        intValue.flatMap { (0..<Int.max).contains($0) ? $0 + 1 : nil }
    }

    /// A commit's hash; nil for the zeros that Git has where a branch or tag was deleted.
    var commit: String? { text.flatMap { $0.isZeroHash ? nil : $0 } }

    /// The value itself when it is an object: vendors write null for a part that is not there.
    var ifObject: JSONValue? { objectValue.map { .object($0) } }

    /// A time in any of the vendors' spellings, as ISO 8601 in UTC.
    var timeText: String? { VendorTime.iso8601(self) }
}

extension Pipeline.Status {
    /// Whether the run is over: nothing follows but another attempt.
    var hasEnded: Bool {
        switch self {
        case .queued, .running: false
        case .succeeded, .failed, .canceled: true
        }
    }
}
