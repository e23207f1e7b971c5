package import Events
package import JSON

/// What the templates of a step can read: the event, results of earlier steps, the rule, and in
/// `onFailure` the failure (design.md section 5).
package struct StepContext: Sendable {
    package let event: Event
    package let rule: String
    /// By step id.
    package let results: JSONObject
    /// `step`, `action`, `reason`, `message`, `attempts`; nil outside of `onFailure`.
    package let failure: JSONValue?
    /// The last call before the step, `{"name": …, "result": …}`; nil without one.
    package let lastCall: JSONValue?

    package init(
        event: Event, rule: String, results: JSONObject = JSONObject(), failure: JSONValue? = nil,
        lastCall: JSONValue? = nil
    ) {
        self.event = event
        self.rule = rule
        self.results = results
        self.failure = failure
        self.lastCall = lastCall
    }

    package var json: JSONValue {
        var object = event.document.objectValue ?? JSONObject()
        object["steps"] = .object(results)
        object["rule"] = ["name": .string(rule)]
        object["failure"] = failure
        return .object(object)
    }

    /// The rendered input of a step. The template was compiled once when its file was loaded, for
    /// its mistakes; it is compiled again here because the journal's plan may be older than the
    /// rule file in use.
    package func render(_ step: Step) throws(TemplateError) -> JSONValue {
        try render(step, InputTemplate(step.template))
    }

    /// The input as far as it is known while the steps with the ids `pending` have not run, for
    /// `hookferry explain`.
    package func preview(
        _ step: Step, pending: Set<String>
    ) throws(TemplateError) -> InputPreview {
        var unresolved: [String] = []
        let template = try InputTemplate(step.template).deferring(pending, &unresolved)
        return InputPreview(input: try render(step, template), unresolved: unresolved)
    }

    private func render(
        _ step: Step, _ template: InputTemplate
    ) throws(TemplateError) -> JSONValue {
        guard case .notify = step.action else { return try template.render(json, isStrict: true) }
        let input = try template.render(json)
        guard var message = input.objectValue else { return input }
        message["event"] = summary
        return .object(message)
    }

    /// What a message says about its event when the rule says nothing.
    private var summary: JSONValue {
        var object: JSONObject = [
            "id": .string(event.intake.id), "source": .string(event.source),
            "detailType": .string(event.detailType), "time": .string(event.time),
            "rule": .string(rule),
        ]
        let top = event.json.top
        for key in ["account", "region"] { object[key] = Self.short(top[key]) }
        // What AWS Config calls its message, and the snapshot it is about.
        for key in ["messageType", "configSnapshotId"] {
            object[key] = Self.short(top["detail"]?[key])
        }
        object["failure"] = failure
        object["call"] = call
        return .object(object)
    }

    /// A text that a message could hold: a detail may be megabytes long, and this is kept with
    /// every message.
    private static let textBytesMax = 1_024
    private static let resultMembersMax = 16

    private static func short(_ place: JSONCursor?) -> JSONValue? {
        guard let place, place.kind == .string else { return nil }
        return place.text(bytesMax: textBytesMax).map(JSONValue.string)
    }

    /// Of a result the texts and numbers that a message could hold.
    private var call: JSONValue? {
        guard let lastCall, let name = lastCall["name"] else { return nil }
        var result = JSONObject()
        for member in lastCall["result"]?.objectValue?.members ?? [] {
            guard result.count < Self.resultMembersMax else { break }
            switch member.value {
            case .string(let text) where text.utf8.count <= Self.textBytesMax: break
            case .number, .bool: break
            default: continue
            }
            result[member.key] = member.value
        }
        return ["name": name, "result": .object(result)]
    }
}

/// A step's input before the steps it depends on have run.
package struct InputPreview: Sendable, Hashable {
    /// With `‹expression›` wherever an expression reads a result that is not there yet.
    package let input: JSONValue
    /// Those expressions.
    package let unresolved: [String]
}
