import AWS
import Configuration
import JSON
import Lifecycle
import TestSupport
import Testing

@testable import Actions
@testable import HookferryApp

@Suite("Policy plans")
struct PolicyPlanTests {
    private static let role = "arn:aws:iam::123456789012:role/ferries/hookferry"

    /// Steps of one rule in YAML's flow style, by account.
    private func settings(
        _ accounts: [String?], onFailure: [String?] = [], sources: String = "{}"
    ) throws -> Settings {
        let directory = try TemporaryDirectory()
        try directory.write("[profile ops]\nregion = us-east-2\n", to: "aws")
        let path = try directory.write(
            """
            sources: \(sources)
            aws:
              region: us-east-2
              accounts:
                far: { roleArn: "\(Self.role)", externalId: e2 }
                twin: { roleArn: "\(Self.role)", externalId: e1 }
                open: { roleArn: "\(Self.role)" }
                ops: { profile: ops }
                based: { profile: ops, roleArn: "arn:aws:iam::210987654321:role/other" }
                near: { region: eu-west-1 }
            receivers: { team: { type: slack, url: "https://hooks.slack.com/services/T/B/x" } }
            rules: [rules.yaml]

            """, to: "hookferry.yaml")
        func steps(_ accounts: [String?]) -> String {
            accounts.map { account in
                let account = account.map { ", account: \($0)" } ?? ""
                return "{ call: config:DeliverConfigSnapshot, follow: 5m\(account), "
                    + "with: { deliveryChannelName: \"{{ detail.x }}\" } }"
            }.joined(separator: ", ")
        }
        let tail = onFailure.isEmpty ? "" : ", onFailure: [\(steps(onFailure))]"
        try directory.write(
            "rules: { r: { match: { source: [x] }, steps: [{ notify: team }, \(steps(accounts))]"
                + "\(tail) } }\n", to: "rules.yaml")
        let environment = ["AWS_CONFIG_FILE": "\(directory.path)/aws"]
        let loaded = ConfigurationLoader.load(
            path: path, environment: environment, purpose: .serve)
        return try #require(loaded.settings, "\(loaded.diagnostics)")
    }

    private func plan(_ accounts: [String?], of account: String? = nil) throws -> PolicyPlan {
        PolicyPlan(try settings(accounts), account: account)
    }

    private static let deliver = "ConfigDeliverConfigSnapshot"

    @Test("each identity gets what it does itself, and the roles that it assumes")
    func identities() throws {
        #expect(try plan([]).document.map { _ in 1 } == nil)
        let all: [String?] = [nil, "far", "twin", "ops", "based", "near"]
        let table: [(account: String?, used: [String?], sids: [String])] = [
            (nil, [], []), (nil, [nil], [Self.deliver]), (nil, ["near"], [Self.deliver]),
            (nil, ["ops"], []), (nil, ["far"], ["StsAssumeRole"]), (nil, ["based"], []),
            (nil, all, [Self.deliver, "StsAssumeRole"]), ("far", all, [Self.deliver]),
            ("far", ["twin"], [Self.deliver]), ("far", [nil], []),
            ("ops", ["based"], ["StsAssumeRole"]), ("based", all, [Self.deliver]),
            ("ops", all, [Self.deliver, "StsAssumeRole"]), ("near", [nil], [Self.deliver]),
        ]
        for (account, used, sids) in table {
            let policy = try plan(used, of: account).policy
            #expect(policy.statements.map(\.sid) == sids, "\(account ?? "-") \(used)")
        }
        let assume = try plan(all).policy.statements.last
        #expect(assume?.actions == ["sts:AssumeRole"] && assume?.resources == [Self.role])
        let other = try plan(all, of: "ops").policy.statements.last
        #expect(other?.resources == ["arn:aws:iam::210987654321:role/other"])
    }

    @Test("steps after a failure count")
    func onFailure() throws {
        let settings = try settings([], onFailure: ["far"])
        #expect(PolicyPlan(settings).policy.statements.map(\.sid) == ["StsAssumeRole"])
        #expect(PolicyPlan(settings, account: "far").policy.statements.count == 1)
    }

