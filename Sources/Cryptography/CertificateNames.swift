import CCrypto

/// Reads the names out of a certificate. ASN.1 strings carry their length and may hold any byte, so
/// a name such as "sns.amazonaws.com\0.attacker.example" must not shrink to its beginning: names
/// with control characters make the whole certificate invalid.
enum CertificateNames {
    static func commonName(
        of certificate: borrowing OwnedCertificate
    ) throws(CryptographyError) -> String? {
        guard let subject = unsafe X509_get_subject_name(certificate.raw) else { return nil }
        let first = unsafe X509_NAME_get_index_by_NID(subject, NID_commonName, -1)
        guard first >= 0 else { return nil }
        guard unsafe X509_NAME_get_index_by_NID(subject, NID_commonName, first) < 0 else {
            throw CryptographyError(
                .malformedCertificate, "The certificate has several common names.")
        }
        let value = unsafe X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, first))
        var utf8: UnsafeMutablePointer<UInt8>?
        let count = unsafe ASN1_STRING_to_UTF8(&utf8, value)
        defer { unsafe hookferry_free(utf8) }
        guard count >= 0 else {
            throw .fromQueue(.malformedCertificate, "The certificate's common name is no text")
        }
        return try unsafe name(UnsafeBufferPointer(start: utf8, count: Int(count)))
    }

    static func dnsNames(
        of certificate: borrowing OwnedCertificate
    ) throws(CryptographyError) -> [String] {
        var state: Int32 = 0
        let extensionValue = unsafe X509_get_ext_d2i(
            certificate.raw, NID_subject_alt_name, &state, nil)
        guard let extensionValue = unsafe extensionValue else {
            // "-1 … if the extension is not found, … -2 … if it occurs more than once"; an
            // extension that cannot be decoded leaves 0 or 1
            // (https://docs.openssl.org/3.0/man3/X509V3_get_d2i/).
            guard state == -1 else {
                throw .fromQueue(
                    .malformedCertificate, "The certificate's alternative names cannot be read")
            }
            return []
        }
        let names = OpaquePointer(extensionValue)
        defer { unsafe GENERAL_NAMES_free(names) }
        var found: [String] = []
        let count = unsafe hookferry_general_names_count(names)
        for index in 0..<count {
            var type: Int32 = -1
            let value = unsafe GENERAL_NAME_get0_value(
                hookferry_general_names_at(names, index), &type)
            guard type == GEN_DNS, let value = unsafe value else { continue }
            let text = unsafe value.assumingMemoryBound(to: ASN1_STRING.self)
            let bytes = unsafe UnsafeBufferPointer(
                start: ASN1_STRING_get0_data(text), count: Int(ASN1_STRING_length(text)))
            found.append(try unsafe name(bytes))
        }
        return found
    }

    private static func name(
        _ bytes: UnsafeBufferPointer<UInt8>
    ) throws(CryptographyError) -> String {
        guard let text = unsafe String(validating: bytes, as: UTF8.self), !text.isEmpty,
            text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f })
        else {
            throw CryptographyError(
                .malformedCertificate, "A name in the certificate has forbidden characters.")
        }
        return text
    }
}
