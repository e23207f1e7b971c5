import Actions
import JSON

/// An identity-based policy, its statements merged and in order.
struct IAMPolicy: Sendable, Hashable {
    let statements: [Statement]

    /// What one identity may do to the same resources of one service.
    struct Statement: Sendable, Hashable {
        let sid: String
        let actions: [String]
        let resources: [String]
        let condition: JSONValue?
    }

    /// One thing that somebody has to be allowed.
    struct Need: Sendable, Hashable {
        let action: String
        let resources: [String]
        var condition: JSONValue?

        init(_ action: String, on resources: [String], condition: JSONValue? = nil) {
            self.action = action
            self.resources = resources
            self.condition = condition
        }

        /// Of calls with this input, which may hold templates.
        init(_ permission: CallPermission, _ input: JSONValue) {
            self.init(
                permission.action, on: permission.resources(input),
                condition: permission.condition(input))
        }

        /// `config`
        fileprivate var service: String { String(action.prefix { $0 != ":" }) }
    }

    init(_ needs: [Need]) {
        var named: [String: Int] = [:]
        statements = Self.merged(needs).map { group in
            let name = Self.name(group.actions)
            named[name, default: 0] += 1
            let number = named[name] ?? 1
            return Statement(
                sid: number == 1 ? name : "\(name)\(number)", actions: group.actions,
                resources: group.key.resources, condition: group.key.condition)
        }
    }

    var isEmpty: Bool { statements.isEmpty }

    var json: JSONValue {
        CloudFormationTemplate.document(statements.map(\.json))
    }

    // MARK: Merging

    private struct ActionKey: Hashable {
        let service: String
        let action: String
        let condition: JSONValue?
    }

    private struct GroupKey: Hashable {
        let service: String
        let resources: [String]
        let condition: JSONValue?
    }

    /// The resources of one action under one condition first, then the actions that then have the
    /// same ones.
    private static func merged(_ needs: [Need]) -> [(key: GroupKey, actions: [String])] {
        var resources: [ActionKey: Set<String>] = [:]
        for need in needs {
            let key = ActionKey(
                service: need.service, action: need.action, condition: need.condition)
            resources[key, default: []].formUnion(need.resources)
        }
        var actions: [GroupKey: [String]] = [:]
        for (key, own) in resources {
            let always = resources[
                ActionKey(service: key.service, action: key.action, condition: nil)]
            let others = key.condition == nil ? own : own.union(always ?? [])
            let left = own.filter { one in
                !others.contains { $0 != one && covers($0, one) }
                    && (key.condition == nil || always?.contains(one) != true)
            }
            guard !left.isEmpty else { continue }
            let group = GroupKey(
                service: key.service, resources: left.sorted(), condition: key.condition)
            actions[group, default: []].append(key.action)
        }
        return actions.map { (key: $0.key, actions: $0.value.sorted()) }.sorted {
            order($0.key, $0.actions).lexicographicallyPrecedes(order($1.key, $1.actions))
        }
    }

    private static func order(_ key: GroupKey, _ actions: [String]) -> [String] {
        actions + key.resources + [key.condition?.serialized() ?? ""]
    }

    /// Whether a pattern that ends in its only `*` stands for the other as well.
    private static func covers(_ pattern: String, _ other: String) -> Bool {
        let start = pattern.dropLast()
        return pattern.last == "*" && !start.contains { "*?".contains($0) }
            && other.hasPrefix(start)
    }

    /// `ConfigDeliverConfigSnapshot` of one action, `PartnercentralCalls` of several: a Sid has
    /// letters and digits only.
    private static func name(_ actions: [String]) -> String {
        let words = actions.first?.split(separator: ":", maxSplits: 1) ?? []
        let names = actions.count == 1 ? words : words.prefix(1) + ["Calls"]
        return names.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
            .filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }
}

extension IAMPolicy.Statement {
    var json: JSONValue {
        var object: JSONObject = [
            "Sid": .string(sid), "Effect": "Allow",
            "Action": .array(actions.map(JSONValue.string)),
            "Resource": .array(resources.map(JSONValue.string)),
        ]
        object["Condition"] = condition
        return .object(object)
    }
}
