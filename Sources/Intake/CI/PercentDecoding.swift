import JSON

/// Percent-encoding (RFC 3986, section 2.1), read strictly.
package enum PercentDecoding {
    /// Nil when a `%` has no two hexadecimal digits behind it.
    ///
    /// - Parameter plusIsSpace: as in forms
    ///   (https://url.spec.whatwg.org/#application/x-www-form-urlencoded).
    package static func bytes(
        _ encoded: some Sequence<UInt8>, plusIsSpace: Bool = false
    ) -> [UInt8]? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(encoded.underestimatedCount)
        var rest = encoded.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.next()?.hexDigitValue,
                    let low = rest.next()?.hexDigitValue
                else { return nil }
                decoded.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: decoded.append(UInt8(ascii: " "))
            default: decoded.append(byte)
            }
        }
        return decoded
    }
}
