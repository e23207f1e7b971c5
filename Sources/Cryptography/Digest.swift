import CCrypto

/// The hash functions the bridge needs. SHA-1 is here for SNS signature version 1
/// and for senders whose HMAC is no newer.
package enum DigestAlgorithm: String, Sendable, CaseIterable {
    case sha1, sha256, sha512

    /// Length of a digest in bytes.
    package var byteCount: Int {
        switch self {
        case .sha1: 20
        case .sha256: 32
        case .sha512: 64
        }
    }

    /// libcrypto's name for it.
    var name: String {
        switch self {
        case .sha1: "SHA1"
        case .sha256: "SHA256"
        case .sha512: "SHA512"
        }
    }

    var method: DigestMethod {
        switch self {
        case .sha1: .sha1
        case .sha256: .sha256
        case .sha512: .sha512
        }
    }
}

/// One-shot digests and message authentication codes.
package enum Digest {
    /// As many bytes as `algorithm.byteCount`.
    package static func digest(_ bytes: [UInt8], _ algorithm: DigestAlgorithm) -> [UInt8] {
        let method = algorithm.method
        let digest = unsafe [UInt8](unsafeUninitializedCapacity: algorithm.byteCount) {
            buffer, count in
            let result = unsafe EVP_Digest(
                bytes, bytes.count, buffer.baseAddress, nil, method.raw, nil)
            count = result == 1 ? algorithm.byteCount : 0
        }
        return checked(digest, algorithm)
    }

    /// HMAC (RFC 2104) of `bytes`.
    package static func hmac(
        key: [UInt8], _ bytes: [UInt8], _ algorithm: DigestAlgorithm
    ) -> [UInt8] {
        // libcrypto takes an absent key for "the key set before". HMAC pads keys with zero bytes,
        // so one zero byte is the same key as none.
        let key = key.isEmpty ? [0] : key
        let code = unsafe [UInt8](unsafeUninitializedCapacity: algorithm.byteCount) {
            buffer, count in
            guard let context = unsafe EVP_MAC_CTX_new(MACMethod.hmac.raw) else { return }
            defer { unsafe EVP_MAC_CTX_free(context) }
            guard unsafe hookferry_mac_init(context, algorithm.name, key, key.count) == 1,
                unsafe EVP_MAC_update(context, bytes, bytes.count) == 1
            else { return }
            unsafe _ = EVP_MAC_final(context, buffer.baseAddress, &count, buffer.count)
        }
        return checked(code, algorithm)
    }

    /// A digest can fail only without memory or without the default provider. Neither leaves a
    /// process that could go on, and an empty digest must never be compared with anything.
    private static func checked(_ digest: [UInt8], _ algorithm: DigestAlgorithm) -> [UInt8] {
        precondition(
            digest.count == algorithm.byteCount,
            "libcrypto cannot compute \(algorithm.name): \(ErrorQueue.takeReason())")
        return digest
    }
}

/// A fetched `EVP_MD`. Fetching once spares a locked look-up in the provider on every use:
/// "fetching … every time is inefficient" (https://docs.openssl.org/3.0/man7/crypto/).
@safe final class DigestMethod: @unchecked Sendable {
    // Sendable: an EVP_MD is immutable after the fetch, and its reference count is atomic.
    let raw: OpaquePointer?

    static let sha1 = DigestMethod("SHA1")
    static let sha256 = DigestMethod("SHA256")
    static let sha512 = DigestMethod("SHA512")

    private init(_ name: String) { unsafe raw = EVP_MD_fetch(nil, name, nil) }

    deinit { unsafe EVP_MD_free(raw) }
}

/// The fetched `EVP_MAC` for HMAC.
@safe private final class MACMethod: @unchecked Sendable {
    // Sendable: an EVP_MAC is immutable after the fetch, and its reference count is atomic.
    let raw: OpaquePointer?

    static let hmac = MACMethod("HMAC")

    private init(_ name: String) { unsafe raw = EVP_MAC_fetch(nil, name, nil) }

    deinit { unsafe EVP_MAC_free(raw) }
}
