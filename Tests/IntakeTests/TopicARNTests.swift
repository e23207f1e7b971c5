import Testing

@testable import Intake

@Suite("Topics")
struct TopicARNTests {
    @Test("an ARN is taken apart")
    func parts() throws {
        let topic = try #require(TopicARN("arn:aws-us-gov:sns:us-gov-west-1:123456789012:A_b-9"))
        #expect(topic.partition == "aws-us-gov")
        #expect(topic.region == "us-gov-west-1")
        #expect(topic.account == "123456789012")
    }

    @Test(
        "what is no topic's ARN is none",
        arguments: [
            "", "arn:aws:sns:us-east-2:123456789012", "arn:aws:sns:us-east-2:123456789012:",
            "arn:aws:sns:us-east-2:12345678901:t", "arn:aws:sns:us-east-2:12345678901x:t",
            "arn:aws:sqs:us-east-2:123456789012:t", "ARN:aws:sns:us-east-2:123456789012:t",
            "arn:aws:sns:us-east-2:123456789012:t:subscription",
            "arn:aws:sns:us-east-2:123456789012:t\n", "arn:aws:sns:us-east-2:123456789012:t ",
            "arn:aws:sns:us-east-2\n:123456789012:t", "arn:aws:sns::123456789012:t",
            "arn:aws:sns:us-east-2:123456789012:é", "arn:aws:sns:us-east-2:123456789012:*",
        ])
    func refused(_ text: String) { #expect(TopicARN(text) == nil) }

    @Test("a name has at most 256 bytes")
    func nameLimit() {
        let start = "arn:aws:sns:us-east-2:123456789012:"
        let longest = String(repeating: "n", count: TopicARN.nameBytesMax)
        #expect(TopicARN(start + longest) != nil)
        #expect(TopicARN(start + longest + "n") == nil)
    }

    @Test(
        "a star stands for any characters, the rest for itself",
        arguments: [
            ("arn:aws:sns:us-east-2:123456789012:config-*", true),
            ("arn:aws:sns:us-east-2:123456789012:config-topic", true),
            ("arn:aws:sns:us-east-2:123456789012:*", true),
            ("arn:aws:sns:*:123456789012:config-topic", true),
            ("arn:*:config-topic", true), ("*", true), ("*topic", true), ("**", true),
            ("arn:aws:sns:us-east-2:123456789012:*o*-t*c", true),
            ("arn:aws:sns:us-east-2:123456789012:config", false),
            ("arn:aws:sns:us-east-2:123456789012:config-topic-*", false),
            ("arn:aws:sns:us-east-2:123456789012:Config-*", false),
            ("config-topic", false), ("*x", false), ("arn:aws:sns:*:1:config-topic", false),
        ])
    func pattern(_ text: String, _ expected: Bool) throws {
        #expect(try #require(TopicPattern(text)).matches(Rig.topic) == expected)
    }

    @Test("a pattern without stars names its one topic")
    func one() throws {
        let pattern = try #require(TopicPattern("arn:aws:sns:us-east-2:123456789012:*"))
        #expect(pattern.text == "arn:aws:sns:us-east-2:123456789012:*" && pattern.arn == nil)
        #expect(try #require(TopicPattern(Rig.topic)).arn == Rig.topic)
    }

    @Test("a pattern that matches no topic is none", arguments: ["", "a b", "arn:é", "topic?"])
    func badPattern(_ text: String) { #expect(TopicPattern(text) == nil) }

    @Test("many stars take no long time")
    func manyStars() throws {
        let pattern = try #require(TopicPattern(String(repeating: "*a", count: 200) + "*b"))
        #expect(!pattern.matches(String(repeating: "a", count: 500)))
    }
}
