import Testing

@testable import EventPatterns

@Suite("Address blocks")
struct AddressBlockTests {
    @Test(
        "an address is in a block or not",
        arguments: [
            ("10.0.0.0/8", "10.255.255.255", true), ("10.0.0.0/8", "11.0.0.0", false),
            ("10.0.0.5/24", "10.0.0.1", true), ("10.0.0.5/24", "10.0.1.5", false),
            ("010.0.0.0/+8", "10.1.1.1", true), ("10.0.0.0/31", "10.0.0.1", true),
            ("10.0.0.0/31", "10.0.0.2", false), ("10.0.0.4/30", "10.0.0.7", true),
            ("0.0.0.0/0", "255.255.255.255", true), ("0.0.0.0/0", "::1", false),
            ("0.0.0.0/0", "::ffff:a00:1", true), ("::/0", "10.0.0.1", false),
            ("::/0", "ffff::", true), ("::/0", "::ffff:a00:1", false),
            ("2001:db8::/32", "2001:db8:ffff::1", true), ("2001:db8::/32", "2001:db9::", false),
            ("::/127", "::1", true), ("::/127", "::2", false), ("fe80::ffff/64", "fe80::1", true),
            ("10.0.0.0/8", "0a00::1", false), ("16.0.0.0/8", "1012345678", false),
            ("::ffff:a00:0/24", "10.0.0.9", true), ("::/65", "::8000:0:0:0", false),
        ])
    func contains(block: String, text: String, isInside: Bool) throws {
        let block = try AddressBlock(block)
        let address = IPAddress(text.utf8Span.span)
        #expect(address.map(block.contains) ?? false == isInside)
    }

    @Test(
        "mistakes",
        arguments: [
            ("", "a slash"), ("10.0.0.0", "a slash"), ("10.0.0.0/", "a slash"),
            ("10.0.0.0/24/1", "a slash"), ("10.0.0.0/24/", "a slash"), ("10.0.0.0/a", "a slash"),
            ("10.0.0.0/ 24", "a slash"), ("/24", "no IP address"), ("10.0.0/24", "no IP address"),
            ("host/8", "no IP address"), ("::ffff:10.0.0.0/104", "no IP address"),
            ("10.0.0.0/32", "IPv4 mask has 0 to 31"), ("10.0.0.0/-1", "0 to 31"),
            ("::/128", "IPv6 mask has 0 to 127"), ("::ffff:0:0/96", "IPv4 mask has 0 to 31"),
            ("10.0.0.0/99999999999999999999", "a slash"),
        ])
    func mistakes(text: String, words: String) throws {
        let mistake = try #require(throws: OperandMistake.self) { try AddressBlock(text) }
        #expect(mistake.message.contains(words))
        #expect(mistake.hint != nil)
    }
}
