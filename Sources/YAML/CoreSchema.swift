/// The meaning of plain (unquoted) scalars in YAML 1.2.
///
/// Source: <https://yaml.org/spec/1.2.2/#1032-tag-resolution>.
enum CoreSchema {
    /// What a plain scalar cannot be, with a hint.
    struct Refusal: Error {
        let message: String
        let hint: String
    }

    static func value(ofPlain text: String) throws(Refusal) -> YAMLValue {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: break
        }
        guard let first = text.utf8.first, numberStarts.contains(first) else {
            return .string(text)
        }
        if isInfinityOrNaN(text) {
            throw Refusal(
                message: "\(text) is no number that JSON can hold",
                hint: "put it in quotes if text is meant")
        }
        if text.hasPrefix("0x") { return try integer(text, radix: 16) }
        if text.hasPrefix("0o") { return try integer(text, radix: 8) }
        return try decimal(text)
    }

    private static let numberStarts = Set("+-.0123456789".utf8)

    private static func isInfinityOrNaN(_ text: String) -> Bool {
        if [".nan", ".NaN", ".NAN"].contains(text) { return true }
        let unsigned = text.first == "+" || text.first == "-" ? text.dropFirst() : text[...]
        return [".inf", ".Inf", ".INF"].contains(unsigned)
    }

    private static func integer(_ text: String, radix: Int) throws(Refusal) -> YAMLValue {
        let digits = text.dropFirst(2)
        let areDigits = digits.allSatisfy { character in
            character.isASCII && (character.hexDigitValue ?? radix) < radix
        }
        guard !digits.isEmpty, areDigits else { return .string(text) }
        guard let number = UInt64(digits, radix: radix) else {
            throw Refusal(
                message: "\(text) is larger than 64 bits", hint: "put it in quotes")
        }
        return .number(String(number))
    }

    /// Reads `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`.
    private static func decimal(_ text: String) throws(Refusal) -> YAMLValue {
        var rest = Array(text.utf8)[...]
        let sign = takeSign(&rest)
        let whole = takeDigits(&rest)
        var fraction = ""
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            fraction = takeDigits(&rest)
        }
        guard !whole.isEmpty || !fraction.isEmpty else { return .string(text) }
        var exponent = ""
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest.removeFirst()
            let exponentSign = takeSign(&rest)
            let digits = takeDigits(&rest)
            guard !digits.isEmpty else { return .string(text) }
            exponent = "e" + exponentSign + digits
        }
        guard rest.isEmpty else { return .string(text) }
        guard whole.utf8.count < 2 || !whole.hasPrefix("0") else {
            throw Refusal(
                message: "\(text) is a number, so its leading zero would be lost",
                hint: "put it in quotes, as for an account id, or drop the zero")
        }
        return .number(
            (sign == "-" ? "-" : "") + (whole.isEmpty ? "0" : whole)
                + (fraction.isEmpty ? "" : "." + fraction) + exponent)
    }

    private static func takeSign(_ rest: inout ArraySlice<UInt8>) -> String {
        guard let first = rest.first, first == UInt8(ascii: "+") || first == UInt8(ascii: "-")
        else { return "" }
        rest.removeFirst()
        return first == UInt8(ascii: "+") ? "+" : "-"
    }

    private static func takeDigits(_ rest: inout ArraySlice<UInt8>) -> String {
        let digits = rest.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        rest = rest.dropFirst(digits.count)
        return String(decoding: digits, as: UTF8.self)
    }
}
