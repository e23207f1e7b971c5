import CCrypto

/// Bytes from libcrypto's cryptographic generator.
package enum RandomBytes {
    /// `count` unpredictable bytes. Throws `operationFailed` when the generator has no entropy.
    package static func make(count: Int) throws(CryptographyError) -> [UInt8] {
        guard let length = Int32(exactly: count), length >= 0 else {
            throw CryptographyError(.operationFailed, "Random bytes: \(count) is no valid count.")
        }
        ErrorQueue.clear()
        var bytes = [UInt8](repeating: 0, count: count)
        // "RAND_bytes() returns 1 on success"; anything else must not be used
        // (https://docs.openssl.org/3.0/man3/RAND_bytes/).
        guard unsafe RAND_bytes(&bytes, length) == 1 else {
            throw .fromQueue(.operationFailed, "The system gives no random bytes")
        }
        return bytes
    }
}
