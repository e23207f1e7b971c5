import Events
import HTTP
import JSON
import Lifecycle
import Testing

@testable import Intake

@Suite("SNS messages")
struct SNSMessageTests {
    private func message(_ change: (inout JSONObject) -> Void = { _ in }) throws -> [UInt8] {
        let signer = try Rig.signer()
        var object = try JSONValue(parsing: signer.body(Rig.notification())).objectValue ?? [:]
        change(&object)
        return JSONValue.object(object).serializedBytes()
    }

    @Test(
        "a missing or mistyped member is a malformed body",
        arguments: [
            "Type", "MessageId", "TopicArn", "Message", "Timestamp", "SignatureVersion",
            "Signature", "SigningCertURL",
        ])
    func required(_ key: String) async throws {
        let rig = try Rig()
        for value in [nil, JSONValue.null, 7, [], [:]] {
            let answer = await rig.post(try message { $0[key] = value })
            #expect(answer.summary == "400 malformed_body")
        }
        #expect(rig.seen.fetches.isEmpty)
    }

    @Test(
        "a confirmation needs its token and URL", arguments: ["Token", "SubscribeURL"],
        [SNSContent.Kind.subscriptionConfirmation, .unsubscribeConfirmation])
    func confirmationMembers(_ key: String, _ kind: SNSContent.Kind) async throws {
        let rig = try Rig()
        let answer = try await rig.post(Rig.confirmation(kind)) { $0[key] = nil }
        #expect(answer.summary == "400 malformed_body")
    }

    @Test(
        "what is not a JSON object is a malformed body",
        arguments: [
            "", " ", "{", "[]", "null", "\"text\"", "{\"Type\":\"Notification\"", "{}", "Hello",
            "{\"Type\":\"Notification\"} x", "\u{FEFF}{}",
        ])
    func notAnObject(_ text: String) async throws {
        #expect(await (try Rig()).post(Array(text.utf8)).summary == "400 malformed_body")
    }

    @Test("a key that stands twice is refused, however it is written")
    func duplicateKeys() async throws {
        let rig = try Rig()
        let body = String(decoding: try message(), as: UTF8.self)
        for key in ["Message", "M\\u0065ssage", "TopicArn", "Extra\":1,\"Extra"] {
            let twice = "{\"\(key)\":\"x\"," + body.dropFirst()
            #expect(await rig.post(Array(twice.utf8)).summary == "400 malformed_body")
        }
    }

    @Test("half a surrogate pair and broken UTF-8 are refused")
    func surrogates() async throws {
        let rig = try Rig()
        let body = String(decoding: try message(), as: UTF8.self)
        for half in ["\\ud800", "\\udc00", "\\ud800\\ud800"] {
            let broken = body.replacing("Hello", with: half)
            try #require(broken != body)
            #expect(await rig.post(Array(broken.utf8)).summary == "400 malformed_body")
        }
        var bytes = Array(body.utf8)
        let position = try #require(bytes.firstRange(ofBytes: Array("Hello".utf8))).lowerBound
        bytes[position] = 0xFF
        #expect(await rig.post(bytes).summary == "400 malformed_body")
    }

    @Test("a type SNS does not send is refused", arguments: ["notification", "Other", ""])
    func type(_ type: String) async throws {
        let answer = try await (try Rig()).post { $0["Type"] = .string(type) }
        #expect(answer.summary == "400 malformed_body")
    }

    @Test(
        "a time SNS does not write is refused",
        arguments: [
            "", "yesterday", "2027-03-01", "2027-03-01T12:00:00", "2027-03-01T12:00:00.000+01:00",
            "2027-03-01T12:00:00.000Z ", "1803902400", "2027-13-41T12:00:00.000Z",
        ])
    func time(_ time: String) async throws {
        let answer = try await (try Rig()).post { $0["Timestamp"] = .string(time) }
        #expect(answer.summary == "400 malformed_body")
    }

    @Test("an absurd message id is refused")
    func messageID() async throws {
        for id in ["", String(repeating: "x", count: 101)] {
            let answer = try await (try Rig()).post { $0["MessageId"] = .string(id) }
            #expect(answer.summary == "400 malformed_body")
        }
    }

    @Test(
        "a header that says otherwise than the body is refused",
        arguments: ["x-amz-sns-message-type", "x-amz-sns-topic-arn", "X-Amz-Sns-Message-Id"])
    func headers(_ name: String) async throws {
        let rig = try Rig()
        var headers = SNSSigner.headers(Rig.notification())
        headers[name] = "other"
        let body = try rig.signer.body(Rig.notification())
        let answer = await rig.post(body, headers: headers)
        #expect(answer.summary == "400 malformed_body")
        headers[name] = nil
        #expect(await rig.post(body, headers: headers).summary == "202 accepted")
    }

    @Test("the relays' spelling of the certificate's URL is read")
    func relaySpelling() async throws {
        let rig = try Rig()
        let answer = try await rig.post { object in
            object["SigningCertUrl"] = object["SigningCertURL"]
            object["SigningCertURL"] = nil
            object["Subject"] = .null
        }
        #expect(answer.summary == "202 accepted")
    }

    @Test("both signature versions pass", arguments: SignatureVersion.allCases)
    func versions(_ version: SignatureVersion) async throws {
        let rig = try Rig()
        let content = Rig.notification("Line\r\nanother\n\u{1F6A2} é", subject: "Überschrift")
        #expect(try await rig.post(content, version).summary == "202 accepted")
        let event = try #require(rig.seen.events.first)
        #expect(event.intake.verified == "sns-signature-v\(version.rawValue)")
        #expect(event.intake.subject == "Überschrift")
        #expect(event.intake.type == "sns")
        #expect(event.intake.deliveryID == content.messageID)
    }

    @Test("the text to sign is AWS's")
    func textToSign() {
        let notification = String(
            decoding: Rig.notification("m", subject: "s", topic: "t", id: "i").textToSign(),
            as: UTF8.self)
        #expect(
            notification == "Message\nm\nMessageId\ni\nSubject\ns\nTimestamp\n"
                + "\(Rig.start.iso8601)\nTopicArn\nt\nType\nNotification\n")
        let unsubscribe = String(
            decoding: Rig.confirmation(.unsubscribeConfirmation, subscribeURL: "u").textToSign(),
            as: UTF8.self)
        #expect(unsubscribe.contains("SubscribeURL\nu\nTimestamp\n"))
        #expect(unsubscribe.contains("Token\n\(Rig.token)\nTopicArn\n"))
        #expect(unsubscribe.hasSuffix("Type\nUnsubscribeConfirmation\n"))
    }
}
