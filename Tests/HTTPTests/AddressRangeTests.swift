import Testing

@testable import HTTP

@Suite("Address ranges")
struct AddressRangeTests {
    @Test(
        "contains, by the bits of the prefix",
        arguments: [
            ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false),
            ("10.1.2.3/8", "10.200.0.1", true), ("172.16.0.0/12", "172.31.255.255", true),
            ("172.16.0.0/12", "172.32.0.0", false), ("192.0.2.7", "192.0.2.7", true),
            ("192.0.2.7", "192.0.2.6", false), ("0.0.0.0/0", "203.0.113.9", true),
            ("0.0.0.0/0", "2001:db8::1", false), ("::/0", "2001:db8::1", true),
            ("fd00::/8", "fdff::1", true), ("fd00::/8", "fe80::1", false),
            ("2001:db8::/33", "2001:db8:7fff::1", true),
            ("2001:db8::/33", "2001:db8:8000::1", false),
            ("127.0.0.0/8", "::ffff:127.0.0.1", true), ("::ffff:0:0/96", "::ffff:1.2.3.4", true),
            ("::ffff:0:0/96", "1.2.3.4", false), ("10.0.0.0/8", "not an address", false),
        ])
    func contains(cidr: String, address: String, isInside: Bool) throws {
        let range = try #require(AddressRange(cidr: cidr))
        #expect(range.contains(address: address) == isInside)
    }

    @Test(
        "what is no range is not taken for one",
        arguments: [
            "", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0/8",
            "10.0.0.0/8/8",
            "::/129", "fe80::1%eth0/64", "localhost", "10.0.0.0/0008", " 10.0.0.0/8",
        ])
    func malformed(cidr: String) {
        #expect(AddressRange(cidr: cidr) == nil)
    }

    @Test(
        "addresses are written in their usual form",
        arguments: [
            ("127.0.0.1", "127.0.0.1"), ("2001:0db8:0::1", "2001:db8::1"),
            ("::ffff:1.2.3.4", "1.2.3.4"), ("::1", "::1"),
        ])
    func text(given: String, written: String) {
        #expect(IPAddress(given)?.text == written)
    }
}
