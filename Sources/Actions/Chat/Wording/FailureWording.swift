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
        let headline = isDeadLetter ? step(failure, rule, known) : action(failure, rule, known)
        var words = EventWords(
            subject: headline.subject, predicate: headline.predicate,
            kind: isDeadLetter ? "hookferry.dead_letter" : kind(failure, known),
            severity: .error, state: .firing)
        words.why = Sentence.beginning(of: failure["message"]?.line)
        if isDeadLetter, known == .destinationDead {
            words.why = [words.why, silence].compactMap { $0 }.joined(separator: " ")
        }
        words.facts = [
            ("Reason", known.map { Self.words(for: $0) } ?? reason),
            ("Attempts", failure["attempts"]?.line), ("Rule", rule),
            ("Event", event.detailType),
        ]
        if isDeadLetter {
            // Nothing tells that a dead letter is over: each is one of its own.
            let delivery = failure["delivery"]?.line
            words.facts.append(("Delivery", delivery))
            words.groupKey = delivery.map {
                KeyText.bounded("hookferry/dead-letter/\(KeyText.part($0))")
            }
        } else if case .call(let name) = action(failure) {
            words.groupKey = CallWording.groupKey(rule: rule, call: name, event)
        }
        return words
    }

    /// The rule under whose name the `failures:` receiver is told; no rule file can use it.
    package static let deadLetterRule = "(failures)"

    /// It is announced once, so this is the place to say what that means.
    private static let silence =
        "Its messages end as dead letters until it answers again; it is asked once an hour."

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

    private static func action(
        _ failure: JSONValue, _ rule: String?, _ reason: FailureReason?
    ) -> (subject: String, predicate: String) {
        switch action(failure) {
        case .call(let name):
            return switch reason {
            case .uncertain: (name, " uncertain: nobody knows if it was done")
            case .overdue: (name, " overdue: its end was not reported")
            default: (name, " failed")
            }
        case .notify(let receiver): return ("Message to \(receiver)", " failed")
        case nil: return step(failure, rule, reason)
        }
    }

    /// By the names that rule and step have in their file.
    private static func step(
        _ failure: JSONValue, _ rule: String?, _ reason: FailureReason?
    ) -> (subject: String, predicate: String) {
        let end =
            switch reason {
            case .uncertain: " uncertain"
            case .overdue: " overdue"
            default: ""
            }
        let step = (failure["step"]?.line ?? "a step").cut(to: stepUnitsMax)
        return (rule.map { "Rule \($0)" } ?? "A rule", " failed: \(step)\(end)")
    }

    private static let stepUnitsMax = 48

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
