import Events
import HTTP
import JSON
import Lifecycle
import Telemetry
import Testing

@testable import Intake

/// The attacks of facts/senders-and-aws.md section 1.3, each refused, with nothing kept.
@Suite("Attacks on SNS verification")
struct SNSAttackTests {
    private func expectNothingKept(_ rig: Rig, fetches: Int = 0) {
        #expect(rig.seen.events.isEmpty)
        #expect(rig.seen.confirmations.isEmpty)
        #expect(rig.seen.fetches.count == fetches)
        #expect(rig.seen.refusals.count == 1)
    }

    static let badSignature = "The signature does not match the message."
    static let file = "SimpleNotificationService-0123456789abcdef0123456789abcdef.pem"

    static let badURLs = [
        "http://sns.us-east-2.amazonaws.com/\(file)",
        "HTTPS://sns.us-east-2.amazonaws.com/\(file)",
        "https://sns.us-east-2.amazonaws.com.attacker.example/\(file)",
        "https://sns.us-east-2.amazonaws.com@attacker.example/\(file)",
        "https://attacker.example/#https://sns.us-east-2.amazonaws.com/\(file)",
        "https://attacker.example/sns.us-east-2.amazonaws.com/\(file)",
        "https://sns.us-east-2.amazonaws.com\\@attacker.example/\(file)",
        "https://sns.us-east-2.amazonaws.com:8443/\(file)",
        "https://sns.us-east-2.amazonaws.com./\(file)",
        "https://sns.us-east-2.amazonaws.com/../\(file)",
        "https://sns.us-east-2.amazonaws.com/%2e/\(file)",
        "https://sns.us-east-2.amazonaws.com/\(file)?x=1",
        "https://sns.us-east-2.amazonaws.com/\(file)#x",
        "https://sns.us-east-2.amazonaws.com/\(file).html",
        "https://sns.us-east-2.amazonaws.com/\(file.uppercased())",
        "https://SNS.us-east-2.amazonaws.com/\(file)",
        "https://sns.us-east-2.amazonaws\u{3002}com/\(file)",
        "https://sns.us-east-2.amazonaws.com.cn/\(file)",
        "https://sns.cn-north-1.amazonaws.com/\(file)",
        "https://us-east-2.amazonaws.com/\(file)", "https://sns.amazonaws.com/\(file)",
        " https://sns.us-east-2.amazonaws.com/\(file)",
        "https://sns.us-east-2.amazonaws.com/?Action=X&y=/\(file)",
        "https://sns.us-east-2.amazonaws.com/SimpleNotificationService-0123.pem", "",
    ]

    @Test(
        "a certificate URL that is not SNS's to the letter is refused and never fetched",
        arguments: badURLs)
    func badURL(_ url: String) async throws {
        let rig = try Rig()
        let answer = try await rig.post { $0["SigningCertURL"] = .string(url) }
        #expect(answer.summary == "403 not_allowed")
        expectNothingKept(rig)
    }

    @Test("line ends and tabs in the certificate URL are refused", arguments: ["\n", "\t", "\r\n"])
    func controlCharacters(_ end: String) async throws {
        let rig = try Rig()
        let url = rig.signer.certificateURL
        let answer = try await rig.post { $0["SigningCertURL"] = .string(url + end) }
        #expect(answer.summary == "400 malformed_body")
        expectNothingKept(rig)
    }

    @Test(
        "an S3 bucket named sns is nobody's certificate store",
        arguments: ["s3-us-west-2", "s3-accelerate", "s3", "s3-fips-us-gov-west-1"])
    func bucket(_ region: String) async throws {
        let rig = try Rig()
        let url = "https://sns.\(region).amazonaws.com/\(Self.file)"
        let answer = try await rig.post { $0["SigningCertURL"] = .string(url) }
        #expect(answer.summary == "403 not_allowed")
        expectNothingKept(rig)
    }

    @Test("a certificate inside other text is refused", arguments: [0, 1, 2])
    func reflected(_ shape: Int) async throws {
        let rig = try Rig()
        let pem = String(decoding: rig.signer.certificate, as: UTF8.self)
        let bodies = ["<Error><Message>\n\(pem)</Message></Error>", pem + pem, "\n" + pem]
        rig.serve(Array(bodies[shape].utf8), at: rig.signer.certificateURL)
        #expect(try await rig.post(Rig.notification()).summary == "403 not_allowed")
        expectNothingKept(rig, fetches: 1)
    }

