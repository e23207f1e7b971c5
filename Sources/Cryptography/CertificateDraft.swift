import CCrypto

/// A certificate in the making; each step throws what libcrypto refuses.
struct CertificateDraft: ~Copyable {
    private let certificate: OwnedCertificate

    init(_ certificate: consuming OwnedCertificate) { self.certificate = certificate }

    /// Version 3, which writes 2, and a serial number of up to 8 bytes.
    func identify(serial: [UInt8]) throws(CryptographyError) {
        let number = serial.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } >> 1
        try require(
            unsafe X509_set_version(certificate.raw, 2) == 1
                && ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.raw), number) == 1)
    }

    /// Seconds since 1970 UTC.
    func setValidity(from start: Int64, to end: Int64) throws(CryptographyError) {
        try require(
            unsafe ASN1_TIME_set(X509_getm_notBefore(certificate.raw), time_t(start)) != nil
                && ASN1_TIME_set(X509_getm_notAfter(certificate.raw), time_t(end)) != nil)
    }

    func setNames(commonName: String, alternatives: [String]) throws(CryptographyError) {
        let name = Array(commonName.utf8)
        let subject = unsafe X509_get_subject_name(certificate.raw)
        try require(
            unsafe X509_NAME_add_entry_by_NID(
                subject, NID_commonName, MBSTRING_UTF8, name, Int32(name.count), -1, 0)
                == 1 && X509_set_issuer_name(certificate.raw, subject) == 1)
        guard !alternatives.isEmpty else { return }
        let names = unsafe hookferry_general_names_new()
        defer { unsafe GENERAL_NAMES_free(names) }
        for alternative in alternatives { try unsafe append(alternative, to: names) }
        try require(
            unsafe X509_add1_ext_i2d(
                certificate.raw, NID_subject_alt_name, UnsafeMutableRawPointer(names), 0, 0) == 1)
    }

    private func append(
        _ name: String, to names: OpaquePointer?
    ) throws(CryptographyError) {
        let bytes = Array(name.utf8)
        let entry = unsafe GENERAL_NAME_new()
        let value = unsafe ASN1_IA5STRING_new()
        guard unsafe ASN1_STRING_set(value, bytes, Int32(bytes.count)) == 1, unsafe entry != nil
        else {
            unsafe ASN1_IA5STRING_free(value)
            unsafe GENERAL_NAME_free(entry)
            throw refusal()
        }
        // "GENERAL_NAME_set0_value" and the push hand the ownership on to `names`.
        unsafe GENERAL_NAME_set0_value(entry, GEN_DNS, value)
        guard unsafe hookferry_general_names_push(names, entry) > 0 else {
            unsafe GENERAL_NAME_free(entry)
            throw refusal()
        }
    }

    /// Signs with SHA-256 and gives the PEM text.
    func signed(by key: borrowing OwnedKey) throws(CryptographyError) -> [UInt8] {
        let buffer = try MemoryBuffer()
        try require(
            unsafe X509_set_pubkey(certificate.raw, key.raw) == 1
                && X509_sign(certificate.raw, key.raw, DigestMethod.sha256.raw) > 0
                && PEM_write_bio_X509(buffer.raw, certificate.raw) == 1)
        return buffer.bytes
    }

    private func require(_ condition: Bool) throws(CryptographyError) {
        guard condition else { throw refusal() }
    }

    private func refusal() -> CryptographyError {
        .fromQueue(.operationFailed, "libcrypto refuses the certificate")
    }
}
