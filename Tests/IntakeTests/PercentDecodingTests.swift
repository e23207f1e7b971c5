import Testing

@testable import Intake

@Suite("Percent-decoding")
struct PercentDecodingTests {
    @Test(
        "digits of either case; anything else behind a percent sign is refused",
        arguments: [
            ("", ""), ("abc", "abc"), ("%41%7a%7A", "Azz"), ("a+b", "a+b"), ("%25%32%35", "%25"),
            ("%", nil), ("%4", nil), ("%4 1", nil), ("%+1", nil), ("%g0", nil), ("%٤1", nil),
        ])
    func decoded(_ encoded: String, _ text: String?) {
        #expect(PercentDecoding.bytes(encoded.utf8) == text.map { Array($0.utf8) })
    }

    @Test("in a form a plus is a space, and a coded plus is a plus")
    func plus() {
        #expect(PercentDecoding.bytes("a+%2b".utf8, plusIsSpace: true) == Array("a +".utf8))
    }
}
