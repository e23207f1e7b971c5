import Testing

@testable import Intake

@Suite("Bytes")
struct ASCIITests {
    @Test("a part is found and replaced byte by byte")
    func replace() {
        #expect("aXbXX".replacingBytes(of: "X", with: "--") == "a--b----")
        #expect("X\u{301}".replacingBytes(of: "X", with: "y") == "y\u{301}")
        #expect("abc".replacingBytes(of: "abcd", with: "") == "abc")
        #expect(Array("abab".utf8).firstRange(ofBytes: Array("ab".utf8), from: 1) == 2..<4)
    }
}
