import HTTP

/// How long a sender wants to wait for the outcome: `Prefer: wait=30` (RFC 7240, section 4.3).
package struct WaitPreference: Sendable, Hashable {
    /// 1 to `secondsMax`.
    let seconds: Int

    /// Longer wishes are met so far (design.md section 6).
    package static let secondsMax = 300

    /// Nil without the preference, and when it cannot be met as it is written: then it is ignored
    /// (RFC 7240, section 2). So is all but the first `wait`.
    init?(_ headers: HTTPHeaders) {
        let preferences = headers.values(of: "Prefer").lazy.flatMap { field in
            Self.parts(of: ArraySlice(field.utf8), at: UInt8(ascii: ","))
        }
        for preference in preferences {
            // What stands behind a semicolon are parameters; `wait` has none.
            let pair = Self.parts(of: preference, at: UInt8(ascii: ";"))[0]
            let (name, value) = Self.nameAndValue(pair)
            guard name == "wait" else { continue }
            guard let seconds = Self.seconds(value) else { return nil }
            self.seconds = seconds
            return
        }
        return nil
    }

    /// What tells the sender that it was understood (RFC 7240, section 3).
    var applied: HTTPHeaders { ["Preference-Applied": "wait=\(seconds)"] }

    /// The parts between separators, those in quoted strings aside; never empty.
    private static func parts(
        of bytes: ArraySlice<UInt8>, at separator: UInt8
    ) -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var start = bytes.startIndex
        var isQuoted = false
        var isEscaped = false
        for (index, byte) in zip(bytes.indices, bytes) {
            if isEscaped {
                isEscaped = false
            } else if isQuoted, byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if !isQuoted, byte == separator {
                parts.append(bytes[start..<index])
                start = index + 1
            }
        }
        return parts + [bytes[start...]]
    }

    /// `name = value`, the name in lower case, the value without its quotes; empty without one.
    private static func nameAndValue(
        _ bytes: ArraySlice<UInt8>
    ) -> (name: String, value: ArraySlice<UInt8>) {
        let equals = bytes.firstIndex(of: UInt8(ascii: "=")) ?? bytes.endIndex
        let name = String(decoding: bytes[..<equals].trimmed, as: UTF8.self).lowercased()
        let value = bytes[equals...].dropFirst().trimmed
        let quote = UInt8(ascii: "\"")
        guard value.count >= 2, value.first == quote, value.last == quote else {
            return (name, value)
        }
        return (name, value.dropFirst().dropLast())
    }

    /// Digits that make more than nothing, however many.
    private static func seconds(_ digits: ArraySlice<UInt8>) -> Int? {
        guard digits.allSatisfy(\.isASCIIDigit) else { return nil }
        let number = digits.reduce(0) { number, digit in
            min(number * 10 + Int(digit - UInt8(ascii: "0")), secondsMax)
        }
        return number > 0 ? number : nil
    }
}
