import HTTP
import Lifecycle
import Telemetry
import Testing

@testable import Intake

@Suite("Buildkite's signature")
struct BuildkiteSignatureTests {
    private static let body = #"{"event":"ping"}"#
    private static let signature =
        "signature=00848db9eeed2ccbf3abdf2798aa54a7ae8f14f9c37b1ddffeeeb1c2377b7eea"
    private static let time = "timestamp=1619071700"

    private func judge(_ value: String, after milliseconds: Int64 = 0) -> String {
        var check = ProofCheck(.buildkiteSignature([Secret("buildkite-token")]))
        check.now = Timestamp(milliseconds: 1_619_071_700_000 + milliseconds)
        return check.judge(Self.body, ["X-Buildkite-Signature": value])
    }

    @Test(
        "has its two parts in any order, with spaces, and what comes later beside them",
        arguments: [
            "\(time),\(signature)", "\(signature),\(time)", " \(time) ,\t\(signature) ",
            "\(time),\(signature),version=2", "\(time),,\(signature),",
        ])
    func right(value: String) {
        #expect(judge(value) == "hmac-sha256")
    }

    @Test(
        "lacks nothing and has nothing twice",
        arguments: [
            "", ",", time, signature, "timestamp=,\(signature)", "\(time),signature=",
            "\(time),\(time),\(signature)", "\(time),\(signature),\(signature)",
            "\(time),\(signature),signature=00", "timestamp=1,\(signature),\(time)",
            "\(time);\(signature)", "timestamp:1619071700,\(signature)",
            "\(time),\(signature)00", "\(time),\(signature.dropLast())",
            "\(time),\(signature.dropLast(2))", "timestamp=-1,\(signature)",
            "timestamp=+1619071700,\(signature)", "timestamp=1619071700.0,\(signature)",
            "timestamp=99999999999999999999999,\(signature)", "timestamp=0x1,\(signature)",
            "timestamp=١٦١٩٠٧١٧٠٠,\(signature)", "Timestamp=1619071700,\(signature)",
            "timestamp =1619071700,\(signature)", "timestamp= 1619071700,\(signature)",
        ])
    func malformed(value: String) {
        #expect(judge(value) == "X-Buildkite-Signature is malformed.")
    }

    @Test("covers the time")
    func covered() {
        let mismatch = "The signature does not match."
        #expect(judge("timestamp=1619071701,\(Self.signature)") == mismatch)
        #expect(judge("timestamp=01619071700,\(Self.signature)") == mismatch)
        #expect(judge("timestamp=999999999999,\(Self.signature)") == mismatch)
    }

    @Test("is taken within five minutes, to the millisecond")
    func borders() {
        let value = "\(Self.time),\(Self.signature)"
        #expect(judge(value, after: 300_000) == "hmac-sha256")
        #expect(judge(value, after: -300_000) == "hmac-sha256")
        #expect(judge(value, after: 300_001) == "The timestamp is 301 s old.")
        #expect(judge(value, after: -300_001) == "The timestamp is 301 s ahead.")
    }
}
