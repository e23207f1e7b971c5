import CCrypto

/// Hexadecimal text.
package enum Hex {
    private static let digits = Array("0123456789abcdef".utf8)

    /// Lower-case digits, two a byte.
    package static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 0x0f)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Either case; nil for an odd count or anything that is not a digit.
    package static func decode(_ text: String) -> [UInt8]? {
        let text = Array(text.utf8)
        guard text.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 2)
        for index in stride(from: 0, to: text.count, by: 2) {
            guard let high = value(of: text[index]), let low = value(of: text[index + 1]) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

/// Base64 with the standard alphabet and padding (RFC 4648, section 4).
package enum Base64 {
    /// With padding, on one line.
    package static func encode(_ bytes: [UInt8]) -> String {
        String(decoding: encodedBytes(bytes), as: UTF8.self)
    }

    /// Nil unless the text is the canonical encoding: no white space, no missing padding, no stray
    /// bits behind the last byte. So equal bytes have exactly one accepted spelling.
    package static func decode(_ text: String) -> [UInt8]? {
        decode(Array(text.utf8))
    }

    static func decode(_ text: [UInt8]) -> [UInt8]? {
        guard !text.isEmpty else { return [] }
        guard text.count.isMultiple(of: 4), let length = Int32(exactly: text.count) else {
            return nil
        }
        let padding = text.suffix(2).reversed().prefix { $0 == UInt8(ascii: "=") }.count
        let capacity = text.count / 4 * 3
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            // "The output will be padded with 0 bits if necessary to ensure that the output is
            // always 3 bytes for every 4 input bytes"
            // (https://docs.openssl.org/3.0/man3/EVP_EncodeInit/).
            let decoded = unsafe EVP_DecodeBlock(buffer.baseAddress, text, length)
            count = Int(decoded) == capacity ? capacity - padding : 0
        }
        // EVP_DecodeBlock trims white space and reads "=" anywhere; encoding back catches it all.
        return encodedBytes(bytes) == text ? bytes : nil
    }

    private static func encodedBytes(_ bytes: [UInt8]) -> [UInt8] {
        precondition(bytes.count <= bytesMax, "text for base64 is longer than libcrypto can count")
        let length = (bytes.count + 2) / 3 * 4
        // "…plus a NUL terminator", hence the spare byte.
        return unsafe [UInt8](unsafeUninitializedCapacity: length + 1) { buffer, count in
            count = unsafe Int(EVP_EncodeBlock(buffer.baseAddress, bytes, Int32(bytes.count)))
        }
    }

    /// libcrypto counts in `int`; four thirds of this still fit.
    private static let bytesMax = Int(Int32.max) / 4 * 3
}
