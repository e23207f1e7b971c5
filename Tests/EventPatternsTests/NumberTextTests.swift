import JSON
import TestSupport
import Testing

@testable import EventPatterns

@Suite("Text of numbers")
struct NumberTextTests {
    @Test("the quick way says what the exact one says")
    func agreement() {
        var random = SplitMix64(seed: 9)
        var texts = [
            "0", "-0", "0.0", "-0.000", "1", "100", "0.1", "999999999999999", "1e3", "2E-2",
        ]
        for _ in 0..<5_000 {
            let digits = Int.random(in: 1...13, using: &random)
            let whole = String(Int.random(in: 0...9_999_999_999_999, using: &random)).prefix(digits)
            let fraction = Int.random(in: 0...digits, using: &random)
            let isNegative = Bool.random(using: &random)
            let text = fraction == 0 ? "\(whole)" : "\(whole).\(whole.suffix(fraction))"
            texts.append((isNegative ? "-" : "") + text)
        }
        for text in texts where text.utf8.count <= 15 && JSONNumber(text: text) != nil {
            let bytes = Array(text.utf8)
            let exact = NumberText.scalar(bytes.span)
            #expect(exact == .number(NumberText.value(bytes.span)), "\(text)")
            #expect(NumberText.value(bytes.span) == Double(text), "\(text)")
        }
    }

    @Test("what cannot be compared is not a number", arguments: ["9007199254740993", "1e400"])
    func opaque(text: String) {
        let bytes = Array(text.utf8)
        #expect(NumberText.value(bytes.span).isNaN)
        #expect(NumberText.scalar(bytes.span) == .opaqueNumber(text))
    }

    @Test("zero has no sign")
    func zero() { #expect(NumberText.value(Array("-0.0".utf8).span).sign == .plus) }
}
