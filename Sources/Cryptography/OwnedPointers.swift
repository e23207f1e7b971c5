import CCrypto

/// Owns one reference to an `EVP_PKEY`.
@safe struct OwnedKey: ~Copyable {
    let raw: OpaquePointer
    init(_ raw: OpaquePointer) { unsafe self.raw = raw }
    deinit { unsafe EVP_PKEY_free(raw) }
}

/// Owns one reference to an `X509`.
@safe struct OwnedCertificate: ~Copyable {
    let raw: OpaquePointer
    init(_ raw: OpaquePointer) { unsafe self.raw = raw }
    deinit { unsafe X509_free(raw) }
}

/// A growing buffer in memory, wiped before it is given back because keys are written to it.
@safe struct MemoryBuffer: ~Copyable {
    let raw: OpaquePointer

    init() throws(CryptographyError) {
        guard let raw = unsafe BIO_new(BIO_s_mem()) else {
            throw .fromQueue(.operationFailed, "No memory for a buffer")
        }
        unsafe self.raw = raw
    }

    static func holding(_ bytes: [UInt8]) throws(CryptographyError) -> MemoryBuffer {
        let buffer = try MemoryBuffer()
        guard let length = Int32(exactly: bytes.count),
            unsafe length == 0 || BIO_write(buffer.raw, bytes, length) == length
        else {
            throw .fromQueue(.operationFailed, "No memory for a buffer")
        }
        return buffer
    }

    deinit {
        let content = unsafe content
        unsafe hookferry_cleanse(
            UnsafeMutableRawPointer(mutating: content.baseAddress), content.count)
        unsafe BIO_free_all(raw)
    }

    var bytes: [UInt8] { unsafe Array(content) }

    private var content: UnsafeBufferPointer<UInt8> {
        // What the macro BIO_get_mem_data does (https://docs.openssl.org/3.0/man3/BIO_s_mem/).
        var start: UnsafeMutablePointer<UInt8>?
        let count = unsafe withUnsafeMutablePointer(to: &start) { place in
            unsafe BIO_ctrl(raw, BIO_CTRL_INFO, 0, place)
        }
        return unsafe UnsafeBufferPointer(start: start, count: max(count, 0))
    }
}
