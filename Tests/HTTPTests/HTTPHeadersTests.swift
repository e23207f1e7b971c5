import Testing

@testable import HTTP

@Suite("HTTP headers")
struct HTTPHeadersTests {
    @Test("names compare without case, values keep theirs, order stays")
    func lookup() {
        var headers: HTTPHeaders = ["Content-Type": "Text/Plain", "X-A": "1"]
        headers.add("x-a", "2")
        #expect(headers["content-TYPE"] == "Text/Plain")
        #expect(headers["X-a"] == "1")
        #expect(headers.values(of: "X-A") == ["1", "2"])
        #expect(headers["Content-Typ"] == nil)
        #expect(headers.map(\.name) == ["Content-Type", "X-A", "x-a"])
    }

    @Test("setting takes the first one's place, nil removes")
    func setting() {
        var headers = HTTPHeaders([("A", "1"), ("B", "2"), ("a", "3"), ("C", "4")])
        headers["a"] = "5"
        #expect(headers.map { "\($0.name)=\($0.value)" } == ["a=5", "B=2", "C=4"])
        headers["D"] = "6"
        headers["b"] = nil
        headers.remove("c")
        #expect(headers.map { "\($0.name)=\($0.value)" } == ["a=5", "D=6"])
    }

    @Test("equal and hashed alike whatever the case of the names")
    func equality() {
        let one: HTTPHeaders = ["Host": "h", "X": "y"]
        #expect(one == ["HOST": "h", "x": "y"])
        #expect(one.hashValue == (["HOST": "h", "x": "y"] as HTTPHeaders).hashValue)
        #expect(one != ["Host": "H", "X": "y"])
        #expect(one != ["X": "y", "Host": "h"])
        #expect(one != ["Host": "h"])
        // Only letters fold: `[` and `{` differ by the same bit.
        #expect(!HTTPHeaders.isSameName("a[", "a{"))
    }

    @Test(
        "what would break the message apart cannot be sent",
        arguments: [
            ("X-A", "b", true), ("X-A", "", true), ("X-A", "a\tb ü", true), ("", "b", false),
            ("X A", "b", false), ("X:A", "b", false), ("X", "a\r\nb", false), ("X", "a\nb", false),
            ("X", "a\u{0}b", false), ("Ü", "b", false),
        ])
    func sendable(name: String, value: String, isSendable: Bool) {
        #expect(HTTPHeaders.isSendable((name: name, value: value)) == isSendable)
    }

    /// https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2
    @Test("a token is made of letters, digits and fifteen signs")
    func tokens() {
        let letters = "abcdefghijklmnopqrstuvwxyz"
        let allowed = Set((letters + letters.uppercased() + "0123456789!#$%&'*+-.^_`|~").utf8)
        #expect(allowed.count == 77)
        for byte in UInt8.min..<0x80 {
            let character = String(decoding: [byte], as: UTF8.self)
            #expect(HTTPHeaders.isToken(character) == allowed.contains(byte), "\(byte)")
        }
        #expect(!HTTPHeaders.isToken(""))
        #expect(!HTTPHeaders.isToken("X-Ü"))
    }
}
