import CCrypto

/// An RSA public key that checks PKCS #1 v1.5 signatures. May be used from many threads at once.
@safe package final class PublicKey: @unchecked Sendable {
    // Sendable: nothing changes after init. libcrypto counts references to an EVP_PKEY atomically,
    // and the verification contexts are templates which each call copies.

    /// Size of the modulus in bits.
    package let bits: Int
    /// False for every other kind of key; such a key verifies nothing.
    package let isRSA: Bool

    private let sha1: VerificationTemplate
    private let sha256: VerificationTemplate
    private let sha512: VerificationTemplate

    /// Takes its own references to the key, so the caller keeps the one it has.
    init(key: OpaquePointer) {
        ErrorQueue.clear()
        defer { ErrorQueue.clear() }
        bits = unsafe Int(EVP_PKEY_get_bits(key))
        isRSA = unsafe EVP_PKEY_is_a(key, "RSA") == 1
        unsafe sha1 = VerificationTemplate(key, .sha1)
        unsafe sha256 = VerificationTemplate(key, .sha256)
        unsafe sha512 = VerificationTemplate(key, .sha512)
    }

    /// True only for a well-formed RSASSA-PKCS1-v1_5 signature of `message` by this key.
    package func verify(
        signature: [UInt8], of message: [UInt8], digest algorithm: DigestAlgorithm
    ) -> Bool {
        guard isRSA else { return false }
        let digest = Digest.digest(message, algorithm)
        switch algorithm {
        case .sha1: return sha1.verify(signature, digest: digest)
        case .sha256: return sha256.verify(signature, digest: digest)
        case .sha512: return sha512.verify(signature, digest: digest)
        }
    }
}

/// A context made ready for one key and one digest. Copying it spares each verification the
/// provider look-ups, which under OpenSSL 3.0 take locks and a noticeable part of the time.
@safe private struct VerificationTemplate: ~Copyable {
    private let raw: OpaquePointer?

    init(_ key: OpaquePointer, _ algorithm: DigestAlgorithm) {
        let context = unsafe EVP_PKEY_CTX_new_from_pkey(nil, key, nil)
        let isReady =
            unsafe EVP_PKEY_verify_init(context) == 1
            && EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1
            && EVP_PKEY_CTX_set_signature_md(context, algorithm.method.raw) == 1
        if !isReady { unsafe EVP_PKEY_CTX_free(context) }
        unsafe raw = isReady ? context : nil
    }

    deinit { unsafe EVP_PKEY_CTX_free(raw) }

    func verify(_ signature: [UInt8], digest: [UInt8]) -> Bool {
        guard let context = unsafe raw.flatMap({ unsafe EVP_PKEY_CTX_dup($0) }) else {
            return false
        }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        // "1 if the verification was successful and 0 if it failed … a negative value … for
        // other errors" (https://docs.openssl.org/3.0/man3/EVP_PKEY_verify/).
        let result = unsafe EVP_PKEY_verify(
            context, signature, signature.count, digest, digest.count)
        if result != 1 { ErrorQueue.clear() }
        return result == 1
    }
}
