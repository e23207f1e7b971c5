import Cryptography
import Testing

@Suite("Hexadecimal and base64")
struct EncodingTests {
    @Test("hexadecimal is lower case and reads either case")
    func hexRoundTrip() {
        #expect(Hex.encode([0x00, 0x0f, 0xa0, 0xff]) == "000fa0ff")
        #expect(Hex.decode("000fA0Ff") == [0x00, 0x0f, 0xa0, 0xff])
        #expect(Hex.decode("") == [])
        let all = (0...255).map { UInt8($0) }
        #expect(Hex.decode(Hex.encode(all)) == all)
    }

    @Test(
        "what is not hexadecimal is refused", arguments: ["0", "0g", " 00", "0x00", "é0", "00\n"])
    func badHex(text: String) {
        #expect(Hex.decode(text) == nil)
    }

    /// RFC 4648, section 10.
    @Test(
        "the vectors of RFC 4648",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
        ])
    func base64Vectors(plain: String, encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(plain.utf8))
    }

    @Test("every length and every byte goes there and back")
    func base64RoundTrip() {
        for length in 0...300 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ length) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        }
    }

    @Test(
        "anything but the canonical encoding is refused",
        arguments: [
            "Zg", "Zg=", "Zm9v=", "=", "====", "Z===", "Zg==Zg==", "Zm=v", "Z=9v", "=m9v",
            " Zm9v", "Zm9v ", "Zm9v\n", "Zm9v\r\n", "Zm9 v", "Zm9v\u{0}\u{0}\u{0}\u{0}",
            "Zm-_", "Zm9é", "Zh==", "Zm9=", "-----", "Zg--", "    ", "\n\n\n\n",
        ])
    func badBase64(text: String) {
        #expect(Base64.decode(text) == nil)
    }
}
