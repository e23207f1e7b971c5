import Actions
import Events
import JSON
import YAML

/// Finds rules whose own calls bring about the event they match, by themselves or through others.
struct Loops {
    private let ofCalls: [String: [CausedEvent]]
    private var members: [Member] = []

    /// A rule that calls something that causes events.
    private struct Member {
        let rule: String
        let match: Node
        let place: YAMLPosition?
        /// Its calls.
        let calls: [String]
        /// The first event of each call that may make it fire.
        let causes: [String: String]
    }

    /// - Parameter ofCalls: what each call brings about.
    init(_ ofCalls: [String: [CausedEvent]] = CausedEvent.ofCalls) { self.ofCalls = ofCalls }

    /// - Parameters:
    ///   - steps: of a failure too.
    ///   - match: the rule's pattern as it is written.
    ///   - place: of its key, where a loop is told.
    mutating func add(_ rule: String, _ match: Node, place: YAMLPosition?, steps: [Step]) {
        var calls: [String] = []
        for case .call(let name) in steps.map(\.action)
        where ofCalls[name] != nil && !calls.contains(name) {
            calls.append(name)
        }
        guard !calls.isEmpty else { return }
        let pattern = match.yaml.value.json
        let causes = ofCalls.compactMapValues { events in
            events.first { $0.mayMatch(pattern) }?.name
        }
        guard !causes.isEmpty else { return }
        members.append(Member(rule: rule, match: match, place: place, calls: calls, causes: causes))
    }

    /// Warns of each rule that may come round to itself.
    func report() {
        let steps = callsByCause()
        for member in members {
            if let own = member.calls.lazy.compactMap({ member.causes[$0] }).first {
                member.match.warning(
                    "this rule may cause itself: its call is followed by \(own), which it matches",
                    hint: "match other events", at: member.place)
            } else if let others = others(from: member, steps) {
                let names = others.map { "`\($0)`" }.joined(separator: ", then ")
                member.match.warning(
                    "this rule may cause itself: its call makes \(names) fire, and then this rule",
                    hint: "let one of them match less", at: member.place)
            }
        }
    }

    /// From a call to the calls that some rule makes when it comes about, each with that rule.
    private func callsByCause() -> [String: [String: String]] {
        var steps: [String: [String: String]] = [:]
        for member in members {
            for cause in member.causes.keys {
                for call in member.calls where steps[cause]?[call] == nil {
                    steps[cause, default: [:]][call] = member.rule
                }
            }
        }
        return steps
    }

    /// The rules between a rule's calls and one of its causes, the fewest there are.
    private func others(from member: Member, _ steps: [String: [String: String]]) -> [String]? {
        var reached = Set(member.calls)
        var front: [(call: String, rules: [String])] = member.calls.map { ($0, []) }
        while !front.isEmpty {
            var next: [(call: String, rules: [String])] = []
            for (call, rules) in front {
                let following = (steps[call] ?? [:]).sorted { $0.key < $1.key }
                for (following, rule) in following where reached.insert(following).inserted {
                    if member.causes[following] != nil { return rules + [rule] }
                    next.append((following, rules + [rule]))
                }
            }
            front = next
        }
        return nil
    }
}
