import Events
import JSON
import Lifecycle

/// The members of an event that its words are made of. Each is read by itself and no further than
/// a message can show: an event may have megabytes, and anything at any place.
struct EventFields: Sendable {
    private let top: JSONCursor

    /// More than any limit of a summary, so that what is cut here is cut there too.
    static let textBytesMax = 2_000

    init(_ event: Event) { top = event.json.top }

    /// From the `event` of a rendered input, which knows less.
    init(rendered event: JSONValue) {
        var object = JSONObject()
        for key in ["source", "account", "region", "time"] { object[key] = event[key] }
        object["detail-type"] = event["detailType"]
        var detail = JSONObject()
        for key in ["messageType", "configSnapshotId"] { detail[key] = event[key] }
        object["detail"] = .object(detail)
        top = JSONDocument(.object(object)).top
    }

    var source: String { text("source") ?? "" }
    var detailType: String? { text("detail-type") }
    var account: String? { text("account") }
    var region: String? { text("region") }
    var time: Timestamp? { time("time") }
    /// Their ARNs; one is enough.
    var resource: String? { value("resources")?.elements(countMax: 1).first?.line }

    func value(_ path: String...) -> JSONCursor? { value(path) }

    /// On one line and without what would fool people; nil when nothing is left.
    func text(_ path: String...) -> String? { value(path)?.line }

    /// The first of these members that is a text.
    func first(of keys: [String], in path: String...) -> String? {
        let place = value(path)
        return keys.lazy.compactMap { place?[$0]?.line }.first
    }

    func time(_ path: String...) -> Timestamp? {
        value(path)?.text(bytesMax: 64).flatMap(Timestamp.init(iso8601:))
    }

    private func value(_ path: [String]) -> JSONCursor? {
        var place: JSONCursor? = top
        for key in path { place = place?[key] }
        return place
    }
}

extension JSONCursor {
    /// The text on one line; nil for what is none or shows nothing.
    var line: String? { text(bytesMax: EventFields.textBytesMax)?.onOneLine.nonEmpty }

    /// A URL, whole: cut, it would lead nowhere.
    var url: String? { bytes.count <= Summary.linkBytesMax ? line : nil }
}

extension JSONValue {
    /// A text, number or truth value on one line; nil for anything else and for what shows nothing.
    var line: String? {
        switch self {
        case .string(let text): text.prefix(bytesMax: EventFields.textBytesMax).onOneLine.nonEmpty
        case .number(let number): number.text.prefix(bytesMax: EventFields.textBytesMax).nonEmpty
        case .bool(let truth): "\(truth)"
        case .null, .array, .object: nil
        }
    }
}

extension String {
    /// Its beginning, in whole scalars.
    func prefix(bytesMax: Int) -> String {
        var kept = utf8.prefix(bytesMax)
        while !kept.isEmpty {
            if let text = String(kept) { return text }
            kept = kept.dropLast()
        }
        return ""
    }
}
