import Cryptography
import HTTP
import Lifecycle
import Telemetry
import Testing

@testable import Intake

/// What is true of every way to prove a sender.
@Suite("Every proof")
struct SenderProofTests {
    /// One way, with the field that must come once and the reason for a wrong secret.
    struct Way: Sendable, CustomTestStringConvertible {
        let name: String
        let field: String
        let wrong: String
        var signsBody = true
        let make: @Sendable ([Secret]) -> SenderCredentials

        var testDescription: String { name }

        func check(_ secrets: String...) -> ProofCheck { ProofCheck(make(secrets.asSecrets)) }
    }

    private static let noMatch = "The signature does not match."

    static let signatures = [
        Way(name: "github", field: "X-Hub-Signature-256", wrong: noMatch) {
            .bodySignature(.github, $0)
        },
        Way(name: "bitbucket", field: "X-Hub-Signature", wrong: noMatch) {
            .bodySignature(.bitbucket, $0)
        },
        Way(name: "circleci", field: "circleci-signature", wrong: noMatch) {
            .bodySignature(.circleci, $0)
        },
        Way(name: "hcp-terraform", field: "X-TFE-Notification-Signature", wrong: noMatch) {
            .bodySignature(.hcpTerraform, $0)
        },
        Way(name: "hmac", field: "X-Signature", wrong: noMatch) {
            .bodySignature(
                SignatureShape(
                    field: "X-Signature", algorithm: .sha1, encoding: .base64, prefix: "HMAC "), $0)
        },
        Way(name: "standard-webhooks", field: "webhook-signature", wrong: noMatch) {
            .standardWebhooks($0)
        },
        Way(name: "buildkite", field: "X-Buildkite-Signature", wrong: noMatch) {
            .buildkiteSignature($0)
        },
    ]

    static let ways =
        signatures + [
            Way(
                name: "X-Gitlab-Token", field: "X-Gitlab-Token", wrong: "The token is wrong.",
                signsBody: false
            ) { .tokenField("X-Gitlab-Token", $0) },
            Way(
                name: "token", field: "Authorization", wrong: "The bearer token is wrong.",
                signsBody: false
            ) { .bearer($0) },
            Way(
                name: "basic", field: "Authorization", wrong: "The basic credentials are wrong.",
                signsBody: false
            ) { .basic(username: "ci", password: $0.first ?? Secret("none")) },
        ]

    static let old = "whsec_b2xkLW9sZC1vbGQtb2xkLW9sZC1vbGQh"
    static let new = "whsec_bmV3LW5ldy1uZXctbmV3LW5ldy1uZXch"
    static let other = "whsec_b3RoZXItb3RoZXItb3RoZXItb3RoZXItb3RoZXI="
    static let body = #"{"run":1}"#

    @Test("the right secret opens, another one does not", arguments: ways)
    func secrets(way: Way) {
        let check = way.check(Self.new)
        let fields = check.fields(Self.body)
        #expect(!check.judge(Self.body, fields).contains("."))
        #expect(way.check(Self.other).judge(Self.body, fields) == way.wrong)
    }

    @Test("of several secrets any opens, and the first one signs", arguments: ways.dropLast())
    func rotation(way: Way) {
        let check = way.check(Self.new, Self.old)
        for secret in [Self.new, Self.old] {
            let fields = way.check(secret).fields(Self.body)
            #expect(!check.judge(Self.body, fields).contains("."))
        }
        #expect(
            check.judge(Self.body, way.check(Self.other).fields(Self.body)) == way.wrong)
        #expect(check.fields(Self.body) == way.check(Self.new).fields(Self.body))
    }

    @Test("no secret and an empty one open nothing", arguments: ways.dropLast())
    func nothing(way: Way) {
        let right = way.check(Self.new).fields(Self.body)
        for check in [way.check(), way.check("")] {
            #expect(check.judge(Self.body, right) == way.wrong)
            // Nobody could sign with an empty key either.
            let own = check.fields(Self.body)
            #expect(check.judge(Self.body, own).hasSuffix("."))
        }
    }

    @Test("without its field nothing is proved", arguments: ways)
    func missing(way: Way) {
        let check = way.check(Self.new)
        #expect(check.judge(Self.body, [:]) == "No \(way.field).")
        var empty = check.fields(Self.body)
        empty[way.field] = ""
        #expect(check.judge(Self.body, empty).hasSuffix("."))
    }

    @Test("a second copy of its field is refused, also of the same value", arguments: ways)
    func doubled(way: Way) {
        let check = way.check(Self.new)
        let fields = check.fields(Self.body)
        #expect(
            check.judge(Self.body, fields.doubled(way.field)) == "Several \(way.field).")
        var first = fields
        first.add(way.field.lowercased(), "x")
        #expect(check.judge(Self.body, first) == "Several \(way.field).")
    }

    @Test("a body that is another by one byte is refused", arguments: signatures)
    func tampered(way: Way) throws {
        let check = way.check(Self.new)
        let fields = check.fields(Self.body)
        for body in [#"{"run":2}"#, Self.body + "\n", String(Self.body.dropLast()), ""] {
            #expect(check.judge(body, fields) == way.wrong)
        }
        #expect(try check.proven(Self.body, fields).isBodySigned)
        #expect(
            check.judge("", check.fields("")) == (try check.proven("", check.fields(""))).method)
    }

    @Test("what says nothing of the body says so", arguments: ways.suffix(3))
    func unsigned(way: Way) throws {
        let check = way.check(Self.new)
        let proven = try check.proven("anything", check.fields(Self.body))
        #expect(!proven.isBodySigned && proven.signedID == nil)
    }

    @Test("names of fields are taken in any case", arguments: ways)
    func names(way: Way) {
        let check = way.check(Self.new)
        let fields = HTTPHeaders(
            check.fields(Self.body).map { (name: $0.name.uppercased(), value: $0.value) })
        #expect(!check.judge(Self.body, fields).contains("."))
    }

    @Test("nothing that is printed of a proof holds a secret", arguments: ways)
    func printed(way: Way) {
        let check = way.check(Self.new)
        var dumped = ""
        dump(check.proof, to: &dumped)
        for text in ["\(check.proof)", String(reflecting: check.proof), dumped] {
            #expect(!text.contains(Self.new))
            // No digest of one either.
            #expect(!text.contains("UInt8"), "\(text)")
            #expect(!text.contains("119, 104, 115, 101, 99"))
        }
    }
}
