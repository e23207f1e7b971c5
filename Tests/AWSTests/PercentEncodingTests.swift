import AWS
import Testing

@Suite("Percent-encoding")
struct PercentEncodingTests {
    @Test("only the unreserved characters stay, and those that are to be kept")
    func onlyTheUnreservedStay() {
        #expect(PercentEncoding.encoded("aZ09-_.~".utf8) == "aZ09-_.~")
        #expect(PercentEncoding.encoded("a&b=c é/+%\n".utf8) == "a%26b%3Dc%20%C3%A9%2F%2B%25%0A")
        #expect(PercentEncoding.encoded("/a b".utf8, keeping: [UInt8(ascii: "/")]) == "/a%20b")
    }
}
