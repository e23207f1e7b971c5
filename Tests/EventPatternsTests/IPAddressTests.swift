import Testing

@testable import EventPatterns

@Suite("IP addresses")
struct IPAddressTests {
    private func address(_ text: String) -> IPAddress? { IPAddress(text.utf8Span.span) }

    @Test(
        "texts of one address",
        arguments: [
            ("10.0.0.1", "010.0.0.1"), ("10.0.0.1", "10.000.0.01"), ("0.0.0.0", "00.00.00.00"),
            ("10.0.0.1", "::ffff:a00:1"), ("10.0.0.1", "0:0:0:0:0:FFFF:0A00:0001"),
            ("::1", "0:0:0:0:0:0:0:1"), ("::", "0:0:0:0:0:0:0:0"), ("::1", "0::1"),
            ("1::", "1:0:0:0:0:0:0:0"), ("2001:db8::1", "2001:DB8:0::0:1"),
            ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"), ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"),
            ("::1", "::000000000001"), ("1::8", "1:0:0:0::0:0:8"), ("1:2::7:8", "1:2:0:0:0:0:7:8"),
        ])
    func same(one: String, other: String) throws {
        let found = try #require(address(one))
        #expect(found == address(other))
    }

    @Test(
        "texts of different addresses",
        arguments: [
            ("10.0.0.1", "10.0.0.2"), ("0.0.0.1", "::1"), ("10.0.0.1", "0a00:1::"),
            ("::ffff:0:1", "::ffff:0:0:1"), ("1::", "::1"), ("::fffe:a00:1", "10.0.0.1"),
            ("1::ffff:a00:1", "10.0.0.1"),
        ])
    func different(one: String, other: String) throws {
        let found = try #require(address(one))
        #expect(found != address(other))
    }

    @Test(
        "others are no addresses",
        arguments: [
            "", ":", ":::", "::::", "1", "1.2.3", "1.2.3.4.5", "1.2.3.", ".1.2.3", "1..2.3",
            "256.0.0.1", "1.2.3.256", "300.1.1.1", "1.2.3.4 ", " 1.2.3.4", "+1.2.3.4", "1.2.3.-4",
            "0000.000.000.001", "99999999999.0.0.0", "0x1.2.3.4", "1.2.3.4/8", "::1/8", "1:", ":1",
            "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8",
            "1::2::3", "1:::2", "::1:", ":1::", "10000::", "::g", "::ffff:10.0.0.1", "fe80::1%1",
            "[::1]", "abcd", "not-an-ip", "١.٢.٣.٤", "2001:db8:0:0:0:0:0:",
        ])
    func none(text: String) { #expect(address(text) == nil) }

    @Test("a leading zero may fill 15 characters")
    func fifteen() {
        #expect(address("0000000010.0.0.1") == nil)
        #expect(address("000000010.0.0.1") == address("10.0.0.1"))
    }

    @Test("2 MiB are read in one go")
    func large() {
        let text = "::" + String(repeating: "0", count: 2 << 20) + "1"
        let start = ContinuousClock.now
        #expect(address(text) == address("::1"))
        #expect(address(String(repeating: "1", count: 2 << 20)) == nil)
        #expect(ContinuousClock.now - start < .seconds(5))
    }
}
