import Cryptography
import HTTP
import Telemetry
import Testing

@testable import Intake

@Suite("Signatures of the body")
struct BodySignatureTests {
    private static let secret = "It's a Secret to Everybody"
    private static let body = "Hello, World!"
    /// GitHub's documented example.
    private static let hex = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"

    private func github(_ value: String) -> String {
        ProofCheck(.bodySignature(.github, [Secret(Self.secret)]))
            .judge(Self.body, ["x-hub-signature-256": value])
    }

    @Test("the digest is hexadecimal in either case behind the prefix")
    func right() {
        #expect(github("sha256=" + Self.hex) == "hmac-sha256")
        #expect(github("sha256=" + Self.hex.uppercased()) == "hmac-sha256")
    }

    @Test(
        "anything else than one whole digest is malformed",
        arguments: [
            "", "sha256=", hex, "sha1=\(hex)", "SHA256=\(hex)", "sha256:\(hex)", "sha256==\(hex)",
            "sha256=\(hex.dropLast())", "sha256=\(hex.dropLast(2))", "sha256=\(hex)00",
            "sha256=\(hex.dropLast())g", "sha256= \(hex)", "sha256=0x\(hex.dropLast(2))",
            "sha256=\(hex),sha256=\(hex)", "sha256=\(hex) ", "sha256=\u{0301}\(hex)",
            "sha256=dXEH6g6yUJ/CESIczphLijdXC211hsIsRvQ3nIsEPhc=",
        ])
    func malformed(value: String) {
        #expect(github(value) == "X-Hub-Signature-256 is malformed.")
    }

    @Test("GitHub's SHA-1 neither proves nor matters")
    func legacy() {
        let check = ProofCheck(.bodySignature(.github, [Secret(Self.secret)]))
        let digest = Digest.hmac(
            key: Array(Self.secret.utf8), Array(Self.body.utf8), .sha1)
        let sha1 = "sha1=" + Hex.encode(digest)
        #expect(
            check.judge(Self.body, ["X-Hub-Signature": sha1]) == "No X-Hub-Signature-256.")
        var both: HTTPHeaders = ["X-Hub-Signature": "sha1=0"]
        both.add("X-Hub-Signature", sha1)
        both.add("X-Hub-Signature-256", "sha256=" + Self.hex)
        #expect(check.judge(Self.body, both) == "hmac-sha256")
    }

    @Test("CircleCI's list may have other versions, in any order and with spaces")
    func circleci() {
        let check = ProofCheck(.bodySignature(.circleci, [Secret("secret")]))
        let right = "v1=773ba44693c7553d6ee20f61ea5d2757a9a4f4a44d2841ae4e95b52e4cd62db4"
        let wrong = "v1=" + String(repeating: "0", count: 64)
        func judge(_ value: String) -> String {
            check.judge("foo", ["circleci-signature": value])
        }
        for value in [
            right, "\(right),v2=abc", "v2=abc, \(right)", " \(right)\t,", "\(wrong),\(right)",
        ] {
            #expect(judge(value) == "hmac-sha256", "\(value)")
        }
        #expect(judge(wrong) == "The signature does not match.")
        for value in ["v2=" + right.dropFirst(3), ",", "v1=", "v1=;", "v11=" + right.dropFirst(3)] {
            #expect(judge(value) == "circleci-signature is malformed.", "\(value)")
        }
    }

    @Test("HCP Terraform's is SHA-512, which no shorter digest stands in for")
    func hcpTerraform() {
        let check = ProofCheck(.bodySignature(.hcpTerraform, [Secret("s")]))
        func judge(_ algorithm: DigestAlgorithm) -> String {
            let digest = Digest.hmac(key: Array("s".utf8), Array("{}".utf8), algorithm)
            return check.judge("{}", ["X-TFE-Notification-Signature": Hex.encode(digest)])
        }
        #expect(judge(.sha512) == "hmac-sha512")
        #expect(judge(.sha256) == "X-TFE-Notification-Signature is malformed.")
    }

    @Test(
        "a shape of one's own is any algorithm, encoding and prefix",
        arguments: DigestAlgorithm.allCases, SignatureShape.Encoding.allCases)
    func shapes(_ algorithm: DigestAlgorithm, _ encoding: SignatureShape.Encoding) {
        for prefix in ["", "HMAC ", "v0="] {
            let shape = SignatureShape(
                field: "X-Sig", algorithm: algorithm, encoding: encoding, prefix: prefix)
            let check = ProofCheck(.bodySignature(shape, [Secret("s")]))
            let fields = check.fields("{}")
            #expect(fields["x-sig"]?.hasPrefix(prefix) == true)
            #expect(check.judge("{}", fields) == "hmac-\(algorithm.rawValue)")
        }
    }

    @Test("base64 has one spelling")
    func base64() {
        let shape = SignatureShape(field: "X-Sig", encoding: .base64)
        let check = ProofCheck(.bodySignature(shape, [Secret(Self.secret)]))
        let right = "dXEH6g6yUJ/CESIczphLijdXC211hsIsRvQ3nIsEPhc="
        #expect(check.judge(Self.body, ["X-Sig": right]) == "hmac-sha256")
        for value in [
            String(right.dropLast()), "dXEH6g6yUJ/CESIczphLijdXC211hsIsRvQ3nIsEPhd=",
            "dXEH6g6yUJ_CESIczphLijdXC211hsIsRvQ3nIsEPhc=", right + "====", " " + right, "",
            Self.hex,
        ] {
            #expect(check.judge(Self.body, ["X-Sig": value]) == "X-Sig is malformed.", "\(value)")
        }
    }
}