    @Test("a followed step that is asked after needs the read too")
    func polled() throws {
        let settings = try settings([nil])
        let read = Self.definition("config:Read", resource: "read")
        var call = Self.definition("config:DeliverConfigSnapshot", resource: "call")
        call.follow = CallFollow(
            key: { _, _ in nil },
            poll: CallFollow.Poll(
                call: "config:Read", input: { $0 }, baseline: { _, _ in [:] },
                judge: { _, _ in nil }))
        let plan = PolicyPlan(settings) { $0 == "config:Read" ? read : call }
        #expect(
            plan.policy.statements.map(\.resources) == [
                ["call/{{ detail.x }}"], ["read/{{ detail.x }}"],
            ])
    }

    private static func definition(_ name: String, resource: String) -> CallDefinition {
        CallDefinition(
            name: name, summary: "", page: "", service: .config, target: "",
            protocolVersion: .json11, parameters: [], repetition: .harmless, refusals: [:],
            permission: CallPermission(
                name,
                resources: { ["\(resource)/\($0["deliveryChannelName"]?.stringValue ?? "")"] }))
    }

    @Test("say which other identities need a policy")
    func notes() throws {
        #expect(try plan([nil, "near"]).notes == [])
        #expect(
            try plan([nil, "far", "twin", "ops", "based"]).notes == [
                "the calls of account `based` need a policy of their own: "
                    + "hookferry policy --account based",
                "the calls of account `far` need a policy of their own: "
                    + "hookferry policy --account far",
                "the calls of account `ops` need a policy of their own: "
                    + "hookferry policy --account ops",
                "profile `ops` needs sts:AssumeRole on arn:aws:iam::210987654321:role/other",
            ])
        #expect(try plan([nil], of: "far").notes == [])
        #expect(try plan([nil], of: "near").notes.count == 1)
    }

    @Test("the template of an account is its role")
    func accountTemplate() throws {
        let json = try #require(try plan(["far", "twin"], of: "far").template())
        let role = try #require(json["Resources"]?["AccountRole"]?["Properties"])
        #expect(role["RoleName"] == "hookferry" && role["Path"] == "/ferries/")
        let trust = role["AssumeRolePolicyDocument"]?["Statement"]?[0]
        #expect(trust?["Principal"] == ["AWS": ["Ref": "BridgeRoleArn"]])
        #expect(trust?["Condition"] == ["StringEquals": ["sts:ExternalId": ["e1", "e2"]]])
        let policy = role["Policies"]?[0]?["PolicyDocument"]
        #expect(policy?["Statement"]?[0]?["Sid"] == .string(Self.deliver))
        let open = try plan(["far", "open"], of: "far").template()
        let statement = open?["Resources"]?["AccountRole"]?["Properties"]?[
            "AssumeRolePolicyDocument"]?["Statement"]?[0]
        #expect(statement != nil && statement?["Condition"] == nil)
        #expect(try plan([nil], of: "far").template().map { _ in 1 } == nil)
        for account in ["ops", "near"] {
            let plan = try plan([account], of: account)
            #expect(throws: PolicyError.self) { try plan.template() }
        }
    }

    @Test("what is to be known of an account's role before it is deployed")
    func templateNotes() throws {
        let named = "the role has a name: deploy it with --capabilities CAPABILITY_NAMED_IAM"
        #expect(try plan(["far", "twin"], of: "far").templateNotes == [named])
        #expect(try plan(["open"], of: "open").templateNotes == [named])
        for account in ["far", "open"] {
            #expect(
                try plan(["far", "open"], of: account).templateNotes == [
                    named,
                    "account `open` assumes the role without an externalId, so the role asks "
                        + "nobody for one: give all accounts of the role an externalId, or none",
                ])
        }
        #expect(try plan([nil], of: "far").templateNotes == [])
        #expect(try plan(["ops"], of: "ops").templateNotes == [])
        #expect(try plan([nil]).templateNotes == [])
    }

    @Test("the template of the bridge is its role and its subscriptions")
    func bridgeTemplate() throws {
        let sources = "{ t: { type: sns, topics: [\"arn:aws:sns:us-east-2:123456789012:t\"] } }"
        let both = try PolicyPlan(settings([nil, "far"], sources: sources)).template()
        #expect(
            both?["Resources"]?.objectValue?.keys == [
                "BridgeRole", "BridgeInstanceProfile", "TSubscription", "TDeadLetters",
                "TDeadLettersPolicy",
            ])
        let policies = both?["Resources"]?["BridgeRole"]?["Properties"]?["Policies"]
        #expect(policies?[1]?["Fn::If"]?[0] == "RunsOnEKS")
        let alone = try PolicyPlan(settings([nil])).template()
        #expect(alone?["Parameters"]?.objectValue?.keys == ["BridgeService"])
        let quiet = try PolicyPlan(settings([], sources: sources)).template()
        #expect(quiet?["Parameters"]?.objectValue?.keys == ["TEndpoint", "TTopic"])
        #expect(quiet?["Conditions"] == nil && quiet?["Resources"]?["BridgeRole"] == nil)
        #expect(try PolicyPlan(settings([])).template().map { _ in 1 } == nil)
    }
}
