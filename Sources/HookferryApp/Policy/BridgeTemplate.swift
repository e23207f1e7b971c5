import Configuration
import JSON

/// The CloudFormation template of a bridge's surroundings: the role it runs as, and for each `sns`
/// source the subscription with its dead-letter queue.
struct BridgeTemplate {
    private let policy: IAMPolicy
    private let assumedRoles: [String]
    private let subscriptions: [SubscriptionResources]

    init(_ policy: IAMPolicy, assumedRoles: [String], sources: [SourceSettings]) {
        self.policy = policy
        self.assumedRoles = assumedRoles
        subscriptions = SubscriptionResources.all(sources)
    }

    /// A template without resources is none.
    var isEmpty: Bool { policy.isEmpty && subscriptions.isEmpty }

    var json: JSONValue {
        var template = CloudFormationTemplate(
            "Hookferry: the role of the bridge, and the subscriptions of its SNS sources")
        if !policy.isEmpty { addRole(&template) }
        for subscription in subscriptions { subscription.add(to: &template) }
        return template.json
    }

    // MARK: The role

    private func addRole(_ template: inout CloudFormationTemplate) {
        template.parameters["BridgeService"] = [
            "Type": "String", "Description": "What runs the bridge: an EC2 instance, ECS, or EKS",
            "AllowedValues": [.string(Self.ec2), "ecs-tasks.amazonaws.com", .string(Self.eks)],
        ]
        template.conditions["RunsOnEC2"] = Self.isService(Self.ec2)
        template.conditions["RunsOnEKS"] = Self.isService(Self.eks)
        template.resources["BridgeRole"] = [
            "Type": "AWS::IAM::Role",
            "Properties": [
                "Description": "What Hookferry may do", "AssumeRolePolicyDocument": trust,
                "Policies": .array(policies),
            ],
        ]
        template.resources["BridgeInstanceProfile"] = [
            "Type": "AWS::IAM::InstanceProfile", "Condition": "RunsOnEC2",
            "Properties": ["Roles": [["Ref": "BridgeRole"]]],
        ]
        template.outputs["BridgeRoleArn"] = [
            "Description": "The role of the bridge",
            "Value": CloudFormationTemplate.attribute("Arn", of: "BridgeRole"),
        ]
        template.outputs["BridgeInstanceProfileName"] = [
            "Description": "The instance profile of the bridge", "Condition": "RunsOnEC2",
            "Value": ["Ref": "BridgeInstanceProfile"],
        ]
    }

    private static let ec2 = "ec2.amazonaws.com"
    private static let eks = "pods.eks.amazonaws.com"

    private static func isService(_ name: String) -> JSONValue {
        ["Fn::Equals": [["Ref": "BridgeService"], .string(name)]]
    }

    /// EKS Pod Identity tags its sessions
    /// (https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html).
    private var trust: JSONValue {
        let statement: JSONValue = [
            "Effect": "Allow", "Principal": ["Service": ["Ref": "BridgeService"]],
            "Action": [
                "Fn::If": ["RunsOnEKS", ["sts:AssumeRole", "sts:TagSession"], ["sts:AssumeRole"]]
            ],
        ]
        return CloudFormationTemplate.document([statement])
    }

    /// The tags of such a session go on to the roles it assumes, which needs to be allowed too.
    private var policies: [JSONValue] {
        let own: JSONValue = ["PolicyName": "hookferry", "PolicyDocument": policy.json]
        guard !assumedRoles.isEmpty else { return [own] }
        let tags = IAMPolicy([IAMPolicy.Need("sts:TagSession", on: assumedRoles)])
        let tagging: JSONValue = [
            "PolicyName": "hookferry-session-tags", "PolicyDocument": tags.json,
        ]
        return [own, ["Fn::If": ["RunsOnEKS", tagging, ["Ref": "AWS::NoValue"]]]]
    }
}
