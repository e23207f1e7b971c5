import Events
import JSON

/// A step that has failed for good: what `onFailure` and the `failures:` receiver are told.
package enum FailureWording {
    /// Nil when none has.
    static func words(_ rendered: JSONValue, _ event: EventFields) -> EventWords? {
        guard let failure = rendered["failure"], failure != .null else { return nil }
        let reason = failure["reason"]?.line
        let known = reason.flatMap(FailureReason.init(rawValue:))
        let rule = failure["rule"]?.line ?? rendered["rule"]?.line
        let isDeadLetter = rendered["rule"] == .string(deadLetterRule)
        var words = EventWords(
            subject: subject(failure, rule, known), kind: kind(failure, known),
            severity: .error, state: .firing)
        if isDeadLetter { words.kind = "hookferry.dead_letter" }
        words.why = Sentence.first(of: failure["message"]?.line)
        words.facts = [
            ("Reason", known.map { Self.words(for: $0) } ?? reason),
            ("Attempts", failure["attempts"]?.line), ("Rule", rule),
            ("Event", event.detailType),
        ]
        switch action(failure) {
        case .call(let name):
            words.groupKey = CallWording.groupKey(rule: rule, call: name, event)
        case .notify(let receiver):
            words.groupKey = rule.map { KeyText.bounded("hookferry/message/\($0)/\(receiver)") }
        case nil: break
        }
        return words
    }

    /// The rule under whose name the `failures:` receiver is told; no rule file can use it.
    package static let deadLetterRule = "(failures)"

    private static func action(_ failure: JSONValue) -> StepAction? {
        guard let label = failure["action"]?.line, let space = label.firstIndex(of: " ") else {
            return nil
        }
        let name = String(label[label.index(after: space)...])
        switch label[..<space] {
        case "call": return .call(name)
        case "notify": return .notify(name)
        default: return nil
        }
    }

    private static func subject(
        _ failure: JSONValue, _ rule: String?, _ reason: FailureReason?
    ) -> String {
        switch action(failure) {
        case .call(let name):
            let name = name.cut(to: 70)
            return switch reason {
            case .uncertain: "\(name) uncertain: nobody knows if it was done"
            case .overdue: "\(name) overdue: its end was not reported"
            default: "\(name) failed"
            }
        case .notify(let receiver): return "Message to \(receiver.cut(to: 70)) failed"
        case nil:
            let rule = rule.map { "Rule \($0)" } ?? "A rule"
            return "\(rule) failed: \(failure["step"]?.line ?? "a step")"
        }
    }

    private static func kind(_ failure: JSONValue, _ reason: FailureReason?) -> String {
        guard case .call = action(failure) else {
            return failure["action"]?.line == nil
                ? "hookferry.step_failed" : "hookferry.message_failed"
        }
        return switch reason {
        case .uncertain: "hookferry.call_uncertain"
        case .overdue: "hookferry.call_overdue"
        default: "hookferry.call_failed"
        }
    }

    private static func words(for reason: FailureReason) -> String {
        switch reason {
        case .throttled: "asked to come back later, too often"
        case .unavailable: "not available"
        case .timedOut: "no answer in time"
        case .malformedAnswer: "answer not understood"
        case .refused: "refused"
        case .accessDenied: "access denied"
        case .badCredentials: "credentials missing, expired or wrong"
        case .notFound: "not found"
        case .destinationDead: "destination gone"
        case .invalidInput: "input not valid"
        case .uncertain: "uncertain, may have been done"
        case .overdue: "end not reported in time"
        case .reportedFailed: "reported as failed"
        }
    }
}
