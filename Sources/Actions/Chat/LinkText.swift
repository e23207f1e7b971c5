/// A URL as people paste it, made one of plain ASCII (RFC 3986).
enum LinkText {
    /// What may stand before the path: a host name or an address is told as it is or not at all.
    private static let authority = ascii("-._~:/[]")
    /// "pchar" of RFC 3986, section 3.3, with what may stand in a query and a fragment.
    private static let path = ascii("-._~!$&'()*+,;=:@/?")
    private static let ends = Set("/?#".utf8)
    private static let hexadecimal = Set("0123456789abcdefABCDEF".utf8)

    /// The URL with what may not stand behind its host percent-encoded; nil when something before
    /// that would have to be, or it has no `://`.
    static func encoded(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        guard let slashes = bytes.firstRange(of: Array("://".utf8)) else { return nil }
        let hostEnd = bytes[slashes.upperBound...].firstIndex(where: ends.contains) ?? bytes.count
        guard bytes[..<hostEnd].allSatisfy(authority.contains) else { return nil }
        var link = Array(bytes[..<hostEnd])
        var hasFragment = false
        for index in hostEnd..<bytes.count {
            let byte = bytes[index]
            let beginsFragment = byte == UInt8(ascii: "#") && !hasFragment
            if beginsFragment || path.contains(byte) || isEncoded(bytes[index...]) {
                link.append(byte)
            } else {
                link += "%\(byte < 0x10 ? "0" : "")\(String(byte, radix: 16, uppercase: true))".utf8
            }
            hasFragment = hasFragment || beginsFragment
        }
        return String(decoding: link, as: UTF8.self)
    }

    /// Whether these bytes begin with `%` and two hexadecimal digits.
    private static func isEncoded(_ bytes: ArraySlice<UInt8>) -> Bool {
        let digits = bytes.dropFirst().prefix(2)
        return bytes.first == UInt8(ascii: "%") && digits.count == 2
            && digits.allSatisfy(hexadecimal.contains)
    }

    private static func ascii(_ signs: String) -> Set<UInt8> {
        let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
        return Set((letters + signs).utf8)
    }
}
