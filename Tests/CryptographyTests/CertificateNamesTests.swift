import Testing

@testable import Cryptography

@Suite("Names in certificates")
struct CertificateNamesTests {
    @Test("several common names are refused, none is none")
    func commonNames() throws {
        func certificate(_ subject: String) throws -> [UInt8] {
            try OpenSSLTool.run(
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "/dev/null", "-subj",
                subject, "-days", "2")
        }
        #expect(throws: CryptographyError.self) {
            try Certificate(pem: certificate("/CN=a.example/CN=b.example"))
        }
        #expect(try Certificate(pem: certificate("/O=Example")).commonName == nil)
    }

    @Test("a NUL byte in a name does not cut it short", arguments: [true, false])
    func nulInNames(inCommonName: Bool) throws {
        let name = "sns.amazonaws.com@evil.example"
        var der = try TestKeys.der(
            TestKeys.certificate(
                commonName: inCommonName ? name : "a", names: inCommonName ? [] : [name]))
        let positions = der.indices.filter { der[$0] == UInt8(ascii: "@") }
        let place = try #require(positions.last { der[..<$0].suffix(3) == Array("com".utf8)[...] })
        der[place] = 0
        #expect(throws: CryptographyError.self) { try Certificate(pem: TestKeys.pem(der)) }
    }
}
