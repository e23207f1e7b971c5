import Cryptography
import Events
import HTTP
import JSON
import Lifecycle
import Telemetry
import Testing

@testable import Intake

@Suite("What is posted in the place of SNS")
struct SNSPostingTests {
    private let key: PrivateKey
    private let pinned: [String: [UInt8]]

    init() throws {
        key = try Rig.key()
        let made = try SNSSigner.certificate(for: key, now: Rig.start)
        pinned = [made.fileName: made.pem]
    }

    /// The answer of an intake with these settings to what is made of a file, and the event.
    private func posted(
        _ file: String, topics: [String] = [Rig.topic], topic: String? = nil,
        subject: String? = nil, _ adjust: (inout SNSReader.Settings) -> Void = { _ in }
    ) async throws -> (answer: Answer, rig: Rig, posting: SNSPosting) {
        var settings = SNSReader.Settings(topics: topics.compactMap(TopicPattern.init))
        adjust(&settings)
        let posting = try SNSPosting(
            Array(file.utf8), .init(messageID: "id-1", topic: topic, subject: subject),
            to: settings, pinned: pinned, key: key, at: Rig.start)
        let rig = try Rig()
        let reader = SNSReader(
            settings, certificates: try SigningCertificates(clock: rig.clock, pinned: pinned)
        ) { confirmation in
            rig.world.withLock { $0.confirmations.append(confirmation) }
            return .confirmed
        }
        rig.use([IntakeSource(name: "config-topic", reader: reader)])
        let answer = await rig.post(posting.body, headers: posting.headers)
        return (answer, rig, posting)
    }

    private func problem(
        _ file: [UInt8] = [0x61], topics: [String] = [Rig.topic], topic: String? = nil,
        subject: String? = nil, pinned: [String: [UInt8]]?, at now: Timestamp = Rig.start
    ) -> SNSPostingError? {
        do throws(SNSPostingError) {
            _ = try SNSPosting(
                file, .init(messageID: "id-1", topic: topic, subject: subject),
                to: SNSReader.Settings(topics: topics.compactMap(TopicPattern.init)),
                pinned: pinned, key: key, at: now)
            return nil
        } catch {
            return error
        }
    }

    @Test("a bare message of AWS Config becomes Config's event")
    func configMessage() async throws {
        let (answer, rig, _) = try await posted(
            #"{"messageType":"ConfigurationSnapshotDeliveryFailed","awsRegion":"us-east-2"}"#)
        #expect(answer.summary == "202 accepted")
        let event = try #require(rig.seen.events.first)
        #expect(event.document["source"] == "aws.config")
        #expect(event.intake.deliveryID == "id-1")
        #expect(event.intake.verified == "sns-signature-v2")
    }

    @Test("any text is a message, without the line end of its file; a subject may be given")
    func plainText() async throws {
        let (answer, rig, _) = try await posted("Grüße\n", subject: "Hello")
        #expect(answer.summary == "202 accepted")
        let event = try #require(rig.seen.events.first)
        #expect(event.document["detail"] == ["subject": "Hello", "message": "Grüße"])
    }

    @Test("a whole body is taken over and gets a new id, time and signature")
    func wholeBody() async throws {
        let body: JSONValue = [
            "Type": "Notification", "MessageId": "old", "TopicArn": .string(Rig.topic),
            "Subject": "Old", "Message": "text\nwith a line end\n",
            "Timestamp": "2016-09-27T18:39:40.062Z", "SignatureVersion": "1",
            "Signature": "no", "SigningCertURL": "https://example.com/",
        ]
        let (answer, rig, _) = try await posted(body.serialized())
        #expect(answer.summary == "202 accepted")
        let event = try #require(rig.seen.events.first)
        #expect(event.document["id"] == "id-1")
        #expect(event.document["time"] == .string(Rig.start.iso8601))
        #expect(
            event.document["detail"] == [
                "subject": "Old", "message": "text\nwith a line end\n",
            ])
    }

