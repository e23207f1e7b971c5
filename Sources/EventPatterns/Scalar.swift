import JSON

/// A leaf's value in the form in which patterns compare it.
enum Scalar: Hashable, Sendable {
    case null
    case bool(Bool)
    case string(ExactText)
    /// A number that equals another by value: 1, 1.0 and 1e0 are one. Never -0.
    case number(Double)
    /// A number that a `Double` cannot hold to the last digit, such as 9007199254740993 or 1e400.
    /// It equals only itself, as written.
    case opaqueNumber(String)

    /// Nil for arrays and objects.
    init?(_ value: JSONValue) {
        switch value {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .string(let text): self = .string(ExactText(text))
        case .number(let number): self = Self.comparing(number)
        case .array, .object: return nil
        }
    }

    /// A number is comparable only if its digits are the shortest that name its `Double`.
    private static func comparing(_ number: JSONNumber) -> Scalar {
        // Whole numbers of up to 15 digits are exact, and by far the most common.
        if number.text.utf8.count <= 15, let whole = Int(number.text) {
            return .number(Double(whole) + 0)
        }
        let double = number.double
        guard double.isFinite, let written = Decimal(number.text),
            let shortest = Decimal("\(double)"), written == shortest
        else { return .opaqueNumber(number.text) }
        // Adding 0 turns -0 into 0.
        return .number(double + 0)
    }
}

/// A decimal number in one form: `digits` × 10^`exponent`, without zeros at either end.
private struct Decimal: Equatable {
    private var isNegative = false
    private var digits: [UInt8] = []
    private var exponent = 0

    /// Far beyond any `Double`, and far from overflow.
    private static let exponents = -1_000_000...1_000_000

    /// Nil if the exponent is beyond those.
    init?(_ text: String) {
        var fractionDigits = 0
        var isFraction = false
        var bytes = Array(text.utf8)[...]
        if bytes.first == UInt8(ascii: "-") {
            isNegative = true
            bytes.removeFirst()
        }
        while let byte = bytes.popFirst() {
            switch byte {
            case UInt8(ascii: "."): isFraction = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                guard let power = Int(String(decoding: bytes, as: UTF8.self)),
                    Self.exponents.contains(power)
                else { return nil }
                exponent = power
                bytes = []
            default:
                digits.append(byte)
                fractionDigits += isFraction ? 1 : 0
            }
        }
        exponent -= fractionDigits
        let zero = UInt8(ascii: "0")
        while digits.last == zero {
            digits.removeLast()
            exponent += 1
        }
        digits = Array(digits.drop { $0 == zero })
        if digits.isEmpty {
            isNegative = false
            exponent = 0
        }
    }
}
