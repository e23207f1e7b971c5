import Actions
import JSON
import Testing

@testable import HookferryApp

@Suite("IAM policies")
struct IAMPolicyTests {
    /// One row of a table: what is needed, and the statements as `Sid actions resources condition`.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let needs: [IAMPolicy.Need]
        let statements: [String]

        init(_ description: String, _ needs: [IAMPolicy.Need], _ statements: [String]) {
            testDescription = description
            self.needs = needs
            self.statements = statements
        }
    }

    private static let aws: JSONValue = ["StringEquals": ["partnercentral:Catalog": "AWS"]]
    private static let sandbox: JSONValue = ["StringEquals": ["partnercentral:Catalog": "Sandbox"]]

    static let rows = [
        Row("nothing", [], []),
        Row(
            "one action", [IAMPolicy.Need("config:DeliverConfigSnapshot", on: ["*"])],
            ["ConfigDeliverConfigSnapshot config:DeliverConfigSnapshot *"]),
        Row(
            "the same need twice is one",
            [IAMPolicy.Need("a:B", on: ["*"]), IAMPolicy.Need("a:B", on: ["*"])], ["AB a:B *"]),
        Row(
            "resources of one action come together, sorted",
            [IAMPolicy.Need("a:B", on: ["r2"]), IAMPolicy.Need("a:B", on: ["r1", "r2"])],
            ["AB a:B r1,r2"]),
        Row(
            "what a wildcard covers is left out",
            [IAMPolicy.Need("a:B", on: ["x:job/1", "x:job/*", "y:1"])], ["AB a:B x:job/*,y:1"]),
        Row(
            "a star covers all", [IAMPolicy.Need("a:B", on: ["x:1", "*", "x:*"])], ["AB a:B *"]),
        Row(
            "a question mark covers nothing", [IAMPolicy.Need("a:B", on: ["x?*", "xy1"])],
            ["AB a:B x?*,xy1"]),
        Row(
            "actions with the same resources come together",
            [IAMPolicy.Need("a:C", on: ["r"]), IAMPolicy.Need("a:B", on: ["r"])],
            ["ACalls a:B,a:C r"]),
        Row(
            "but not those of two services",
            [IAMPolicy.Need("b:C", on: ["*"]), IAMPolicy.Need("a:B", on: ["*"])],
            ["AB a:B *", "BC b:C *"]),
        Row(
            "conditions keep statements apart",
            [
                IAMPolicy.Need("a:B", on: ["*"], condition: sandbox),
                IAMPolicy.Need("a:B", on: ["*"], condition: aws),
            ],
            ["AB a:B * \(aws.serialized())", "AB2 a:B * \(sandbox.serialized())"]),
        Row(
            "what is allowed anyway needs no condition",
            [
                IAMPolicy.Need("a:B", on: ["x:1"], condition: aws),
                IAMPolicy.Need("a:B", on: ["x:*"]),
                IAMPolicy.Need("a:B", on: ["x:*"], condition: sandbox),
            ],
            ["AB a:B x:*"]),
        Row(
            "a Sid has letters and digits only",
            [IAMPolicy.Need("partnercentral-selling:Get_Job1", on: ["*"])],
            ["PartnercentralsellingGetJob1 partnercentral-selling:Get_Job1 *"]),
    ]

    @Test("have merged and sorted statements", arguments: rows)
    func merged(row: Row) {
        for needs in [row.needs, row.needs.reversed()] {
            let told = IAMPolicy(needs).statements.map { statement in
                let parts: [String?] = [
                    statement.sid, statement.actions.joined(separator: ","),
                    statement.resources.joined(separator: ","), statement.condition?.serialized(),
                ]
                return parts.compactMap { $0 }.joined(separator: " ")
            }
            #expect(told == row.statements)
        }
    }

    @Test("are IAM's JSON")
    func json() {
        let permission = CallPermission(
            "a:B", resources: { [$0["id"]?.stringValue ?? "*"] }, condition: { _ in Self.aws })
        let policy = IAMPolicy([IAMPolicy.Need(permission, ["id": "r"])])
        #expect(
            policy.json == [
                "Version": "2012-10-17",
                "Statement": [
                    [
                        "Sid": "AB", "Effect": "Allow", "Action": ["a:B"], "Resource": ["r"],
                        "Condition": Self.aws,
                    ]
                ],
            ])
    }
}
