import Testing

@testable import Cryptography

@Suite("Public keys")
struct PublicKeyTests {
    @Test(
        "signatures verify with their key, digest and message only",
        arguments: DigestAlgorithm.allCases)
    func signAndVerify(algorithm: DigestAlgorithm) throws {
        let key = try TestKeys.rsa.get()
        let message = Array("Message\nhello\n".utf8)
        let signature = try key.sign(message, digest: algorithm)
        let publicKey = key.publicKey
        #expect(signature.count == 256)
        #expect(publicKey.verify(signature: signature, of: message, digest: algorithm))
        #expect(!publicKey.verify(signature: signature, of: message + [10], digest: algorithm))
        for other in DigestAlgorithm.allCases where other != algorithm {
            #expect(!publicKey.verify(signature: signature, of: message, digest: other))
        }
        #expect(ErrorQueue.isEmpty)
    }

    @Test("damaged signatures are refused and leave the error queue empty")
    func damagedSignatures() throws {
        let key = try TestKeys.rsa.get()
        let signature = try key.sign([1, 2, 3], digest: .sha256)
        let publicKey = key.publicKey
        var flipped = signature
        flipped[17] ^= 1
        let zeros = [UInt8](repeating: 0, count: 256)
        let ones = [UInt8](repeating: 0xff, count: 256)
        let broken = [
            flipped, [], [0], zeros, ones, Array(signature.dropLast()), signature + [0],
            [0] + signature,
        ]
        for signature in broken {
            #expect(!publicKey.verify(signature: signature, of: [1, 2, 3], digest: .sha256))
            #expect(ErrorQueue.isEmpty)
        }
        #expect(publicKey.verify(signature: signature, of: [1, 2, 3], digest: .sha256))
    }

    @Test("an empty message can be signed")
    func emptyMessage() throws {
        let key = try TestKeys.rsa.get()
        let signature = try key.sign([], digest: .sha256)
        #expect(key.publicKey.verify(signature: signature, of: [], digest: .sha256))
    }

    @Test("a certificate of another kind of key is read but verifies nothing")
    func ellipticCertificate() throws {
        let pem = try OpenSSLTool.run(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", "/dev/null", "-subj", "/CN=e.example", "-days", "2")
        let certificate = try Certificate(pem: pem)
        #expect(!certificate.publicKey.isRSA)
        #expect(certificate.commonName == "e.example")
        #expect(!certificate.publicKey.verify(signature: [1], of: [], digest: .sha256))
    }

    @Test("many threads verify with one key at once")
    func manyThreads() async throws {
        let key = try TestKeys.rsa.get()
        let publicKey = key.publicKey
        let signature = try key.sign([9], digest: .sha256)
        await withTaskGroup(of: Bool.self) { group in
            for index in 0..<64 {
                group.addTask {
                    let message: [UInt8] = index.isMultiple(of: 2) ? [9] : [8]
                    return (0..<50).allSatisfy { _ in
                        publicKey.verify(signature: signature, of: message, digest: .sha256)
                            == (message == [9])
                    }
                }
            }
            for await agrees in group { #expect(agrees) }
        }
    }
}
