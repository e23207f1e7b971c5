import CCrypto

/// Compares without telling by its duration where the first difference is. The lengths are not
/// secret: compare digests, not the secrets themselves, where they are.
package func constantTimeEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    guard a.count == b.count else { return false }
    return unsafe CRYPTO_memcmp(a, b, a.count) == 0
}
