import Cryptography
import Testing

@Suite("Digests and HMAC")
struct DigestTests {
    @Test(
        "published digests of abc",
        arguments: [
            (DigestAlgorithm.sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                .sha512,
                "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                    + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
            ),
        ])
    func publishedDigests(algorithm: DigestAlgorithm, expected: String) {
        #expect(Hex.encode(Digest.digest(Array("abc".utf8), algorithm)) == expected)
        #expect(expected.utf8.count == algorithm.byteCount * 2)
    }

    @Test("the digest of nothing")
    func digestOfNothing() {
        #expect(
            Hex.encode(Digest.digest([], .sha256))
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    /// RFC 4231 (test cases 1, 2 and 6) and RFC 2202 (test case 2).
    @Test(
        "published authentication codes",
        arguments: [
            (
                [UInt8](repeating: 0x0b, count: 20), "Hi There", DigestAlgorithm.sha256,
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            (
                Array("Jefe".utf8), "what do ya want for nothing?", .sha256,
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            (
                Array("Jefe".utf8), "what do ya want for nothing?", .sha1,
                "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"
            ),
            (
                [UInt8](repeating: 0xaa, count: 131),
                "Test Using Larger Than Block-Size Key - Hash Key First", .sha512,
                "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
                    + "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598"
            ),
        ])
    func publishedCodes(
        key: [UInt8], message: String, algorithm: DigestAlgorithm, expected: String
    ) {
        #expect(Hex.encode(Digest.hmac(key: key, Array(message.utf8), algorithm)) == expected)
    }

    @Test("an empty key and an empty message still have a code")
    func emptyKeyAndMessage() {
        #expect(
            Hex.encode(Digest.hmac(key: [], [], .sha256))
                == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }

    @Test("many threads at once agree")
    func manyThreads() async {
        let expected = Digest.hmac(key: [1], [2], .sha256)
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<64 {
                group.addTask {
                    (0..<100).allSatisfy { _ in Digest.hmac(key: [1], [2], .sha256) == expected }
                }
            }
            for await agrees in group { #expect(agrees) }
        }
    }
}
