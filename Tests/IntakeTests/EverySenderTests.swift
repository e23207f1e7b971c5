import Cryptography
import Events
import HTTP
import JSON
import Lifecycle
import Telemetry
import Testing

@testable import Intake

/// What every type of callback source must do, whatever it is proved with.
@Suite("Every sender, through the whole intake")
struct EverySenderTests {
    struct Sender: Sendable, CustomTestStringConvertible {
        let name: String
        let type: CallbackType
        /// The field that proves the sender.
        let field: String
        let payload: String
        /// The credentials of a source, or of a sender, that knows these secrets.
        let credentials: @Sendable ([Secret]) -> SenderCredentials

        var testDescription: String { name }

        init(
            _ type: CallbackType, as name: String? = nil, _ field: String, _ payload: String,
            _ credentials: @escaping @Sendable ([Secret]) -> SenderCredentials
        ) {
            self.type = type
            self.name = name ?? type.rawValue
            self.field = field
            self.payload = payload
            self.credentials = credentials
        }
    }

    static let senders: [Sender] = [
        Sender(
            .github, "X-Hub-Signature-256",
            #"{"action":"completed","workflow_run":{"id":1,"conclusion":"success"}}"#
        ) { .bodySignature(.github, $0) },
        Sender(
            .gitlab, as: "gitlab with a token", "X-Gitlab-Token",
            #"{"object_kind":"pipeline","object_attributes":{"id":1,"status":"success"}}"#
        ) { .tokenField("X-Gitlab-Token", $0) },
        Sender(
            .gitlab, as: "gitlab with a signing token", "webhook-signature",
            #"{"object_kind":"pipeline","object_attributes":{"id":1,"status":"success"}}"#
        ) { .standardWebhooks($0) },
        Sender(
            .bitbucket, "X-Hub-Signature",
            #"{"commit_status":{"state":"SUCCESSFUL","key":"build"},"repository":{}}"#
        ) { .bodySignature(.bitbucket, $0) },
        Sender(
            .circleci, "circleci-signature",
            #"{"id":"3888f21b","type":"workflow-completed","workflow":{"status":"success"}}"#
        ) { .bodySignature(.circleci, $0) },
        Sender(
            .buildkite, as: "buildkite with a token", "X-Buildkite-Token",
            #"{"event":"build.finished","build":{"id":"f62a1b4d","state":"passed"}}"#
        ) { .tokenField("X-Buildkite-Token", $0) },
        Sender(
            .buildkite, as: "buildkite with a signature", "X-Buildkite-Signature",
            #"{"event":"build.finished","build":{"id":"f62a1b4d","state":"passed"}}"#
        ) { .buildkiteSignature($0) },
        Sender(
            .azureDevOps, "Authorization",
            #"{"id":"4a5d99d6","eventType":"build.complete","resource":{"result":"succeeded"}}"#
        ) { .basic(username: "ado", password: $0[0]) },
        Sender(
            .jenkins, "Authorization",
            #"{"name":"deploy","build":{"full_url":"http://ci/1","phase":"COMPLETED"}}"#
        ) { .basic(username: "jenkins", password: $0[0]) },
        Sender(
            .hcpTerraform, "X-TFE-Notification-Signature",
            #"{"payload_version":1,"run_id":"run-1","notifications":[{"trigger":"run:completed"}]}"#
        ) { .bodySignature(.hcpTerraform, $0) },
        Sender(.standardWebhooks, "webhook-signature", #"{"type":"deploy.done","data":{}}"#) {
            .standardWebhooks($0)
        },
        Sender(.hmac, "X-Signature", #"{"a":1}"#) {
            .bodySignature(
                SignatureShape(
                    field: "X-Signature", algorithm: .sha512, encoding: .base64, prefix: "v0="),
                $0)
        },
        Sender(.token, "Authorization", #"{"a":1}"#) { .bearer($0) },
        Sender(.basic, "Authorization", #"{"a":1}"#) { .basic(username: "ci", password: $0[0]) },
    ]

    private static func secret(_ seed: String) -> Secret {
        Secret("whsec_" + Base64.encode(Digest.digest(Array(seed.utf8), .sha256)))
    }

    private let new = EverySenderTests.secret("new")
    private let old = EverySenderTests.secret("old")
    private let other = EverySenderTests.secret("other")

    private func rig(_ sender: Sender) throws -> Rig {
        let rig = try Rig()
        let source = CallbackSource(sender.type, sender.credentials([new, old]))
        rig.use([IntakeSource(name: "config-topic", reader: CallbackReader(source))])
        return rig
    }

    /// What the sender would post with that secret.
    private func request(
        _ sender: Sender, with secret: Secret, id: String = "delivery-1"
    ) throws -> HTTPRequest {
        let body = Array(sender.payload.utf8)
        let fields = try CallbackSource(sender.type, sender.credentials([secret]))
            .fields(posting: body, event: nil, id: id, at: Rig.start)
        return HTTPRequest(
            method: "POST", path: "/hooks/config-topic", headers: fields, body: body)
    }

    private func isTimed(_ sender: Sender) -> Bool {
        switch sender.credentials([new]) {
        case .standardWebhooks, .buildkiteSignature: true
        case .bodySignature, .tokenField, .bearer, .basic: false
        }
    }

    private func isSigned(_ sender: Sender) -> Bool {
        if case .bodySignature = sender.credentials([new]) { return true }
        return isTimed(sender)
    }

    @Test("no type is forgotten")
    func all() {
        #expect(Set(Self.senders.map(\.type)) == Set(CallbackType.allCases))
    }

    @Test("the right secret opens", arguments: senders)
    func rightSecret(_ sender: Sender) async throws {
        let rig = try rig(sender)
        #expect(await rig.send(try request(sender, with: new)).summary == "202 accepted")
        let event = try #require(rig.seen.events.first)
        #expect(event.intake.type == sender.type.rawValue)
        #expect(event.document["detail"] == (try JSONValue(parsing: sender.payload)))
    }

    @Test("so does the old secret while both are in use", arguments: senders)
    func rotation(_ sender: Sender) async throws {
        let rig = try rig(sender)
        let answer = await rig.send(try request(sender, with: old))
        let isSingle = ["Authorization"].contains(sender.field) && sender.type != .token
        #expect(answer.summary == (isSingle ? "401 bad_credentials" : "202 accepted"))
    }

    @Test("another secret does not, and neither answer nor log gives one away", arguments: senders)
    func wrongSecret(_ sender: Sender) async throws {
        let rig = try rig(sender)
        let forged = try request(sender, with: other)
        let answer = await rig.send(forged)
        #expect(answer.summary == "401 bad_credentials")
        #expect(rig.seen.events.isEmpty)
        #expect(rig.seen.refusals.map(\.code) == [.badCredentials])
        for secret in [new, old, other] {
            expectNoSecret(secret.reveal(), in: rig, answer)
            expectNoSecret(String(secret.reveal().dropFirst(6)), in: rig, answer)
        }
        expectNoSecret(forged.headers[sender.field] ?? "", in: rig, answer)
        let isBasic = sender.field == "Authorization" && sender.type != .token
        #expect((answer.headers["WWW-Authenticate"]?.hasPrefix("Basic ") ?? false) == isBasic)
    }

    @Test("a delivery without its proof, or with two, is refused", arguments: senders)
    func fields(_ sender: Sender) async throws {
        let rig = try rig(sender)
        let good = try request(sender, with: new)
        var none = good.headers
        none.remove(sender.field)
        var two = good.headers
        two.add(sender.field.uppercased(), good.headers[sender.field] ?? "")
        for headers in [none, two] {
            let answer = await rig.send(
                HTTPRequest(method: "POST", path: good.path, headers: headers, body: good.body))
            #expect(answer.summary == "401 bad_credentials")
        }
        #expect(rig.seen.events.isEmpty)
    }

    @Test("a changed body is refused where it is signed", arguments: senders)
    func tampered(_ sender: Sender) async throws {
        guard isSigned(sender) else { return }
        let rig = try rig(sender)
        let good = try request(sender, with: new)
        let answer = await rig.send(
            HTTPRequest(
                method: "POST", path: good.path, headers: good.headers, body: good.body + [0x20]))
        #expect(answer.summary == "401 bad_credentials")
    }

    @Test("a signed time counts for five minutes", arguments: senders)
    func stale(_ sender: Sender) async throws {
        let good = try request(sender, with: new)
        for milliseconds: Int64 in [300_000, 301_000, -300_000, -301_000] {
            let rig = try rig(sender)
            rig.pass(milliseconds: milliseconds)
            let isStale = isTimed(sender) && abs(milliseconds) > 300_000
            let expected = isStale ? "401 bad_credentials" : "202 accepted"
            #expect(await rig.send(good).summary == expected)
        }
    }

    @Test("the same delivery again is a duplicate", arguments: senders)
    func replay(_ sender: Sender) async throws {
        let rig = try rig(sender)
        let good = try request(sender, with: new)
        #expect(await rig.send(good).summary == "202 accepted")
        #expect(await rig.send(good).summary == "200 duplicate")
    }

    @Test("signed bytes under another name are the same delivery", arguments: senders)
    func replayUnderAnotherName(_ sender: Sender) async throws {
        guard case .bodySignature = sender.credentials([new]) else { return }
        let rig = try rig(sender)
        #expect(await rig.send(try request(sender, with: new)).summary == "202 accepted")
        let again = try request(sender, with: new, id: "delivery-2")
        #expect(await rig.send(again).summary == "200 duplicate")
        #expect(rig.seen.events.count == 1)
    }
}
