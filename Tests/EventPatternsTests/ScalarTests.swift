import JSON
import Testing

@testable import EventPatterns

@Suite("Values as patterns compare them")
struct ScalarTests {
    @Test(
        "a number is comparable if its digits are the shortest of its double",
        arguments: [
            ("1", 1), ("1.0", 1), ("1e0", 1), ("10E-1", 1), ("-0", 0), ("-0.0", 0), ("0e5", 0),
            ("0.1", 0.1), ("100e-3", 0.1), ("9007199254740991", 9_007_199_254_740_991),
            ("9007199254740992", 9_007_199_254_740_992), ("1e22", 1e22),
            ("5e-324", .leastNonzeroMagnitude),
            ("1.7976931348623157e308", .greatestFiniteMagnitude),
        ] as [(String, Double)])
    func comparable(text: String, number: Double) throws {
        #expect(Scalar(.number(try #require(JSONNumber(text: text)))) == .number(number))
    }

    @Test(
        "others equal only themselves",
        arguments: [
            "9007199254740993", "12345678901234567890", "1e400", "-1e400", "1e-400",
            "0.1000000000000000055", "1e99999999999999999999", "1e-9223372036854775808",
            "4.9406564584124654e-324",
        ])
    func opaque(text: String) throws {
        #expect(Scalar(.number(try #require(JSONNumber(text: text)))) == .opaqueNumber(text))
    }
}