    @Test(
        "the certificate must be of the topic's region and partition",
        arguments: [
            "https://sns.eu-west-1.amazonaws.com/\(file)",
            "https://sns.cn-north-1.amazonaws.com.cn/\(file)",
            "https://sns.us-gov-west-1.amazonaws.com/\(file)",
        ])
    func otherRegion(_ url: String) async throws {
        let rig = try Rig()
        let answer = try await rig.post { $0["SigningCertURL"] = .string(url) }
        #expect(answer.summary == "403 not_allowed")
        expectNothingKept(rig)
    }

    @Test("a known certificate of another region is refused as well")
    func otherRegionKnown() async throws {
        let other = "arn:aws:sns:eu-west-1:123456789012:config-topic"
        let rig = try Rig(topics: [Rig.topic, other])
        _ = try await rig.post(Rig.notification())
        let answer = try await rig.post(Rig.notification(topic: other, id: "second"))
        #expect(answer.summary == "403 not_allowed")
        #expect(rig.seen.events.count == 1)
    }

    @Test(
        "a validly signed message of someone else's topic is refused before any fetch",
        arguments: [
            "arn:aws:sns:us-east-2:999999999999:config-topic",
            "arn:aws:sns:us-east-2:123456789012:config-topic-2",
            "arn:aws:sns:us-east-1:123456789012:config-topic",
            "arn:aws-cn:sns:us-east-2:123456789012:config-topic",
            "arn:aws:sqs:us-east-2:123456789012:config-topic", "config-topic", "",
        ])
    func otherTopic(_ arn: String) async throws {
        let rig = try Rig()
        let answer = try await rig.post(Rig.notification(topic: arn))
        #expect(answer.summary == "403 topic_not_allowed")
        expectNothingKept(rig)
    }

    /// SNS signs lines. Whoever publishes to a topic of his own a text that looks like the rest of
    /// our message gets a signature that also fits a message cut up differently.
    @Test("a signed text cut up differently is refused")
    func cutUp() async throws {
        let rig = try Rig(topics: ["arn:aws:sns:us-east-2:123456789012:config-*"])
        let mine = "arn:aws:sns:us-east-2:999999999999:mine"
        let time = Rig.start.iso8601
        let published = "forged\nMessageId\nx\nTimestamp\n\(time)\nTopicArn\n\(Rig.topic)"
        let signed = Rig.notification(published, topic: mine)
        var forged = Rig.notification("forged", id: "x")
        forged.topicARN =
            "\(Rig.topic)\nMessageId\n\(signed.messageID)\nTimestamp\n\(time)\nTopicArn\n\(mine)"
        try #require(forged.textToSign() == signed.textToSign())
        #expect(try await rig.post(forged).summary == "400 malformed_body")
        forged = Rig.notification("forged", subject: "s\nTimestamp\nx", id: "x")
        #expect(try await rig.post(forged).summary == "400 malformed_body")
        #expect(rig.seen.fetches.isEmpty)
        #expect(rig.seen.events.isEmpty)
    }

    @Test("a replay is a duplicate and runs nothing")
    func replay() async throws {
        let rig = try Rig()
        _ = try await rig.post(Rig.notification())
        rig.pass(milliseconds: 7_200_000)
        #expect(try await rig.post(Rig.notification()).summary == "200 duplicate")
        #expect(rig.seen.events.count == 1)
    }

    @Test("a message older or younger than maxAge is refused", arguments: [7_200_001, -7_200_001])
    func stale(_ milliseconds: Int64) async throws {
        let rig = try Rig()
        rig.pass(milliseconds: milliseconds)
        #expect(try await rig.post(Rig.notification()).summary == "403 not_allowed")
        #expect(rig.seen.refusals.first?.reason.contains("stale") == true)
        #expect(rig.seen.events.isEmpty)
    }

    @Test("a downgrade to SHA-1 is refused where version 2 is required")
    func downgrade() async throws {
        let rig = try Rig { $0.signatureVersions = [.v2] }
        #expect(try await rig.post(Rig.notification(), .v1).summary == "403 not_allowed")
        expectNothingKept(rig)
        #expect(try await rig.post(Rig.notification(), .v2).summary == "202 accepted")
    }

    @Test("another SignatureVersion over the same signature is refused", arguments: ["1", "3", ""])
    func relabelled(_ version: String) async throws {
        let rig = try Rig()
        let answer = try await rig.post { $0["SignatureVersion"] = .string(version) }
        #expect(answer.summary == "403 not_allowed")
        #expect(rig.seen.events.isEmpty)
    }

