import Configuration
import Intake
import JSON

/// What one `sns` source needs of AWS: a subscription for each of its topics, and one queue for
/// what SNS could not deliver.
struct SubscriptionResources {
    /// What all names of the source's resources begin with.
    let prefix: String
    private let source: SourceSettings
    private let settings: SNSReader.Settings

    /// Of every `sns` source, in the order of the file.
    static func all(_ sources: [SourceSettings]) -> [SubscriptionResources] {
        var taken: Set<String> = []
        return sources.compactMap { source in
            guard case .sns(let settings, _) = source.kind else { return nil }
            let prefix = prefix(of: source.name, &taken)
            return SubscriptionResources(prefix: prefix, source: source, settings: settings)
        }
    }

    /// `config-topic` → `ConfigTopic`: the names of a template have letters and digits only.
    private static func prefix(of name: String, _ taken: inout Set<String>) -> String {
        let words = name.split { !$0.isLetter && !$0.isNumber }
        let text = words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        let start = text.isEmpty ? "Source" : text
        var prefix = start
        var number = 1
        while !taken.insert(prefix).inserted {
            number += 1
            prefix = "\(start)\(number)"
        }
        return prefix
    }

    func add(to template: inout CloudFormationTemplate) {
        template.parameters["\(prefix)Endpoint"] = endpoint
        let parameters = settings.topics.indices.map { numbered("Topic", $0) }
        for (index, topic) in settings.topics.enumerated() {
            template.parameters[parameters[index]] = Self.parameter(for: topic)
            template.resources[numbered("Subscription", index)] = subscription(parameters[index])
        }
        // Events that never came in outlive a stack that is deleted.
        template.resources[queue] = [
            "Type": "AWS::SQS::Queue", "DeletionPolicy": "RetainExceptOnCreate",
            "UpdateReplacePolicy": "Retain",
            "Properties": [
                "MessageRetentionPeriod": .number(JSONNumber(Self.keptSeconds)),
                "SqsManagedSseEnabled": true,
            ],
        ]
        template.resources["\(queue)Policy"] = queuePolicy(parameters)
        template.outputs["\(queue)Url"] = [
            "Description": .string("What SNS could not deliver to source \(source.name)"),
            "Value": ["Ref": .string(queue)],
        ]
    }

    /// The longest that SQS keeps messages: 14 days.
    private static let keptSeconds = 1_209_600

    private var queue: String { "\(prefix)DeadLetters" }

    private func numbered(_ name: String, _ index: Int) -> String {
        "\(prefix)\(name)\(index == 0 ? "" : String(index + 1))"
    }

    // MARK: Words

    /// What a template cannot do.
    static func notes(_ sources: [SourceSettings]) -> [String] {
        var notes: [String] = []
        var regions: Set<Substring> = []
        for source in sources {
            guard case .sns(let settings, _) = source.kind else { continue }
            regions.formUnion(
                settings.topics.compactMap { $0.arn?.split(separator: ":").dropFirst(3).first })
            if !settings.confirmsSubscriptions {
                notes.append(
                    "source `\(source.name)` has confirm: false, so its subscription waits for you")
            }
        }
        if regions.count > 1 {
            let names = regions.sorted().joined(separator: ", ")
            notes.append(
                "the topics lie in \(names), but a stack can have subscriptions with queues in its "
                    + "own region only: take the other regions' out of its template")
        }
        return notes
    }

    // MARK: Parameters

    /// A URL that holds a password is not shown again.
    private var endpoint: JSONValue {
        let path = Self.escaped(source.path)
        guard settings.credentials != nil else {
            return [
                "Type": "String",
                "Description": .string("The public URL of source \(source.name)"),
                "AllowedPattern": .string("^https://[^@?#]+\(path)$"),
                "ConstraintDescription": .string("must be https://HOST\(source.path)"),
            ]
        }
        let form = "https://USER:PASSWORD@HOST\(source.path)"
        return [
            "Type": "String", "NoEcho": true,
            "Description": .string(
                "The public URL of source \(source.name) with its user name and password: \(form)"),
            "AllowedPattern": .string("^https://[^:@/?#]+:[^@/?#]+@[^@?#]+\(path)$"),
            "ConstraintDescription": .string("must be \(form)"),
        ]
    }

    private static func parameter(for topic: TopicPattern) -> JSONValue {
        var parameter: JSONObject = [
            "Type": "String", "Description": "The ARN of the topic, in the region of this stack",
            "AllowedPattern": .string("^\(topic.text.replacing("*", with: ".*"))$"),
            "ConstraintDescription": .string("must be a topic of \(topic.text)"),
        ]
        if topic.arn != nil { parameter["Default"] = .string(topic.text) }
        return .object(parameter)
    }

    /// As part of a regular expression.
    private static func escaped(_ path: String) -> String {
        path.map { character in
            character.isLetter || character.isNumber || "/-_".contains(character)
                ? "\(character)" : "\\\(character)"
        }.joined()
    }

    // MARK: Resources

    private func subscription(_ topic: String) -> JSONValue {
        [
            "Type": "AWS::SNS::Subscription",
            "Properties": [
                "TopicArn": ["Ref": .string(topic)], "Protocol": "https",
                "Endpoint": ["Ref": .string("\(prefix)Endpoint")],
                "DeliveryPolicy": Self.deliveryPolicy,
                "RedrivePolicy": [
                    "deadLetterTargetArn": CloudFormationTemplate.attribute("Arn", of: queue)
                ],
            ],
        ]
    }

    /// As many retries as SNS makes, over the hour that it may take: 10 after 5 s, 30 with the
    /// delay growing to 45 s, 60 after 45 s, which is 3,500 s of the 3,600 that it allows
    /// (https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html).
    static let deliveryPolicy: JSONValue = [
        "healthyRetryPolicy": [
            "numRetries": 100, "numNoDelayRetries": 0, "minDelayTarget": 5,
            "numMinDelayRetries": 10, "maxDelayTarget": 45, "numMaxDelayRetries": 60,
            "backoffFunction": "linear",
        ]
    ]

    private func queuePolicy(_ topics: [String]) -> JSONValue {
        let references = topics.map { topic -> JSONValue in ["Ref": .string(topic)] }
        let statement: JSONValue = [
            "Effect": "Allow", "Principal": ["Service": "sns.amazonaws.com"],
            "Action": "sqs:SendMessage",
            "Resource": CloudFormationTemplate.attribute("Arn", of: queue),
            "Condition": ["ArnEquals": ["aws:SourceArn": .array(references)]],
        ]
        return [
            "Type": "AWS::SQS::QueuePolicy",
            "Properties": [
                "Queues": [["Ref": .string(queue)]],
                "PolicyDocument": CloudFormationTemplate.document([statement]),
            ],
        ]
    }
}
