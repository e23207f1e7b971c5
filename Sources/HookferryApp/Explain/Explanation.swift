import Actions
package import Configuration
package import EventPatterns
package import Events
package import JSON
import Rules

/// What the rules would do with an event, and why the others would do nothing. Nothing is sent.
package struct Explanation: Sendable {
    package let event: Event
    /// In the order of the files.
    package let rules: [RuleExplanation]

    /// - Parameter rule: the only one to look at; nil for all.
    package init(_ event: Event, _ settings: Settings, rule: String? = nil) {
        self.event = event
        let asked = settings.rules.filter { rule == nil || $0.name == rule }
        // What the bridge itself asks, so that the two never disagree.
        let firing = Set(RuleSet(asked).plan(event).map(\.rule))
        let document = event.document
        rules = asked.map { rule in
            firing.contains(rule.name)
                ? RuleExplanation(rule, firingOn: event, settings.receivers)
                : RuleExplanation(rule, mismatches: rule.pattern.mismatches(document))
        }
    }

    package var json: JSONValue {
        ["event": event.document, "rules": .array(rules.map(\.json))]
    }
}

/// What one rule makes of an event.
package struct RuleExplanation: Sendable {
    /// Whether it fires.
    package enum Verdict: Sendable {
        /// `onFailure` by label; what they would say depends on the failure.
        case matches([StepExplanation], onFailure: [String])
        case fails([PatternMismatch])
    }

    package let rule: String
    package let verdict: Verdict

    init(_ rule: Rule, mismatches: [PatternMismatch]) {
        self.rule = rule.name
        verdict = .fails(mismatches)
    }

    init(_ rule: Rule, firingOn event: Event, _ receivers: [String: Receiver]) {
        self.rule = rule.name
        let pending = Set(rule.plan.steps.compactMap(\.id))
        var lastCall: JSONValue?
        let steps = rule.plan.steps.map { step in
            let context = StepContext(event: event, rule: rule.name, lastCall: lastCall)
            // What a call will answer is not known yet.
            if case .call(let name) = step.action { lastCall = ["name": .string(name)] }
            return StepExplanation(step, context, pending, receivers)
        }
        verdict = .matches(steps, onFailure: rule.plan.onFailure.map(\.action.label))
    }

    package var json: JSONValue {
        switch verdict {
        case .matches(let steps, let onFailure):
            [
                "rule": .string(rule), "matches": true, "steps": .array(steps.map(\.json)),
                "onFailure": .array(onFailure.map(JSONValue.string)),
            ]
        case .fails(let mismatches):
            [
                "rule": .string(rule), "matches": false,
                "mismatches": .array(mismatches.map(\.json)),
            ]
        }
    }
}

/// One step of a rule that fires, rendered as far as it can be before any step has run.
package struct StepExplanation: Sendable {
    package let id: String?
    package let action: StepAction
    /// One call per identical input in this time.
    package let coalesceMilliseconds: Int64?
    /// How long what the call begins may take.
    package let followMilliseconds: Int64?
    /// As it would be sent, with `‹expression›` for each of `unresolved`; nil when it cannot be
    /// rendered.
    package private(set) var input: JSONValue?
    /// Of a notify step, what people would read, line by line in the receiver's markup.
    package private(set) var text: String?
    /// Of a notify step, the whole body that its receiver would be sent.
    package private(set) var message: JSONValue?
    /// Why the step would fail before anything is sent.
    package private(set) var error: String?
    /// Expressions that read results of steps before this one.
    package private(set) var unresolved: [String] = []

    init(
        _ step: Step, _ context: StepContext, _ pending: Set<String>,
        _ receivers: [String: Receiver]
    ) {
        id = step.id
        action = step.action
        coalesceMilliseconds = step.coalesceMilliseconds
        followMilliseconds = step.followMilliseconds
        do throws(TemplateError) {
            let preview = try context.preview(step, pending: pending)
            unresolved = preview.unresolved
            switch step.action {
            case .call(let name): explainCall(name, preview.input, step.template)
            case .notify(let receiver):
                explainMessage(receivers[receiver], preview.input, context.event)
            }
        } catch {
            self.error = error.message
        }
    }

    private mutating func explainCall(
        _ name: String, _ input: JSONValue, _ template: JSONValue
    ) {
        guard let definition = CallDefinition.named(name) else { return }
        self.input = definition.prepared(input, template: template)
        let unresolved = unresolved
        let problems = definition.problems(in: input, template: template) { text in
            unresolved.contains { text.contains("‹\($0)›") }
        }
        error = problems.first?.message
    }

    private mutating func explainMessage(
        _ receiver: Receiver?, _ input: JSONValue, _ event: Event
    ) {
        var own = JSONObject()
        for key in MessageInput.keys { own[key] = input[key] }
        self.input = .object(own)
        let preview = receiver?.preview(input, of: event)
        text = preview?.text
        message = preview?.message
    }

    /// `coalesce` and `follow` as rule files write them, where the step has them.
    package var spans: [(key: String, duration: String)] {
        [("coalesce", coalesceMilliseconds), ("follow", followMilliseconds)].compactMap {
            key, span in span.map { (key, TimeText.duration(ofMilliseconds: $0)) }
        }
    }

    package var json: JSONValue {
        var object = JSONObject()
        object["id"] = id.map(JSONValue.string)
        object[action.member.key] = .string(action.member.value)
        for (key, span) in spans { object[key] = .string(span) }
        object["input"] = input
        object["text"] = text.map(JSONValue.string)
        object["message"] = message
        object["error"] = error.map(JSONValue.string)
        if !unresolved.isEmpty {
            object["unresolved"] = .array(unresolved.map(JSONValue.string))
        }
        return .object(object)
    }
}
