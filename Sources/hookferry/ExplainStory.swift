import Events
import HookferryApp
import JSON

/// An explanation as people read it in a terminal.
struct ExplainStory {
    private let explanation: Explanation
    private let style: TerminalStyle

    /// Length in characters of what is shown of a value, or of a line of a message.
    private static let valueCharactersMax = 600

    init(_ explanation: Explanation, usesColor: Bool) {
        self.explanation = explanation
        style = TerminalStyle(usesColor: usesColor)
    }

    var text: String {
        let rules = explanation.rules
        let matching = rules.count { if case .matches = $0.verdict { true } else { false } }
        var lines = eventLines
        for rule in rules { lines += [""] + self.lines(of: rule) }
        lines += [
            "", "\(matching) of \(rules.count) rule\(rules.count == 1 ? "" : "s") would fire",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    private var eventLines: [String] {
        let event = explanation.event
        let document = event.document
        let place = [document["account"], document["region"], document["time"]]
            .compactMap { $0?.stringValue }.joined(separator: " · ")
        let lines = [
            ("event", "\(event.source) · \(event.detailType)"), ("id", document["id"].shown),
            ("of", place), ("by", "\(event.intake.source) (\(event.intake.type))"),
            ("detail", document["detail"].shown),
        ]
        let isPosted = event.intake.type != EventSample.nobody
        return lines.filter { !$0.1.isEmpty && (isPosted || $0.0 != "by") }.map { label, value in
            "\(Self.padded(label))\(Self.shown(value))"
        }
    }

    private func lines(of rule: RuleExplanation) -> [String] {
        let name = Self.shown(rule.rule)
        switch rule.verdict {
        case .fails(let mismatches):
            return (["✘ \(name)"] + MismatchStory(mismatches).lines.map { "    \($0)" })
                .map(style.dim)
        case .matches(let steps, let onFailure):
            var lines = [style.green("✔ \(name)")]
            for (index, step) in steps.enumerated() {
                lines += self.lines(of: step, number: index + 1)
            }
            if !onFailure.isEmpty {
                lines.append("    on failure: \(Self.shown(onFailure.joined(separator: ", ")))")
            }
            return lines
        }
    }

    private func lines(of step: StepExplanation, number: Int) -> [String] {
        let id = step.id.map { " (\(Self.shown($0)))" } ?? ""
        var lines = ["    \(number). \(style.bold(Self.shown(step.action.label)))\(id)"]
        func add(_ label: String, _ values: some Sequence<some StringProtocol>) {
            for (index, value) in values.enumerated() {
                let head = Self.padded(index == 0 ? label : "")
                let styled = label == "error" ? style.red(head) : head
                lines.append("       \(styled)\(Self.shown(String(value)))")
            }
        }
        if let text = step.text {
            add("text", text.split(separator: "\n", omittingEmptySubsequences: false))
        } else if let input = step.input {
            add("input", [input.serialized()])
        }
        if !step.spans.isEmpty {
            add("within", [step.spans.map { "\($0.key) \($0.duration)" }.joined(separator: ", ")])
        }
        if let error = step.error { add("error", [error]) }
        if !step.unresolved.isEmpty {
            add("later", ["\(step.unresolved.joined(separator: ", ")) is not known yet"])
        }
        return lines
    }

    private static func padded(_ label: String) -> String {
        label + String(repeating: " ", count: max(1, 8 - label.count))
    }

    private static func shown(_ text: String) -> String {
        EventStory.shown(text, charactersMax: valueCharactersMax)
    }
}

extension JSONValue? {
    /// A string as it is, anything else as JSON; empty for what is absent.
    fileprivate var shown: String {
        guard let self else { return "" }
        return self.stringValue ?? self.serialized()
    }
}

/// Text with or without the colours of a terminal (ECMA-48, SGR).
struct TerminalStyle {
    let usesColor: Bool

    func green(_ text: String) -> String { styled(text, "32") }
    func red(_ text: String) -> String { styled(text, "31") }
    func bold(_ text: String) -> String { styled(text, "1") }
    func dim(_ text: String) -> String { styled(text, "2") }

    private func styled(_ text: String, _ code: String) -> String {
        usesColor ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