    @Test("a SubscribeURL pointing elsewhere is never fetched")
    func subscribeURL() async throws {
        let rig = try Rig()
        let evil = Rig.confirmation(subscribeURL: "http://169.254.169.254/latest/meta-data/")
        #expect(try await rig.post(evil).summary == "200 confirmed")
        #expect(rig.seen.fetches == [rig.signer.certificateURL])
        let asked = try #require(rig.seen.confirmations.first)
        #expect(asked.topicARN == Rig.topic)
        #expect(!asked.query().reveal().contains("169.254"))
    }

    @Test("an unsigned confirmation confirms nothing")
    func unsignedConfirmation() async throws {
        let rig = try Rig()
        let answer = try await rig.post(Rig.confirmation()) { $0["Token"] = "another" }
        #expect(answer.summary == "403 not_allowed")
        #expect(rig.seen.refusals.first?.reason == Self.badSignature)
        expectNothingKept(rig, fetches: 1)
    }

    @Test(
        "changing any signed text of a notification breaks the signature",
        arguments: ["Message", "MessageId", "Subject", "Timestamp"])
    func tampered(_ key: String) async throws {
        let rig = try Rig()
        let content = Rig.notification("Hello", subject: "Subject")
        let answer = try await rig.post(content) { object in
            object[key] = key == "Timestamp" ? "2027-03-01T00:00:00.001Z" : "changed"
        }
        #expect(answer.summary == "403 not_allowed")
        #expect(rig.seen.refusals.first?.reason == Self.badSignature)
        expectNothingKept(rig, fetches: 1)
    }

    @Test(
        "changing any signed text of a confirmation breaks the signature",
        arguments: SNSContent.Kind.allCases.filter { $0 != .notification },
        ["Message", "MessageId", "SubscribeURL", "Token", "Timestamp"])
    func tamperedConfirmation(_ kind: SNSContent.Kind, _ key: String) async throws {
        let rig = try Rig()
        let answer = try await rig.post(Rig.confirmation(kind)) { object in
            object[key] = key == "Timestamp" ? "2027-03-01T00:00:00.001Z" : "changed"
        }
        #expect(answer.summary == "403 not_allowed")
        #expect(rig.seen.refusals.first?.reason == Self.badSignature)
        expectNothingKept(rig, fetches: 1)
    }

    @Test("another allowed topic or another type over the same signature is refused")
    func swapped() async throws {
        let other = "arn:aws:sns:us-east-2:123456789012:other"
        let rig = try Rig(topics: [Rig.topic, other])
        let moved = try await rig.post { $0["TopicArn"] = .string(other) }
        #expect(moved.summary == "403 not_allowed")
        let turned = try await rig.post(Rig.confirmation(.unsubscribeConfirmation)) {
            $0["Type"] = "SubscriptionConfirmation"
        }
        #expect(turned.summary == "403 not_allowed")
        #expect(rig.seen.confirmations.isEmpty)
        #expect(rig.seen.events.isEmpty)
    }

    @Test("a Subject added to a message without one is refused")
    func addedSubject() async throws {
        let rig = try Rig()
        let answer = try await rig.post { $0["Subject"] = "Approved" }
        #expect(answer.summary == "403 not_allowed")
        #expect(rig.seen.refusals.first?.reason == Self.badSignature)
        expectNothingKept(rig, fetches: 1)
    }

    @Test(
        "a wrong signature is refused, whatever is wrong with it",
        arguments: ["", "EXAMPLE", "not base64!", "AAAA", "=", String(repeating: "A", count: 344)])
    func signature(_ signature: String) async throws {
        let rig = try Rig()
        let answer = try await rig.post { $0["Signature"] = .string(signature) }
        #expect(answer.summary == "403 not_allowed")
        #expect(rig.seen.refusals.first?.reason == Self.badSignature)
        expectNothingKept(rig, fetches: 1)
    }

    @Test("what is not signed reaches no event")
    func unsignedMembers() async throws {
        let rig = try Rig()
        let answer = try await rig.post { object in
            object["MessageAttributes"] = ["role": ["Type": "String", "Value": "administrator"]]
            object["UnsubscribeURL"] = "https://attacker.example/?secret"
        }
        #expect(answer.summary == "202 accepted")
        let text = try #require(rig.seen.events.first).document.serialized()
        #expect(!text.contains("administrator"))
        #expect(!text.contains("attacker"))
    }

    @Test("raw delivery is refused without basic authentication")
    func raw() async throws {
        let rig = try Rig { $0.allowsRaw = true }
        var headers = SNSSigner.headers(Rig.notification())
        headers.add("X-Amz-Sns-Rawdelivery", "true")
        let answer = await rig.post(Array("forged".utf8), headers: headers)
        #expect(answer.summary == "403 not_allowed")
        expectNothingKept(rig)
    }
}
