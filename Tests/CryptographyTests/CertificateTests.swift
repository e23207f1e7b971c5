import Foundation
import Testing

@testable import Cryptography

@Suite("Certificates")
struct CertificateTests {
    @Test("what was put in comes out")
    func roundTrip() throws {
        let pem = try TestKeys.certificate(names: ["sns.amazonaws.com", "b.example"])
        let certificate = try Certificate(pem: pem)
        #expect(certificate.commonName == "sns.amazonaws.com")
        #expect(certificate.subjectAlternativeNames == ["sns.amazonaws.com", "b.example"])
        #expect(certificate.notBefore == TestKeys.start)
        #expect(certificate.notAfter == TestKeys.end)
        #expect(certificate.publicKey.isRSA)
        #expect(certificate.publicKey.bits == 2_048)
    }

    @Test("no alternative names is an empty list")
    func noAlternativeNames() throws {
        let certificate = try Certificate(pem: TestKeys.certificate(names: []))
        #expect(certificate.subjectAlternativeNames.isEmpty)
    }

    @Test("dates before 1970 and after 2050 are read")
    func farDates() throws {
        let pem = try TestKeys.rsa.get().selfSignedCertificate(
            commonName: "a", subjectAlternativeNames: [], notBefore: -86_400_000,
            notAfter: 4_102_444_800_000)
        let certificate = try Certificate(pem: pem)
        #expect(certificate.notBefore == -86_400_000)
        #expect(certificate.notAfter == 4_102_444_800_000)
    }

    static let decorations: [@Sendable (String) -> String] = [
        { "\n" + $0 }, { " " + $0 }, { "\u{FEFF}" + $0 }, { "subject=x\n" + $0 }, { $0 + "x" },
        { $0 + " " }, { $0 + $0 }, { $0 + "\n<xml/>" }, { "<Error>" + $0 + "</Error>" },
        { $0.replacingOccurrences(of: "CERTIFICATE", with: "TRUSTED CERTIFICATE") },
        { $0.replacingOccurrences(of: "CERTIFICATE", with: "X509 CERTIFICATE") },
        { $0.replacingOccurrences(of: "BEGIN", with: "begin") },
        { $0.replacingOccurrences(of: "-----\n", with: "-----\n\n") },
        { $0.replacingOccurrences(of: "-----\nM", with: "-----\nProc-Type: 4\n\nM") },
        { $0.replacingOccurrences(of: "\n", with: "\r") },
        { $0.replacingOccurrences(of: "\n", with: " \n") },
        { String($0.dropLast(6)) }, { _ in "" }, { _ in "\n" },
        { _ in "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n" },
        { _ in "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" },
    ]

    @Test("anything but exactly one block is refused", arguments: decorations.indices)
    func strictEnvelope(index: Int) throws {
        let pem = String(decoding: try TestKeys.certificate(), as: UTF8.self)
        let bytes = Array(Self.decorations[index](pem).utf8)
        #expect(throws: CryptographyError.self) { try Certificate(pem: bytes) }
        #expect(ErrorQueue.isEmpty)
    }

    @Test("line ends may be CR LF, missing or several at the end")
    func lineEnds() throws {
        let pem = String(decoding: try TestKeys.certificate(), as: UTF8.self)
        for text in [
            pem, String(pem.dropLast()), pem + "\n\r\n",
            pem.replacingOccurrences(of: "\n", with: "\r\n"),
        ] {
            #expect(throws: Never.self) { try Certificate(pem: Array(text.utf8)) }
        }
    }

    @Test("a longer text than the limit is not looked at")
    func limit() throws {
        let pem = try TestKeys.certificate()
        let padding = [UInt8](repeating: 10, count: Certificate.pemBytesMax - pem.count)
        #expect(throws: Never.self) { try Certificate(pem: pem + padding) }
        #expect(throws: CryptographyError.self) { try Certificate(pem: pem + padding + [10]) }
    }

    @Test("bytes after the certificate inside the block are refused")
    func trailingBytes() throws {
        let der = try TestKeys.der(TestKeys.certificate())
        #expect(throws: Never.self) { try Certificate(pem: TestKeys.pem(der)) }
        #expect(throws: CryptographyError.self) { try Certificate(pem: TestKeys.pem(der + [0])) }
        #expect(throws: CryptographyError.self) {
            try Certificate(pem: TestKeys.pem(Array(der.dropLast())))
        }
        #expect(ErrorQueue.isEmpty)
    }

    @Test("damaged certificates never crash and leave the error queue empty")
    func damaged() throws {
        let der = try TestKeys.der(TestKeys.certificate())
        for index in der.indices {
            var damaged = der
            damaged[index] ^= 0xff
            _ = try? Certificate(pem: TestKeys.pem(damaged))
            #expect(ErrorQueue.isEmpty)
        }
    }

    @Test("a real signing certificate of SNS")
    func realCertificate() throws {
        let root = "/work/shared/fixtures/sns"
        guard let files = FileManager.default.enumerator(atPath: root) else { return }
        var seen = 0
        for case let file as String in files where file.hasSuffix(".pem") {
            let pem = try #require(FileManager.default.contents(atPath: root + "/" + file))
            let certificate = try Certificate(pem: Array(pem))
            #expect(certificate.commonName == "sns.amazonaws.com")
            #expect(certificate.subjectAlternativeNames == ["sns.amazonaws.com"])
            #expect(certificate.publicKey.bits == 2_048)
            #expect(certificate.notBefore < certificate.notAfter)
            seen += 1
        }
        #expect(seen > 0)
    }
}
