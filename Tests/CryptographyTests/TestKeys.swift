import Cryptography

/// One key pair for the whole test run, because making one takes a while.
enum TestKeys {
    static let rsa = Result { try PrivateKey.generate(bits: 2_048) }

    static let start: Int64 = 1_767_225_600_000
    static let end: Int64 = 1_798_761_599_000

    static func certificate(
        commonName: String = "sns.amazonaws.com", names: [String] = ["sns.amazonaws.com"]
    ) throws -> [UInt8] {
        try rsa.get().selfSignedCertificate(
            commonName: commonName, subjectAlternativeNames: names, notBefore: start,
            notAfter: end)
    }

    /// The bytes inside a PEM block.
    static func der(_ pem: [UInt8]) throws -> [UInt8] {
        let lines = String(decoding: pem, as: UTF8.self).split(separator: "\n")
        return Base64.decode(lines.dropFirst().dropLast().joined()) ?? []
    }

    static func pem(_ der: [UInt8], label: String = "CERTIFICATE") -> [UInt8] {
        Array("-----BEGIN \(label)-----\n\(Base64.encode(der))\n-----END \(label)-----\n".utf8)
    }
}
