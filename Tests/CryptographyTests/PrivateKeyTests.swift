import Testing

@testable import Cryptography

@Suite("Private keys")
struct PrivateKeyTests {
    @Test("a key goes to PEM and back")
    func pemRoundTrip() throws {
        let key = try TestKeys.rsa.get()
        let copy = try PrivateKey(pem: key.pem())
        let signature = try copy.sign([7], digest: .sha1)
        #expect(key.publicKey.verify(signature: signature, of: [7], digest: .sha1))
    }

    @Test("keys of other kinds, encrypted ones and junk are refused without asking anybody")
    func refusedKeys() throws {
        #expect(throws: CryptographyError.self) { try PrivateKey(pem: Array("junk".utf8)) }
        #expect(throws: CryptographyError.self) { try PrivateKey(pem: []) }
        let elliptic = try OpenSSLTool.run("ecparam", "-name", "prime256v1", "-genkey", "-noout")
        #expect(throws: CryptographyError.self) { try PrivateKey(pem: elliptic) }
        let encrypted = try OpenSSLTool.run(
            "genpkey", "-quiet", "-algorithm", "RSA", "-aes128", "-pass", "pass:x")
        #expect(encrypted.starts(with: "-----BEGIN ENCRYPTED".utf8))
        #expect(throws: CryptographyError.self) { try PrivateKey(pem: encrypted) }
        #expect(ErrorQueue.isEmpty)
    }

    @Test("key sizes outside the limits are refused", arguments: [0, 1_024, 8_193, Int.max, -1])
    func keySizes(bits: Int) {
        #expect(throws: CryptographyError.self) { try PrivateKey.generate(bits: bits) }
    }
}
