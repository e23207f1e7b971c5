import Cryptography
import Events
import HTTP
import JSON
import Lifecycle
import Telemetry
import Testing

@testable import Intake

@Suite("Signatures of Standard Webhooks")
struct StandardSignatureTests {
    /// The vector of the specification's libraries.
    private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    private static let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
    private static let body = #"{"test": 2432232314}"#
    private static let digest = "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

    private func check(_ secrets: [String] = [secret]) -> ProofCheck {
        var check = ProofCheck(.standardWebhooks(secrets.asSecrets))
        check.now = Timestamp(milliseconds: 1_614_265_330_000)
        return check
    }

    private func headers(
        _ signature: String = "v1," + digest, id: String = id, time: String = "1614265330",
        start: String = "webhook"
    ) -> HTTPHeaders {
        ["\(start)-id": id, "\(start)-timestamp": time, "\(start)-signature": signature]
    }

    @Test("prove the delivery's id with the body, under both spellings of the fields")
    func proven() throws {
        for start in ["webhook", "svix", "Webhook"] {
            let proven = try check().proven(Self.body, headers(start: start))
            #expect(
                proven
                    == Proven(method: "standard-webhooks", signedID: Self.id, isBodySigned: true))
        }
    }

    @Test("may be several, of other versions too")
    func entries() {
        let wrong = "v1," + Base64.encode([UInt8](repeating: 0, count: 32))
        for value in [
            "v1,\(Self.digest) v1a,abc", "v1a,abc v1,\(Self.digest)", "\(wrong) v1,\(Self.digest)",
            "v2,\(Self.digest)  v1,\(Self.digest) ", "v1,\(Self.digest) v1,\(Self.digest)",
        ] {
            #expect(check().judge(Self.body, headers(value)) == "standard-webhooks", "\(value)")
        }
        #expect(check().judge(Self.body, headers(wrong)) == "The signature does not match.")
    }

    @Test(
        "of no version 1 are malformed",
        arguments: [
            "", "v1", "v1,", "v1a,\(digest)", "v2,\(digest)", digest, "V1,\(digest)",
            "v1, \(digest)", "v1=\(digest)", "v1,\(digest.dropLast())", "v1,\(digest.dropLast(4))",
            "v1,\(digest),v1,\(digest)", "v1,g0hM9SsE-OTPJTGt_tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OF=", "v1,AAAA", "v1,====",
        ])
    func malformed(value: String) {
        #expect(check().judge(Self.body, headers(value)) == "webhook-signature is malformed.")
    }

    @Test("cover id, time and body")
    func covered() {
        let mismatch = "The signature does not match."
        #expect(check().judge(Self.body, headers(id: "msg_x")) == mismatch)
        #expect(check().judge(Self.body, headers(time: "1614265331")) == mismatch)
        #expect(check().judge(Self.body, headers(time: "01614265330")) == mismatch)
        #expect(check().judge(Self.body + " ", headers()) == mismatch)
    }

    @Test("need each of the three fields, once", arguments: ["webhook", "svix"])
    func fields(start: String) {
        for part in ["id", "timestamp"] {
            let name = "\(start)-\(part)"
            var without = headers(start: start)
            without[name] = nil
            #expect(check().judge(Self.body, without) == "No \(name).")
            let twice = headers(start: start).doubled(name)
            #expect(check().judge(Self.body, twice) == "Several \(name).")
        }
        let twice = headers(start: start).doubled("\(start)-signature")
        #expect(check().judge(Self.body, twice) == "Several \(start)-signature.")
    }

    @Test("of both spellings are ambiguous, and fields of the two are not mixed")
    func mixed() {
        var both = headers()
        for field in headers(start: "svix") { both.add(field.name, field.value) }
        let reason = "Both webhook-signature and svix-signature."
        #expect(check().judge(Self.body, both) == reason)
        var other = headers()
        other["svix-signature"] = ""
        #expect(check().judge(Self.body, other) == reason)
        var mixed = headers(start: "svix")
        mixed["svix-id"] = nil
        mixed["webhook-id"] = Self.id
        #expect(check().judge(Self.body, mixed) == "No svix-id.")
    }

    @Test("are taken within five minutes, to the millisecond")
    func borders() {
        let signed: Int64 = 1_614_265_330_000
        func judge(_ milliseconds: Int64) -> String {
            var check = check()
            check.now = Timestamp(milliseconds: signed + milliseconds)
            return check.judge(Self.body, headers())
        }
        for now in [-300_000, -1, 0, 300_000] as [Int64] {
            #expect(judge(now) == "standard-webhooks")
        }
        #expect(judge(300_001) == "The timestamp is 301 s old.")
        #expect(judge(412_000) == "The timestamp is 412 s old.")
        #expect(judge(-300_001) == "The timestamp is 301 s ahead.")
        // Whoever knows no secret does not learn how the clock stands.
        var late = check([SenderProofTests.other])
        late.now = Timestamp(milliseconds: signed + 1_000_000)
        #expect(late.judge(Self.body, headers()) == "The signature does not match.")
    }

    @Test("have an id of one line without a full stop")
    func ids() {
        func judge(_ id: String) -> String {
            check().judge("{}", check().fields("{}", id: id))
        }
        let longest = String(repeating: "i", count: String.senderNameBytesMax)
        #expect(judge(longest) == "standard-webhooks")
        for id in ["", longest + "i", "a\nb", "a\u{7F}b", "msg.1"] {
            #expect(judge(id) == "webhook-id is malformed.", "\(id)")
        }
    }

    @Test("do not let a full stop move between id, time and body")
    func shifted() {
        // id "a", time 1614265330 and this body are the same bytes as the id "a.1614265330", …
        let fields = check().fields("1614265331.5", id: "a")
        var shifted = fields
        shifted["webhook-id"] = "a.1614265330"
        shifted["webhook-timestamp"] = "1614265331"
        #expect(check().judge("1614265331.5", fields) == "standard-webhooks")
        #expect(check().judge("5", shifted) == "webhook-id is malformed.")
    }

    @Test("need a secret that is one; the base64 alone will do")
    func secrets() {
        let fields = check().fields(Self.body, id: Self.id)
        #expect(fields == headers())
        let bare = String(Self.secret.dropFirst("whsec_".count))
        #expect(check([bare]).judge(Self.body, fields) == "standard-webhooks")
        for secret in ["unset", "whsec_", "whsec_" + Self.secret, Self.secret + "=", "whsec_AAAA"] {
            #expect(check([secret]).judge(Self.body, fields) == "The signature does not match.")
            #expect(check([secret]).fields(Self.body) == [:])
        }
    }

    @Test("name the delivery, whatever unsigned fields say")
    func deliveryID() async throws {
        let rig = try Rig()
        let source = CallbackSource(.standardWebhooks, .standardWebhooks([Secret(Self.secret)]))
        rig.use([IntakeSource(name: "config-topic", reader: CallbackReader(source))])
        func post(_ id: String, key: String) async -> String {
            var fields = source.credentials.proof.fields(
                for: Array(Self.body.utf8), id: id, at: rig.clock.now())
            fields["Idempotency-Key"] = key
            return await rig.post(Array(Self.body.utf8), headers: fields).summary
        }
        #expect(await post("msg_1", key: "a") == "202 accepted")
        rig.pass(milliseconds: 60_000)
        #expect(await post("msg_1", key: "b") == "200 duplicate")
        #expect(await post("msg_2", key: "a") == "202 accepted")
        #expect(rig.seen.events.map(\.intake.deliveryID) == ["msg_1", "msg_2"])
        #expect(rig.seen.events.first?.intake.verified == "standard-webhooks")
    }
}
