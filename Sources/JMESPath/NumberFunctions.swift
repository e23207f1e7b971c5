import JSON

/// Functions on numbers. Sums and averages are those of `Double`; whole results print without a
/// fraction.
enum NumberFunction: String, Sendable, CaseIterable {
    case abs, avg, ceil, floor, sum
    case toNumber = "to_number"

    var signature: Signature {
        switch self {
        case .abs, .ceil, .floor: Signature(required: [.number])
        case .avg, .sum: Signature(required: [.numbers])
        case .toNumber: Signature(required: [.any])
        }
    }
}

extension Evaluation {
    mutating func number(
        _ function: NumberFunction, _ arguments: Arguments
    ) throws(JMESPathError) -> JSONValue {
        try spend(bytes: textBytes(of: arguments.value(0)))
        switch function {
        case .abs:
            let number = arguments.number(0)
            let digits = number.text.drop { $0 == "-" }
            return .number(JSONNumber(text: String(digits)) ?? number)
        case .ceil: return try rounded(arguments, .up)
        case .floor: return try rounded(arguments, .down)
        case .sum: return try result(sum(arguments), arguments)
        case .avg:
            let count = arguments.array(0).count
            return count == 0 ? .null : try result(sum(arguments) / Double(count), arguments)
        case .toNumber:
            switch arguments.value(0) {
            case .number(let number): return .number(number)
            case .string(let text): return JSONNumber(text: text).map { .number($0) } ?? .null
            default: return .null
            }
        }
    }

    private func rounded(
        _ arguments: Arguments, _ rule: FloatingPointRoundingRule
    ) throws(JMESPathError) -> JSONValue {
        let number = arguments.number(0)
        if Int(number.text) != nil { return .number(number) }
        return try result(number.double.rounded(rule), arguments)
    }

    private mutating func sum(_ arguments: Arguments) throws(JMESPathError) -> Double {
        let elements = arguments.array(0)
        try spend(textSteps(elements))
        return elements.reduce(0) { $0 + ($1.doubleValue ?? 0) }
    }

    private func result(
        _ double: Double, _ arguments: Arguments
    ) throws(JMESPathError) -> JSONValue {
        guard let number = JSONNumber(double) else {
            throw arguments.invalidValue("has a result that is too large")
        }
        return .number(number)
    }
}
