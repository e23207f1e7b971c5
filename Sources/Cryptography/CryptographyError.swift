import CCrypto

/// What went wrong in a cryptographic operation. It never carries key material.
package struct CryptographyError: Error, Sendable, Hashable, CustomStringConvertible {
    package let code: Code
    /// One sentence for a person.
    package let message: String

    /// The closed list of reasons.
    package enum Code: String, Sendable, Hashable, CaseIterable {
        /// The input is not exactly one PEM block of the wanted kind.
        case malformedPEM = "malformed_pem"
        /// The block is there, but it is not one well-formed X.509 certificate.
        case malformedCertificate = "malformed_certificate"
        /// The key cannot be read, is encrypted, or is of a kind that is not supported.
        case unusableKey = "unusable_key"
        /// libcrypto refused an operation that should work: no memory, no entropy, a bad argument.
        case operationFailed = "operation_failed"
    }

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { "\(code.rawValue): \(message)" }
}

/// OpenSSL's error queue, which belongs to the thread: "ERR_get_error() returns the earliest error
/// code from the thread's error queue" (https://docs.openssl.org/3.0/man3/ERR_get_error/). A stale
/// entry would be taken for the next call's, so every wrapper leaves the queue empty.
enum ErrorQueue {
    static func clear() { ERR_clear_error() }

    static var isEmpty: Bool { ERR_peek_error() == 0 }

    /// Empties the queue and tells the reason of its newest entry.
    static func takeReason() -> String {
        defer { clear() }
        guard let reason = unsafe ERR_reason_error_string(ERR_peek_last_error()) else {
            return "libcrypto gives no reason"
        }
        return unsafe String(cString: reason)
    }
}

extension CryptographyError {
    /// An error whose sentence ends with libcrypto's own reason; empties the queue.
    static func fromQueue(_ code: Code, _ sentence: String) -> CryptographyError {
        CryptographyError(code, "\(sentence): \(ErrorQueue.takeReason()).")
    }
}
