import EventPatterns
import YAML

/// Finds what a pattern asks for and no event has, so that its rule never fires. It reads the
/// pattern as it is written, whether or not it can be compiled.
struct NeverMatches {
    private let shape: EventShape

    init(_ shape: EventShape) { self.shape = shape }

    /// Something that is not as it was meant.
    struct Finding {
        let place: YAMLPosition
        var extent: Extent
        let reason: String
        let hint: String?

        /// What can never match.
        enum Extent {
            case rule, branch, alternative
            /// None of these: it does match, but probably not what was meant.
            case nothing
        }

        var message: String {
            switch extent {
            case .rule: "this rule never matches: \(reason)"
            case .branch: "this branch never matches: \(reason)"
            case .alternative: "this alternative never matches: \(reason)"
            case .nothing: reason
            }
        }
    }

    /// Warns of each.
    func report(_ match: Node) {
        guard case .mapping(let members) = match.yaml.value else { return }
        for finding in findings(members, .whole(shape.fields)) {
            match.warning(finding.message, hint: finding.hint, at: finding.place)
        }
    }

    // MARK: Keys

    /// Recursion is as deep as the pattern, which YAML limits to 64.
    private func findings(_ members: [YAMLMember], _ scope: FieldInEvent) -> [Finding] {
        members.flatMap { member -> [Finding] in
            switch member.value.value {
            case .sequence(let branches) where member.key == "$or": either(branches, scope)
            case .sequence(let list):
                findings(member, scope) { AlternativesCheck(member, $0, list).findings() }
            case .mapping(let inner):
                findings(member, scope) { findings(inner, $0) }
            case .null, .bool, .number, .string: []
            }
        }
    }

    /// What `check` finds in the field that the member's key names, or that there is none.
    private func findings(
        _ member: YAMLMember, _ scope: FieldInEvent, _ check: (FieldInEvent) -> [Finding]
    ) -> [Finding] {
        var field = scope
        for part in member.key.split(separator: ".", omittingEmptySubsequences: false) {
            switch field.child(String(part)) {
            case .field(let child): field = child
            case .absent(let reason, let hint):
                guard !Self.acceptsAbsence(member.value.value) else { return [] }
                return [
                    Finding(
                        place: member.keyPosition, extent: .rule, reason: reason, hint: hint)
                ]
            }
        }
        return check(field)
    }

    /// Whether an event without any of it can match.
    private static func acceptsAbsence(_ value: YAMLValue) -> Bool {
        switch value {
        case .mapping(let members):
            members.allSatisfy { member in
                guard member.key == "$or", case .sequence(let branches) = member.value.value else {
                    return acceptsAbsence(member.value.value)
                }
                return branches.contains { acceptsAbsence($0.value) }
            }
        case .sequence(let list): list.contains { PatternOperator($0)?.exists == false }
        // Refused by the compiler, in its own words.
        case .null, .bool, .number, .string: true
        }
    }

    /// Of branches that cannot match only as many matter as leave one that can.
    private func either(_ branches: [YAMLNode], _ scope: FieldInEvent) -> [Finding] {
        let found = branches.map { branch -> [Finding] in
            guard case .mapping(let members) = branch.value else { return [] }
            return findings(members, scope)
        }
        let isHopeless = found.allSatisfy { $0.contains { $0.extent == .rule } }
        return found.flatMap { $0 }.map { finding in
            var finding = finding
            if finding.extent == .rule, !isHopeless { finding.extent = .branch }
            return finding
        }
    }
}

/// An operator of a pattern with its operand, as it is written.
struct PatternOperator {
    let name: String
    let operand: YAMLValue

    /// Nil for what is no operator.
    init?(_ node: YAMLNode) {
        guard case .mapping(let members) = node.value, members.count == 1,
            let member = members.first
        else { return nil }
        name = member.key
        operand = member.value.value
    }

    /// What `exists` wants; nil for other operators.
    var exists: Bool? {
        guard name == "exists", case .bool(let isWanted) = operand else { return nil }
        return isWanted
    }
}
