import Configuration
import JSON

/// The CloudFormation template of the role that the bridge assumes for one account.
struct RoleTemplate {
    private let role: RoleARN
    private let policy: IAMPolicy
    private let base: CallerIdentity
    private let externalIDs: [String]

    /// - Parameters:
    ///   - base: who assumes the role.
    ///   - externalIDs: of which one must be said; empty for none.
    init(_ role: RoleARN, _ policy: IAMPolicy, base: CallerIdentity, externalIDs: [String]) {
        self.role = role
        self.policy = policy
        self.base = base
        self.externalIDs = externalIDs
    }

    var json: JSONValue {
        var template = CloudFormationTemplate(
            "Hookferry: a role of account \(role.account) that the bridge assumes")
        template.parameters["BridgeRoleArn"] = [
            "Type": "String", "Description": .string("The ARN of \(caller)"),
            "AllowedPattern": "^arn:[a-z-]+:iam::[0-9]{12}:(role|user)/.+$",
            "ConstraintDescription": "must be the ARN of a role or a user",
        ]
        // The name and the path of the configured ARN, so that it becomes the role's own.
        template.resources["AccountRole"] = [
            "Type": "AWS::IAM::Role",
            "Properties": [
                "RoleName": .string(role.name), "Path": .string(role.path),
                "Description": "What Hookferry may do in this account",
                "AssumeRolePolicyDocument": CloudFormationTemplate.document([trust]),
                "Policies": [["PolicyName": "hookferry", "PolicyDocument": policy.json]],
            ],
        ]
        template.outputs["AccountRoleArn"] = [
            "Description": "The roleArn of the account in hookferry.yaml",
            "Value": CloudFormationTemplate.attribute("Arn", of: "AccountRole"),
        ]
        return template.json
    }

    private var caller: String {
        switch base {
        case .profile(let name): "the role or the user of profile \(name), which assumes this role"
        case .bridge, .role: "the role that the bridge runs as, output BridgeRoleArn of its stack"
        }
    }

    /// The tags that EKS Pod Identity gives a session come along.
    private var trust: JSONValue {
        var statement: JSONObject = [
            "Effect": "Allow", "Principal": ["AWS": ["Ref": "BridgeRoleArn"]],
            "Action": ["sts:AssumeRole", "sts:TagSession"],
        ]
        if !externalIDs.isEmpty {
            let ids = JSONValue.array(externalIDs.map(JSONValue.string))
            statement["Condition"] = ["StringEquals": ["sts:ExternalId": ids]]
        }
        return .object(statement)
    }
}
