import CCrypto

/// The parts of an X.509 certificate that SNS verification looks at. The chain is not checked:
/// trust comes from where the certificate was fetched or pinned.
package struct Certificate: Sendable {
    /// Milliseconds since 1970 UTC, inclusive.
    package let notBefore: Int64
    /// Milliseconds since 1970 UTC, inclusive.
    package let notAfter: Int64
    /// The DNS names of the subjectAltName extension, as written.
    package let subjectAlternativeNames: [String]
    /// The subject's only common name; nil when there is none.
    package let commonName: String?
    package let publicKey: PublicKey
    /// The SHA-256 of the SubjectPublicKeyInfo: what is the same in every certificate of a key.
    package let publicKeyDigest: [UInt8]

    /// The longest PEM text that is looked at, in bytes. Real signing certificates of SNS have
    /// about 2 KiB.
    package static let pemBytesMax = 16 * 1024

    /// Reads exactly one PEM block `CERTIFICATE`: nothing before it, and after it only line ends.
    /// Whoever can make the legitimate host echo a certificate inside other text must not succeed
    /// (aws-sdk-java-v2, sns-message-manager, has the same rule).
    package init(pem: [UInt8]) throws(CryptographyError) {
        let der = try PEMBlock.decode(pem, label: "CERTIFICATE", bytesMax: Self.pemBytesMax)
        ErrorQueue.clear()
        defer { ErrorQueue.clear() }
        let certificate = try Self.parse(der)
        unsafe notBefore = try Self.milliseconds(X509_get0_notBefore(certificate.raw))
        unsafe notAfter = try Self.milliseconds(X509_get0_notAfter(certificate.raw))
        commonName = try CertificateNames.commonName(of: certificate)
        subjectAlternativeNames = try CertificateNames.dnsNames(of: certificate)
        // "X509_get0_pubkey() … the returned key must not be freed"
        // (https://docs.openssl.org/3.0/man3/X509_get_pubkey/).
        guard let key = unsafe X509_get0_pubkey(certificate.raw) else {
            throw .fromQueue(.unusableKey, "The certificate's public key cannot be read")
        }
        unsafe publicKey = PublicKey(key: key)
        publicKeyDigest = try Self.publicKeyDigest(of: certificate)
    }

    private static func publicKeyDigest(
        of certificate: borrowing OwnedCertificate
    ) throws(CryptographyError) -> [UInt8] {
        let info = unsafe X509_get_X509_PUBKEY(certificate.raw)
        var start: UnsafeMutablePointer<UInt8>?
        // "If *ppout is NULL memory will be allocated for a buffer"
        // (https://docs.openssl.org/3.0/man3/d2i_X509/).
        let count = unsafe i2d_X509_PUBKEY(info, &start)
        defer { unsafe hookferry_free(start) }
        guard count > 0 else {
            throw .fromQueue(.unusableKey, "The certificate's public key cannot be read")
        }
        return unsafe Digest.digest(
            Array(UnsafeBufferPointer(start: start, count: Int(count))), .sha256)
    }

    private static func parse(_ der: [UInt8]) throws(CryptographyError) -> OwnedCertificate {
        var end = 0
        let raw = unsafe der.withUnsafeBufferPointer { bytes -> OpaquePointer? in
            var next = bytes.baseAddress
            let raw = unsafe d2i_X509(nil, &next, bytes.count)
            unsafe end = next.map { unsafe $0 - (bytes.baseAddress ?? $0) } ?? 0
            return unsafe raw
        }
        guard let raw = unsafe raw else {
            throw .fromQueue(.malformedCertificate, "The block holds no X.509 certificate")
        }
        let certificate = unsafe OwnedCertificate(raw)
        guard end == der.count else {
            throw CryptographyError(
                .malformedCertificate, "Bytes follow the certificate inside its block.")
        }
        return certificate
    }

    private static func milliseconds(
        _ time: UnsafePointer<ASN1_TIME>?
    ) throws(CryptographyError) -> Int64 {
        let epoch = unsafe ASN1_TIME_set(nil, 0)
        defer { unsafe ASN1_STRING_free(epoch) }
        var days: Int32 = 0
        var seconds: Int32 = 0
        guard let time = unsafe time, let epoch = unsafe epoch,
            unsafe ASN1_TIME_diff(&days, &seconds, epoch, time) == 1
        else {
            throw .fromQueue(.malformedCertificate, "The certificate's validity cannot be read")
        }
        return (Int64(days) * 86_400 + Int64(seconds)) * 1_000
    }
}
