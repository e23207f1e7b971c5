import Cryptography

/// The encoding of AWS's queries and signatures.
package enum PercentEncoding {
    /// Everything but the unreserved characters of RFC 3986, section 2.3, and what is `kept` as
    /// `%XX` in upper case.
    package static func encoded(
        _ bytes: some Sequence<UInt8>, keeping kept: [UInt8] = []
    ) -> String {
        bytes.map { byte in
            isUnreserved(byte) || kept.contains(byte)
                ? String(UnicodeScalar(byte)) : "%" + Hex.encode([byte]).uppercased()
        }
        .joined()
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: "."), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
