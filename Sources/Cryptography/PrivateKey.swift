import CCrypto

/// An RSA private key: what the demo, `send` and the tests sign with in the place of SNS.
@safe package final class PrivateKey: @unchecked Sendable {
    // Sendable: the key never changes, and libcrypto locks what it caches inside an EVP_PKEY.
    private let key: OwnedKey

    /// The smallest modulus `generate` makes, in bits (NIST SP 800-131A).
    package static let bitsMin = 2_048
    /// The largest modulus `generate` makes, in bits: more takes minutes.
    package static let bitsMax = 8_192

    private init(key: consuming OwnedKey) { self.key = key }

    /// A new RSA key, which takes about 100 ms for 2,048 bits.
    package static func generate(bits: Int = bitsMin) throws(CryptographyError) -> PrivateKey {
        guard (bitsMin...bitsMax).contains(bits) else {
            throw CryptographyError(
                .unusableKey, "An RSA key has \(bitsMin) to \(bitsMax) bits here, not \(bits).")
        }
        ErrorQueue.clear()
        let context = unsafe EVP_PKEY_CTX_new_from_name(nil, "RSA", nil)
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var raw: OpaquePointer?
        guard unsafe EVP_PKEY_keygen_init(context) == 1,
            unsafe EVP_PKEY_CTX_set_rsa_keygen_bits(context, Int32(bits)) == 1,
            unsafe EVP_PKEY_generate(context, &raw) == 1,
            let raw = unsafe raw
        else {
            throw .fromQueue(.operationFailed, "No RSA key could be generated")
        }
        return unsafe PrivateKey(key: OwnedKey(raw))
    }

    /// Reads an unencrypted RSA key, PKCS #8 or PKCS #1.
    package init(pem: [UInt8]) throws(CryptographyError) {
        ErrorQueue.clear()
        let buffer = try MemoryBuffer.holding(pem)
        // Without a callback libcrypto would ask for a passphrase on the terminal; -1 refuses.
        let raw = unsafe PEM_read_bio_PrivateKey(buffer.raw, nil, { _, _, _, _ in -1 }, nil)
        guard let raw = unsafe raw else {
            throw .fromQueue(.unusableKey, "The text holds no unencrypted private key")
        }
        let key = unsafe OwnedKey(raw)
        guard unsafe EVP_PKEY_is_a(key.raw, "RSA") == 1 else {
            throw CryptographyError(.unusableKey, "The private key is not an RSA key.")
        }
        self.key = key
    }

    /// The key as an unencrypted PKCS #8 block.
    package func pem() throws(CryptographyError) -> [UInt8] {
        ErrorQueue.clear()
        let buffer = try MemoryBuffer()
        guard unsafe PEM_write_bio_PKCS8PrivateKey(buffer.raw, key.raw, nil, nil, 0, nil, nil) == 1
        else {
            throw .fromQueue(.operationFailed, "The private key cannot be written")
        }
        return buffer.bytes
    }

    package var publicKey: PublicKey { unsafe PublicKey(key: key.raw) }

    /// An RSASSA-PKCS1-v1_5 signature of `message`.
    package func sign(
        _ message: [UInt8], digest algorithm: DigestAlgorithm
    ) throws(CryptographyError) -> [UInt8] {
        ErrorQueue.clear()
        let context = unsafe EVP_MD_CTX_new()
        defer { unsafe EVP_MD_CTX_free(context) }
        var count = 0
        // The first call of EVP_DigestSign only tells the greatest length a signature can have.
        guard
            unsafe EVP_DigestSignInit(context, nil, algorithm.method.raw, nil, key.raw) == 1,
            unsafe EVP_DigestSign(context, nil, &count, message, message.count) == 1
        else {
            throw .fromQueue(.operationFailed, "The message cannot be signed")
        }
        var signature = [UInt8](repeating: 0, count: count)
        guard unsafe EVP_DigestSign(context, &signature, &count, message, message.count) == 1 else {
            throw .fromQueue(.operationFailed, "The message cannot be signed")
        }
        return Array(signature.prefix(count))
    }

    /// A certificate for this key, signed by itself with SHA-256, as PEM.
    ///
    /// - Parameters:
    ///   - notBefore: milliseconds since 1970 UTC, cut to whole seconds.
    ///   - notAfter: milliseconds since 1970 UTC, cut to whole seconds.
    package func selfSignedCertificate(
        commonName: String, subjectAlternativeNames: [String], notBefore: Int64, notAfter: Int64
    ) throws(CryptographyError) -> [UInt8] {
        ErrorQueue.clear()
        guard let raw = unsafe X509_new() else {
            throw .fromQueue(.operationFailed, "No memory for a certificate")
        }
        let draft = unsafe CertificateDraft(OwnedCertificate(raw))
        try draft.identify(serial: RandomBytes.make(count: 8))
        try draft.setValidity(from: notBefore / 1_000, to: notAfter / 1_000)
        try draft.setNames(commonName: commonName, alternatives: subjectAlternativeNames)
        return try draft.signed(by: key)
    }
}
