/// The textual envelope of RFC 7468, read strictly. libcrypto's own reader skips leading text and
/// accepts other labels, which is what must not happen to a fetched certificate.
enum PEMBlock {
    /// The bytes of the one block that is the whole input. Lines end in LF or CR LF; the last line
    /// may lack its end, and further empty lines may follow it.
    static func decode(
        _ pem: [UInt8], label: String, bytesMax: Int
    ) throws(CryptographyError) -> [UInt8] {
        guard pem.count <= bytesMax else {
            throw CryptographyError(.malformedPEM, "The PEM text exceeds \(bytesMax) bytes.")
        }
        var lines = pem.split(separator: lineFeed, omittingEmptySubsequences: false)
            .map { $0.last == carriageReturn ? $0.dropLast() : $0 }
        while lines.last?.isEmpty == true { lines.removeLast() }
        guard lines.count >= 3,
            lines.removeFirst().elementsEqual("-----BEGIN \(label)-----".utf8),
            lines.removeLast().elementsEqual("-----END \(label)-----".utf8),
            let bytes = Base64.decode(Array(lines.joined())),
            lines.allSatisfy({ !$0.isEmpty })
        else {
            throw CryptographyError(
                .malformedPEM, "The text is not exactly one PEM block \(label).")
        }
        return bytes
    }

    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
}
