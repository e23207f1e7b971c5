import Configuration
import Foundation
import JSON
import TestSupport
import Testing

@testable import HookferryApp

@Suite("SNS subscriptions as CloudFormation")
struct SubscriptionResourcesTests {
    private static let topic = "arn:aws:sns:us-east-2:123456789012:config-topic"

    private func sources(_ text: String) throws -> [SourceSettings] {
        let directory = try TemporaryDirectory()
        let path = try directory.write("sources: \(text)\nrules: []\n", to: "hookferry.yaml")
        let loaded = ConfigurationLoader.load(
            path: path, environment: ["P": "the-password"], purpose: .check)
        return try #require(loaded.settings, "\(loaded.diagnostics)").sources
    }

    private func template(_ text: String) throws -> JSONValue {
        var template = CloudFormationTemplate("")
        for one in SubscriptionResources.all(try sources(text)) { one.add(to: &template) }
        return template.json
    }

    @Test("subscribe each topic, and let exactly these fill the queue")
    func topics() throws {
        let pattern = "arn:aws:sns:*:123456789012:config-*"
        let json = try template(
            "{ config-topic: { type: sns, topics: [\"\(Self.topic)\", \"\(pattern)\"] } }")
        let parameters = try #require(json["Parameters"])
        #expect(
            parameters.objectValue?.keys == [
                "ConfigTopicEndpoint", "ConfigTopicTopic", "ConfigTopicTopic2",
            ])
        #expect(parameters["ConfigTopicTopic"]?["Default"] == .string(Self.topic))
        #expect(parameters["ConfigTopicTopic2"]?["Default"] == nil)
        #expect(
            parameters["ConfigTopicTopic2"]?["AllowedPattern"]
                == "^arn:aws:sns:.*:123456789012:config-.*$")
        let resources = try #require(json["Resources"])
        let second = resources["ConfigTopicSubscription2"]?["Properties"]
        #expect(second?["TopicArn"] == ["Ref": "ConfigTopicTopic2"])
        #expect(second?["Protocol"] == "https")
        #expect(
            second?["RedrivePolicy"]
                == ["deadLetterTargetArn": ["Fn::GetAtt": ["ConfigTopicDeadLetters", "Arn"]]])
        let queue = resources["ConfigTopicDeadLetters"]?["Properties"]
        #expect(queue == ["MessageRetentionPeriod": 1_209_600, "SqsManagedSseEnabled": true])
        let statement = resources["ConfigTopicDeadLettersPolicy"]?["Properties"]?[
            "PolicyDocument"]?["Statement"]?[0]
        #expect(
            statement?["Condition"] == [
                "ArnEquals": [
                    "aws:SourceArn": [["Ref": "ConfigTopicTopic"], ["Ref": "ConfigTopicTopic2"]]
                ]
            ])
        #expect(json["Outputs"]?["ConfigTopicDeadLettersUrl"] != nil)
    }

    @Test("take the whole hour that SNS allows, as deploy/delivery-policy.json does")
    func deliveryPolicy() throws {
        let policy = try #require(SubscriptionResources.deliveryPolicy["healthyRetryPolicy"])
        func number(_ name: String) -> Int { policy[name]?.intValue ?? -1 }
        let (least, most) = (number("minDelayTarget"), number("maxDelayTarget"))
        let early = number("numMinDelayRetries")
        let late = number("numMaxDelayRetries")
        let growing = number("numRetries") - early - late
        let seconds = early * least + growing * (least + most) / 2 + late * most
        #expect(number("numRetries") == 100 && number("numNoDelayRetries") == 0 && growing > 0)
        #expect((3_400...3_600).contains(seconds))
        let file = URL(filePath: #filePath)
            .appending(path: "../../../deploy/delivery-policy.json").standardized.path()
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(try JSONValue(parsing: text) == SubscriptionResources.deliveryPolicy)
    }

    @Test(
        "ask for the URL that SNS is to call",
        arguments: [
            ("https://h.example/hooks/a.b", true), ("https://h.example/pre/hooks/a.b", true),
            ("http://h.example/hooks/a.b", false), ("https://h.example/hooks/aXb", false),
            ("https://u:p@h.example/hooks/a.b", false), ("https://h.example/hooks/a.b/", false),
        ])
    func endpoint(url: String, isTaken: Bool) throws {
        let json = try template("{ a.b: { type: sns, topics: [\"\(Self.topic)\"] } }")
        let parameter = try #require(json["Parameters"]?["ABEndpoint"])
        let pattern = try Regex(parameter["AllowedPattern"]?.stringValue ?? "")
        #expect((try pattern.wholeMatch(in: url) != nil) == isTaken)
        #expect(parameter["NoEcho"] == nil)
    }

    @Test("keep a password out, and ask for it where it cannot be read again")
    func password() throws {
        let source =
            "{ type: sns, topics: [\"\(Self.topic)\"], path: /sns, username: { env: P }, "
            + "password: { env: P } }"
        let json = try template("{ a: \(source) }")
        #expect(!json.serialized().contains("the-password"))
        let parameter = try #require(json["Parameters"]?["AEndpoint"])
        #expect(parameter["NoEcho"] == true)
        let pattern = try Regex(parameter["AllowedPattern"]?.stringValue ?? "")
        #expect(try pattern.wholeMatch(in: "https://u:p@h.example/sns") != nil)
        #expect(try pattern.wholeMatch(in: "https://h.example/sns") == nil)
    }

    @Test("have names of their own")
    func names() throws {
        let source = "{ type: sns, topics: [\"\(Self.topic)\"] }"
        let names = ["a-b", "a.b", "a_b_2", "AB", "-", "1"]
        let text = names.map { "\"\($0)\": \(source)" }.joined(separator: ", ")
        let prefixes = SubscriptionResources.all(try sources("{ \(text) }")).map(\.prefix)
        #expect(prefixes == ["AB", "AB2", "AB22", "AB3", "Source", "1"])
    }

    @Test("tell what a stack cannot do")
    func notes() throws {
        let other = "arn:aws:sns:eu-west-1:123456789012:t"
        let one = "{ type: sns, topics: [\"\(Self.topic)\"]"
        #expect(SubscriptionResources.notes(try sources("{ a: \(one) } }")) == [])
        let waiting = SubscriptionResources.notes(try sources("{ a: \(one), confirm: false } }"))
        #expect(waiting.count == 1 && waiting[0].contains("confirm: false"))
        let two = try sources("{ a: { type: sns, topics: [\"\(Self.topic)\", \"\(other)\"] } }")
        #expect(SubscriptionResources.notes(two).first?.contains("eu-west-1, us-east-2") == true)
    }
}
