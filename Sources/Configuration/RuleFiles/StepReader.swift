import Actions
import EventPatterns
import Events
import JSON
import YAML

/// Reads the `steps` or the `onFailure` of one rule.
struct StepReader {
    private let names: KnownNames
    private var scope: TemplateScope

    /// - Parameters:
    ///   - fields: what templates can read.
    ///   - earlier: ids of steps that have run when these begin; nil but in `onFailure`.
    init(
        _ names: KnownNames, fields: [EventShape.Field], onFailureOf earlier: [String]? = nil
    ) {
        self.names = names
        scope = TemplateScope(
            earlierSteps: Set(earlier ?? []), isOnFailure: earlier != nil, fields: fields)
    }

    /// Those that are right; every mistake is reported.
    mutating func steps(_ node: Node) -> [Step] {
        guard let elements = node.elements() else { return [] }
        if elements.isEmpty { node.error("the list of steps is empty") }
        scope.laterSteps = Set(Self.ids(node))
        var steps: [Step] = []
        for element in elements {
            guard let step = step(element) else { continue }
            if case .call = step.action { element.warnOfWait(behind: steps, names) }
            steps.append(step)
        }
        return steps
    }

    /// The ids as they are written, without a look at the rest.
    static func ids(_ node: Node) -> [String] {
        guard case .sequence(let elements) = node.yaml.value else { return [] }
        return elements.compactMap { element in
            guard case .mapping(let members) = element.value,
                case .string(let id) = members.first(where: { $0.key == "id" })?.value.value
            else { return nil }
            return id
        }
    }

    private mutating func step(_ node: Node) -> Step? {
        guard let section = node.action(call: .callStep, notify: .notifyStep),
            let table = Table(node, section)
        else { return nil }
        let id = table["id"]?.string()
        let (action, template) = section == .callStep ? call(table) : message(table)
        let retry = table["retry"].map(Self.retry) ?? RetryPolicy()
        let timeout = table["timeout"]?.duration().map { Int($0) }
        let spans = CallSpans(table, names)
        if let id, let idNode = table["id"] { take(id, idNode) }
        guard let action else { return nil }
        return Step(
            id: id, action: action, template: template,
            account: table["account"]?.yaml.value.json.stringValue,
            region: table["region"]?.yaml.value.json.stringValue,
            retry: retry, timeoutMilliseconds: timeout ?? Step.timeoutMillisecondsDefault,
            coalesceMilliseconds: spans.coalesceMilliseconds,
            followMilliseconds: spans.followMilliseconds)
    }

    /// From now on the step's result is known.
    private mutating func take(_ id: String, _ node: Node) {
        guard Node.isName(id), !id.contains(".") else {
            node.error(
                "`\(id)` cannot be the id of a step", hint: "use letters, digits, `-` and `_`")
            return
        }
        if !scope.earlierSteps.insert(id).inserted {
            node.error("two steps of this rule have the id `\(id)`")
        }
        scope.laterSteps.remove(id)
    }

    private static func retry(_ node: Node) -> RetryPolicy {
        var policy = RetryPolicy()
        guard let table = Table(node, .retry) else { return policy }
        if let duration = table["for"]?.duration() { policy.forMilliseconds = duration }
        if let uncertain = table["uncertain"]?.bool() { policy.repeatsUncertain = uncertain }
        return policy
    }

    // MARK: Actions

    private func call(_ table: Table) -> (StepAction?, JSONValue) {
        let input = table["with"]
        input?.checkTemplates(scope)
        let account = table["account"].flatMap { self.account($0) }
        let region = table["region"]?.region()
        guard let node = table["call"], let name = node.string() else { return (nil, .null) }
        guard let definition = CallDefinition.named(name) else {
            node.unknown("call", name, among: CallDefinition.all.map(\.name))
            return (nil, .null)
        }
        let template = input?.yaml.value.json ?? .object([:])
        if region == nil, account?.region == nil, names.aws.region == nil,
            definition.needsConfiguredRegion(template, isTemplate: Node.isTemplate)
        {
            node.absent(
                "no region is set for this call", hint: "add aws: { region: us-east-2 }")
        }
        if let region, case .fixed(let only) = definition.region, region != only {
            table["region"]?.error(
                "`\(name)` cannot be called in \(region)",
                hint: "leave `region` out: it is called in \(only)")
        }
        if let retirement = definition.retirement {
            node.warning(
                retirement.message,
                hint: retirement.hint(receivers: names.receivers, template: template))
        }
        let problems = definition.problems(in: template, isTemplate: Node.isTemplate)
        for problem in problems { Self.report(problem, input ?? node) }
        return (.call(name), template)
    }

    private func account(_ node: Node) -> AWSAccount? {
        guard let name = node.string() else { return nil }
        if let account = names.aws.accounts[name] { return account }
        let known = names.aws.accounts.keys.sorted()
        if known.isEmpty {
            node.error("unknown account `\(name)`", hint: "add it to `aws.accounts`")
        } else {
            node.unknown("account", name, among: known)
        }
        return nil
    }

    private func message(_ table: Table) -> (StepAction?, JSONValue) {
        var template = JSONObject()
        for key in MessageInput.keys {
            guard let value = table[key] else { continue }
            value.checkTemplates(scope)
            template[key] = value.yaml.value.json
        }
        let problems = MessageInput.problems(
            in: .object(template), isTemplate: Node.isTemplate)
        for problem in problems { Self.report(problem, table.node) }
        guard let node = table["notify"], let name = node.string() else { return (nil, .null) }
        return (node.receiver(name, names).map { .notify($0) }, .object(template))
    }

    private static func report(_ problem: InputProblem, _ node: Node) {
        node.error(problem.message, hint: problem.hint, at: node.place(of: problem.path))
    }
}

extension Node {
    /// The section that this mapping belongs to: a step either calls or notifies.
    func action(call: Section, notify: Section) -> Section? {
        guard let members = members() else { return nil }
        let notifies = members.first { $0.key == "notify" }
        switch (members.contains { $0.key == "call" }, notifies) {
        case (true, nil): return call
        case (false, _?): return notify
        case (true, let notifies?):
            error("`call` and `notify` are two steps", at: notifies.keyPosition)
        case (false, nil):
            let guess = members.lazy.compactMap {
                Spelling.hint(for: $0.key, among: ["call", "notify"])
            }.first
            error("a step has either `call` or `notify`", hint: guess)
        }
        return nil
    }
}

extension Node {
    /// A step waits for the one before it, and a message may wait until morning.
    fileprivate func warnOfWait(behind steps: [Step], _ names: KnownNames) {
        let quiet = steps.lazy.filter { !$0.passesQuietHours }.compactMap { step -> String? in
            guard case .notify(let name) = step.action else { return nil }
            return names.quietReceivers.contains(name) ? name : nil
        }
        guard let name = quiet.first else { return }
        warning(
            "this call waits while the `quiet` hours of `\(name)` keep the message before it",
            hint: "put the call first")
    }
}

extension Step {
    fileprivate var passesQuietHours: Bool {
        template["severity"]?.stringValue.flatMap(Severity.init(rawValue:)).map { $0 >= .error }
            ?? false
    }
}
