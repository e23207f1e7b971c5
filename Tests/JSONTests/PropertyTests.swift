import JSON
import TestSupport
import Testing

/// Random values from a fixed seed: a case that fails once fails always.
@Suite("JSON properties")
struct PropertyTests {
    private static let seed: UInt64 = 0x4A53_4F4E_2E31

    /// `parse` sees the text the same way a stranger's is seen: all limits are on.
    private func expectSame(_ text: String, _ value: JSONValue, _ number: Int) throws {
        let parsed = try JSONValue(parsing: text)
        #expect(parsed == value, "seed \(Self.seed), case \(number): \(text)")
        // Equality of strings is canonical equivalence; the bytes must be the same, too.
        #expect(parsed.serialized() == value.serialized(), "seed \(Self.seed), case \(number)")
        #expect(parsed.serialized().utf8.elementsEqual(value.serialized().utf8))
    }

    @Test("parse(print(x)) = x, for compact and for indented text")
    func printed() throws {
        print("JSON properties: seed \(Self.seed)")
        var maker = ValueMaker(seed: Self.seed)
        for number in 0..<1_000 {
            let value = maker.value(depth: 5)
            try expectSame(value.serialized(), value, number)
            try expectSame(value.prettyPrinted(), value, number)
        }
    }

    @Test("however characters are escaped and tokens are spaced, the value is the same")
    func spelled() throws {
        var maker = ValueMaker(seed: Self.seed &+ 1)
        for number in 0..<1_000 {
            let value = maker.value(depth: 4)
            try expectSame(maker.spelled(value), value, number)
        }
    }

    @Test("values inside each other are the same down to 128 levels")
    func deep() throws {
        var maker = ValueMaker(seed: Self.seed &+ 2)
        for depth in 1...128 {
            var value = maker.scalar()
            for _ in 0..<depth { value = maker.wrapped(value) }
            try expectSame(value.serialized(), value, depth)
            let tooDeep = (0..<(129 - depth)).reduce(value) { inner, _ in [inner] }
            #expect(throws: JSONError.self) { try JSONValue(parsing: tooDeep.serialized()) }
        }
    }

    @Test("the text of a number is kept, however large or precise")
    func numbers() throws {
        var maker = ValueMaker(seed: Self.seed &+ 3)
        for number in 0..<5_000 {
            let text = maker.numberText()
            let value = try JSONValue(parsing: text)
            #expect(value.numberValue?.text == text, "seed \(Self.seed), case \(number)")
            #expect(value == JSONNumber(text: text).map(JSONValue.number))
        }
    }
}

/// Makes values, and spells them in ways the printer never would.
private struct ValueMaker {
    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    mutating func value(depth: Int) -> JSONValue {
        guard depth > 0, chance(of: 2, in: 3) else { return scalar() }
        let count = Int.random(in: 0...6, using: &random)
        if Bool.random(using: &random) {
            return .array((0..<count).map { _ in value(depth: depth - 1) })
        }
        var object = JSONObject()
        // Now and then more than are searched from end to end.
        for _ in 0..<(chance(of: 1, in: 20) ? 40 : count) {
            object[string()] = value(depth: chance(of: 1, in: 3) ? depth - 1 : 0)
        }
        return .object(object)
    }

    mutating func scalar() -> JSONValue {
        switch Int.random(in: 0...7, using: &random) {
        case 0: .null
        case 1: .bool(Bool.random(using: &random))
        case 2, 3: JSONNumber(text: numberText()).map(JSONValue.number) ?? .null
        default: .string(string())
        }
    }

    mutating func wrapped(_ value: JSONValue) -> JSONValue {
        if Bool.random(using: &random) { return [value] }
        var object = JSONObject()
        object[string()] = value
        return .object(object)
    }

    mutating func numberText() -> String {
        var text = Bool.random(using: &random) ? "-" : ""
        text += chance(of: 1, in: 4) ? "0" : "\(Int.random(in: 1...9, using: &random))" + digits(0)
        if chance(of: 1, in: 3) { text += "." + digits(1) }
        if chance(of: 1, in: 3) { text += pick(["e", "E"]) + pick(["", "+", "-"]) + digits(1) }
        return text
    }

    private mutating func digits(_ least: Int) -> String {
        let most = chance(of: 1, in: 10) ? 60 : 6
        return (0..<Int.random(in: least...most, using: &random))
            .map { _ in "\(Int.random(in: 0...9, using: &random))" }.joined()
    }

    private mutating func string() -> String {
        // Short and long: a reader may take eight bytes at a time.
        let count = Int.random(in: 0...(chance(of: 1, in: 8) ? 70 : 9), using: &random)
        return String(String.UnicodeScalarView((0..<count).map { _ in scalar() }))
    }

    private mutating func scalar() -> Unicode.Scalar {
        let range: ClosedRange<UInt32> = pick([
            0x20...0x7E, 0x20...0x7E, 0x00...0x1F, 0x22...0x22, 0x5C...0x5C, 0x7F...0x7FF,
            0x300...0x36F, 0x800...0xD7FF, 0xE000...0xFFFF, 0x1_0000...0x10_FFFF,
            0x10_FFFF...0x10_FFFF,
        ])
        return Unicode.Scalar(UInt32.random(in: range, using: &random)) ?? "?"
    }

    // MARK: Spelling

    mutating func spelled(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): return space() + spelled(text) + space()
        case .array(let elements):
            let parts = elements.map { spelled($0) }
            return space() + "[" + space() + parts.joined(separator: ",") + "]" + space()
        case .object(let object):
            let parts = object.members.map { member in
                space() + spelled(member.key) + space() + ":" + spelled(member.value)
            }
            return space() + "{" + space() + parts.joined(separator: ",") + "}" + space()
        default: return space() + value.serialized() + space()
        }
    }

    private mutating func space() -> String {
        chance(of: 1, in: 3) ? pick([" ", "\n", "\t", "\r", " \r\n\t "]) : ""
    }

    private static let short: [Unicode.Scalar: String] = [
        "\"": "\\\"", "\\": "\\\\", "/": "\\/", "\u{8}": "\\b", "\u{C}": "\\f", "\n": "\\n",
        "\r": "\\r", "\t": "\\t",
    ]

    private mutating func spelled(_ text: String) -> String {
        var output = "\""
        for scalar in text.unicodeScalars {
            let needsEscape = scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
            if let short = Self.short[scalar], Bool.random(using: &random) {
                output += short
            } else if needsEscape || chance(of: 1, in: 4) {
                for unit in String(scalar).utf16 { output += escape(unit) }
            } else {
                output.unicodeScalars.append(scalar)
            }
        }
        return output + "\""
    }

    private mutating func escape(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16, uppercase: Bool.random(using: &random))
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }

    // MARK: Chance

    private mutating func chance(of part: Int, in whole: Int) -> Bool {
        Int.random(in: 0..<whole, using: &random) < part
    }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: elements.indices, using: &random)]
    }
}
