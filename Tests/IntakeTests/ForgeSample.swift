import HTTP
import JSON
import TestSupport
import Testing

@testable import Intake

/// One payload of GitHub or GitLab, written after their documentation, and what must become of it.
struct ForgeSample: Sendable, CustomTestStringConvertible {
    let event: String
    let payload: JSONValue
    let pipeline: JSONValue?

    var testDescription: String { event }

    /// - Parameters:
    ///   - common: the members that all payloads of the sender have.
    ///   - pipeline: what is expected; nil for an event that has no `pipeline`.
    init(_ event: String, common: String, _ payload: String, _ pipeline: String?) {
        self.event = event
        self.payload = Self.json("{\(payload), \(common)}")
        self.pipeline = pipeline.map { Self.json("{\($0)}") }
    }

    /// Null for what is not JSON, which then equals nothing that is expected.
    static func json(_ text: String) -> JSONValue {
        (try? JSONValue(parsing: Array(text.utf8))) ?? .null
    }

    /// The event of a payload; nil when it is ignored.
    static func callback(
        _ format: some CallbackFormat, _ payload: JSONValue, _ headers: HTTPHeaders
    ) throws -> Callback? {
        guard case .event(let callback) = try format.read(payload, headers) else { return nil }
        return callback
    }
}

/// Changes a payload at random, as a stranger or a later version would.
struct Mistreatment {
    private var numbers: SplitMix64

    private static let strangers: [JSONValue] = [
        .null, true, 0, -1, 7, "", "text", [], [nil], [["name": "x"]], [:], ["name": [:]],
        .number(JSONNumber(Int.max)), .number(JSONNumber(Int.min)), "0000-00-00T00:00:00Z",
    ]

    init(seed: UInt64) { numbers = SplitMix64(seed: seed) }

    /// Drops or replaces some members, some elements, or all of it.
    mutating func changed(_ value: JSONValue) -> JSONValue {
        if Int.random(in: 0..<40, using: &numbers) == 0 {
            return Self.strangers.randomElement(using: &numbers) ?? .null
        }
        switch value {
        case .object(let object):
            var result = JSONObject()
            for member in object.members where Int.random(in: 0..<25, using: &numbers) != 0 {
                result[member.key] = changed(member.value)
            }
            return .object(result)
        case .array(let elements): return .array(elements.map { changed($0) })
        default: return value
        }
    }
}

/// The shape of every `pipeline` (design.md section 3), whatever came in.
func expectWellFormed(
    _ callback: Callback, provider: String, at location: SourceLocation = #_sourceLocation
) {
    guard let pipeline = callback.pipeline?.json else { return }
    #expect(pipeline["provider"]?.stringValue == provider, sourceLocation: location)
    let texts = [
        "provider", "name", "status", "runId", "url", "repository", "ref", "commit", "actor",
        "environment", "startedAt", "finishedAt",
    ]
    for member in pipeline.objectValue?.members ?? [] {
        let isFine =
            member.key == "attempt"
            ? (member.value.intValue ?? 0) > 0
            : texts.contains(member.key) && member.value.text != nil
        #expect(isFine, "\(member)", sourceLocation: location)
    }
    for time in [pipeline["startedAt"], pipeline["finishedAt"]] {
        #expect(time == nil || time?.timeText == time?.stringValue, sourceLocation: location)
    }
}
