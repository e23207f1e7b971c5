import Testing

@testable import HTTP

@Suite("Address policy")
struct AddressPolicyTests {
    @Test(
        "addresses that are not public are refused, also as https",
        arguments: [
            "127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1",
            "172.31.255.255", "192.168.1.1", "100.64.0.1", "100.127.255.255", "169.254.169.254",
            "169.254.170.2", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.19.255.255",
            "198.51.100.1", "203.0.113.1", "192.88.99.1", "224.0.0.1", "239.255.255.255",
            "240.0.0.1", "255.255.255.255", "168.63.129.16",
            "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:8.8.8.8",
            "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::",
            "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1",
        ])
    func notPublic(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(!AddressPolicy.publicHTTPS(allowing: []).permits(address, isHTTPS: true))
        #expect(AddressPolicy.any.permits(address, isHTTPS: false))
    }

    @Test(
        "public addresses are reached over https only",
        arguments: [
            "1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1",
            "192.167.255.255", "223.255.255.255", "52.94.1.1", "2606:4700::1111", "2a00:1450::1",
            "2001:4860:4860::8888",
        ])
    func isPublic(text: String) throws {
        let address = try #require(IPAddress(text))
        let policy = AddressPolicy.publicHTTPS(allowing: [])
        #expect(policy.permits(address, isHTTPS: true))
        #expect(!policy.permits(address, isHTTPS: false))
    }

    @Test("an allowed range lifts both rules, for its own addresses only")
    func allowed() throws {
        let range = try #require(AddressRange(cidr: "127.0.0.0/8"))
        let policy = AddressPolicy.publicHTTPS(allowing: [range])
        let inside = try #require(IPAddress("127.0.0.1"))
        let mapped = try #require(IPAddress("::ffff:127.0.0.1"))
        let outside = try #require(IPAddress("10.0.0.1"))
        #expect(policy.permits(inside, isHTTPS: false))
        #expect(policy.permits(mapped, isHTTPS: false))
        #expect(!policy.permits(outside, isHTTPS: true))
        #expect(policy.permitsScheme(isHTTPS: false))
        #expect(!AddressPolicy.publicHTTPS(allowing: []).permitsScheme(isHTTPS: false))
    }
}
