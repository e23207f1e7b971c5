package import Actions
package import Configuration
import Events
package import JSON
import Rules

/// What AWS has to allow one identity, so that the calls of the loaded rules can be made.
package struct PolicyPlan: Sendable {
    private let settings: Settings
    private let account: String?
    private let caller: CallerIdentity
    private let calls: [CallerIdentity: [IAMPolicy.Need]]
    /// The accounts that rules name, sorted.
    private let accounts: [String]

    /// - Parameters:
    ///   - account: of `aws.accounts`, whose role or profile is meant; nil for the identity that
    ///     the bridge runs as.
    ///   - definition: of a call by its name.
    package init(
        _ settings: Settings, account: String? = nil,
        definition: (String) -> CallDefinition? = CallDefinition.named
    ) {
        self.settings = settings
        self.account = account
        caller = settings.aws.caller(of: account)
        let steps = settings.rules.flatMap { $0.plan.steps + $0.plan.onFailure }
        var calls: [CallerIdentity: [IAMPolicy.Need]] = [:]
        for step in steps {
            let needs = Self.needs(of: step, definition)
            guard !needs.isEmpty else { continue }
            calls[settings.aws.caller(of: step.account), default: []] += needs
        }
        self.calls = calls
        accounts = Set(steps.compactMap(\.account)).sorted()
    }

    /// A step that is followed by asking asks as the same identity.
    private static func needs(
        of step: Step, _ definition: (String) -> CallDefinition?
    ) -> [IAMPolicy.Need] {
        guard case .call(let name) = step.action, let call = definition(name) else { return [] }
        let own = IAMPolicy.Need(call.permission, step.template)
        guard step.followMilliseconds != nil, let poll = call.follow?.poll,
            let read = definition(poll.call)
        else { return [own] }
        return [own, IAMPolicy.Need(read.permission, poll.input(step.template))]
    }

    // MARK: Documents

    /// The IAM policy; nil when the identity makes no call, because IAM refuses an empty document.
    package var document: JSONValue? {
        guard !policy.isEmpty else { return nil }
        return policy.json
    }

    /// Whether AWS has to allow the identity anything.
    package var isNeeded: Bool { !policy.isEmpty }

    var policy: IAMPolicy {
        let roles = assumedRoles
        let assume = roles.isEmpty ? [] : [IAMPolicy.Need("sts:AssumeRole", on: roles)]
        return IAMPolicy(calls[caller, default: []] + assume)
    }

    /// The roles that the identity assumes for the rules, sorted.
    private var assumedRoles: [String] {
        let roles = accounts.compactMap { name -> String? in
            guard let account = settings.aws.accounts[name], account.base == caller else {
                return nil
            }
            return account.roleARN
        }
        return Set(roles).sorted()
    }

    /// As CloudFormation: of an account its role, else the bridge's role and the subscriptions of
    /// the `sns` sources. Nil when there is nothing to create.
    package func template() throws(PolicyError) -> JSONValue? {
        guard let account else {
            let template = BridgeTemplate(
                policy, assumedRoles: assumedRoles, sources: settings.sources)
            guard !template.isEmpty else { return nil }
            return template.json
        }
        guard case .role(let text) = caller, let role = RoleARN(text) else {
            throw PolicyError(
                description: "account `\(account)` has no roleArn, so there is no role to create")
        }
        guard !policy.isEmpty else { return nil }
        return RoleTemplate(role, policy, base: base, externalIDs: externalIDs).json
    }

    private var base: CallerIdentity {
        account.flatMap { settings.aws.accounts[$0]?.base } ?? .bridge
    }

    /// The accounts that rules name and whose role this is.
    private var sharing: [String] {
        accounts.filter { settings.aws.caller(of: $0) == caller }
    }

    /// What callers of the role say; none when one of them says nothing.
    private var externalIDs: [String] {
        let all = sharing.map { settings.aws.accounts[$0]?.externalID }
        return all.contains(nil) ? [] : Set(all.compactMap { $0 }).sorted()
    }

    // MARK: Words

    /// What is left to do beside the document, one sentence each.
    package var notes: [String] {
        guard account == nil else { return ownNotes }
        var told: Set<CallerIdentity> = [caller]
        var notes: [String] = []
        for name in accounts where told.insert(settings.aws.caller(of: name)).inserted {
            notes.append(
                "the calls of account `\(name)` need a policy of their own: "
                    + "hookferry policy --account \(name)")
        }
        for name in accounts {
            guard let account = settings.aws.accounts[name], let role = account.roleARN,
                let profile = account.profile
            else { continue }
            notes.append("profile `\(profile)` needs sts:AssumeRole on \(role)")
        }
        return notes
    }

    private var ownNotes: [String] {
        guard let account, caller == .bridge else { return [] }
        return [
            "account `\(account)` has neither roleArn nor profile: its calls are made as the "
                + "bridge itself"
        ]
    }

    /// What is to be known before the template is deployed, one sentence each.
    package var templateNotes: [String] {
        account == nil ? SubscriptionResources.notes(settings.sources) : roleNotes
    }

    private var roleNotes: [String] {
        guard isNeeded, case .role = caller else { return [] }
        var notes = ["the role has a name: deploy it with --capabilities CAPABILITY_NAMED_IAM"]
        let silent = sharing.filter { settings.aws.accounts[$0]?.externalID == nil }
        if let one = silent.first, silent.count < sharing.count {
            notes.append(
                "account `\(one)` assumes the role without an externalId, so the role asks nobody "
                    + "for one: give all accounts of the role an externalId, or none")
        }
        return notes
    }

    /// Why nothing is printed.
    package var emptiness: String {
        let who = account.map { "account `\($0)`" } ?? "the bridge itself"
        return "no rule makes an AWS call as \(who), which therefore needs no policy"
    }
}

/// Why there is no such document, in a sentence.
package struct PolicyError: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String
}