    @Test("an object with a Type that SNS does not know is a bare message")
    func notABody() async throws {
        let (answer, rig, _) = try await posted(#"{"Type":"Deploy","Message":"done"}"#)
        #expect(answer.summary == "202 accepted")
        #expect(rig.seen.events.first?.document["detail"]?["message"]?["Type"] == "Deploy")
    }

    @Test("a confirmation keeps its token")
    func confirmation() async throws {
        let body = String(
            decoding: try Rig.signer().body(Rig.confirmation()), as: UTF8.self)
        let (answer, rig, posting) = try await posted(body)
        #expect(answer.summary == "200 confirmed")
        #expect(rig.seen.confirmations.map { $0.token.reveal() } == [Rig.token])
        let url = try JSONValue(parsing: posting.body)["SubscribeURL"]?.stringValue
        #expect(
            url == "https://sns.us-east-2.amazonaws.com/?Action=ConfirmSubscription&TopicArn="
                + "\(Rig.topic)&Token=\(Rig.token)")
    }

    @Test(
        "the source's first topic is taken, its stars filled in",
        arguments: [
            (Rig.topic, Rig.topic),
            (
                "arn:aws:sns:*:123456789012:config-*",
                "arn:aws:sns:us-east-1:123456789012:config-test"
            ),
            ("arn:aws:sns:us-east-2:*:*", "arn:aws:sns:us-east-2:123456789012:test"),
            ("arn:*:sns:cn-north-1:*:a*b", "arn:aws-cn:sns:cn-north-1:123456789012:atestb"),
            ("arn:aws:*:us-gov-*:123456789012:x", nil), ("*", nil),
            ("arn:aws:sns:us-east-2:99*:x", nil),
        ] as [(String, String?)])
    func topics(pattern: String, topic: String?) {
        #expect(TopicPattern(pattern)?.example == topic)
        let problem = problem(topics: [pattern], pinned: pinned)
        #expect((problem == nil) == (topic != nil), "\(String(describing: problem))")
        if topic == nil { #expect(problem?.hint?.contains("--topic") == true) }
    }

    @Test("another topic may be named, in any region; the source decides whether it takes it")
    func namedTopic() async throws {
        let opened = try await posted(
            "a", topics: ["arn:aws:sns:*:123456789012:*"],
            topic: "arn:aws:sns:eu-south-1:123456789012:x")
        #expect(opened.answer.summary == "202 accepted")
        let strange = try await posted("a", topic: "arn:aws:sns:us-east-2:123456789012:x")
        #expect(strange.answer.summary == "403 topic_not_allowed")
    }

    @Test("the highest version that the source takes signs, and its credentials are sent")
    func versionAndCredentials() async throws {
        let (answer, rig, _) = try await posted("a") {
            $0.signatureVersions = [.v1]
            $0.credentials = BasicCredentials(username: "sns", password: Secret("marked"))
        }
        #expect(answer.summary == "202 accepted")
        #expect(rig.seen.events.first?.intake.verified == "sns-signature-v1")
    }

    @Test(
        "without a pinned certificate of the key nothing is signed, and the hint tells what to do")
    func certificates() throws {
        #expect(problem(pinned: nil)?.message.contains("pins no certificates") == true)
        #expect(problem(pinned: nil)?.hint?.contains("--new-sns-key") == true)
        let other = try SNSSigner.certificate(
            for: PrivateKey.generate(), now: Rig.start)
        #expect(
            problem(pinned: [other.fileName: other.pem, "SimpleNotificationService-x.pem": []])?
                .message.contains("none of the certificates") == true)
        let both = pinned.merging([other.fileName: other.pem]) { own, _ in own }
        #expect(problem(pinned: both) == nil)
        let pem = try #require(pinned.first?.value)
        #expect(problem(pinned: ["mine.pem": pem])?.message == "mine.pem is no file name of SNS's")
        let later = Rig.start.adding(milliseconds: 4_000 * 86_400_000)
        #expect(
            problem(pinned: pinned, at: later)?.message == "The signing certificate has expired.")
    }

    @Test("what SNS would not carry is refused in a sentence")
    func mistakes() {
        #expect(problem([0xFF], pinned: pinned)?.message.contains("UTF-8") == true)
        #expect(problem(topic: "config", pinned: pinned)?.message.contains("no ARN") == true)
        #expect(
            problem(topic: "arn:aws:sns:atlantis:123456789012:x", pinned: pinned)?.message
                == "the topic is in no region of AWS")
        #expect(
            problem(subject: "a\nb", pinned: pinned)?.message == "Subject is not a single line.")
        let tokenless = Array(#"{"Type":"SubscriptionConfirmation","Message":"m"}"#.utf8)
        #expect(
            problem(tokenless, pinned: pinned)?.message
                == "the SubscriptionConfirmation has no Token")
    }
}
