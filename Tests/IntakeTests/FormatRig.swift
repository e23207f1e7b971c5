import HTTP
import JSON
import TestSupport
import Testing

@testable import Intake

/// Payloads read as a verified delivery's, and payloads with parts missing or wrong.
extension CallbackFormat {
    /// The event of a payload; fails for what is ignored.
    func event(_ payload: JSONValue, _ headers: HTTPHeaders = [:]) throws -> Callback {
        switch try read(payload, headers) {
        case .event(let callback): return callback
        case .ignored(let reason): throw NoEvent(reason: reason)
        }
    }

    /// The event of a file beside the repository, posted with the fields its sender would send.
    func event(ofFile path: String, id: String = "delivery-1") throws -> Callback {
        let payload = try JSONValue(parsing: SharedFixtures.bytes("ci/" + path))
        let callback = try event(payload, fields(for: payload, event: nil, id: id))
        #expect(callback.detail == payload)
        return callback
    }

    func reason(_ payload: JSONValue, _ headers: HTTPHeaders = [:]) throws -> String? {
        if case .ignored(let reason) = try read(payload, headers) { reason } else { nil }
    }

    /// Reads the payload with parts dropped and replaced at random. What is left is an event, a
    /// ping, or, unless the fields say all that is needed, so little that it is no event of this
    /// sender's.
    func expectAnythingRead(
        _ payload: JSONValue, _ headers: HTTPHeaders = [:], mayBeRefused: Bool = true,
        at location: SourceLocation = #_sourceLocation
    ) {
        var random = SplitMix64(seed: 4)
        for _ in 0..<400 {
            let damaged = Damage.some(of: payload, &random)
            do throws(Refusal) {
                guard case .event(let callback) = try read(damaged, headers) else { continue }
                #expect(!callback.detailType.isEmpty, sourceLocation: location)
                #expect(callback.deliveryID?.isSenderName ?? true, sourceLocation: location)
                expectWellFormed(callback, location)
            } catch {
                #expect(mayBeRefused && error.code == .malformedBody, sourceLocation: location)
            }
            _ = fields(for: damaged, event: nil, id: nil)
        }
    }
}

struct NoEvent: Error {
    let reason: String
}

/// A time as our own events have it.
func utc(_ text: JSONValue) -> JSONValue { text.timeText.map { .string($0) } ?? .null }

/// The shape of every `pipeline` (design.md section 3), whatever came in.
private func expectWellFormed(_ callback: Callback, _ location: SourceLocation) {
    guard let pipeline = callback.pipeline?.json else { return }
    #expect(pipeline["provider"]?.stringValue == callback.source, sourceLocation: location)
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

private enum Damage {
    private static let replacements: [JSONValue] = [
        nil, true, false, 0, -1, 12, "", "x", "a|b", "two\nlines", [], [nil], [["name": "x"]], [:],
        ["id": nil], ["name": [:]], "0000-00-00T00:00:00Z",
        .string(String(repeating: "long", count: 100)), .number(JSONNumber(Int.max)),
        .number(JSONNumber(Int.min)),
    ]

    static func some(of value: JSONValue, _ random: inout SplitMix64) -> JSONValue {
        guard Int.random(in: 0..<12, using: &random) > 0 else {
            return replacements.randomElement(using: &random) ?? nil
        }
        switch value {
        case .object(let object):
            var kept = JSONObject()
            for member in object.members where Int.random(in: 0..<12, using: &random) > 0 {
                kept[member.key] = some(of: member.value, &random)
            }
            return .object(kept)
        case .array(let elements):
            return .array(elements.map { some(of: $0, &random) })
        default:
            return value
        }
    }
}
