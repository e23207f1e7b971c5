import Configuration
import Testing

@Suite("Socket address")
struct SocketAddressTests {
    @Test(
        "is an IP address and a port",
        arguments: [
            ("0.0.0.0:8080", "0.0.0.0", 8080), ("127.0.0.1:0", "127.0.0.1", 0),
            ("[::1]:80", "::1", 80), ("[2001:db8::1]:65535", "2001:db8::1", 65535),
        ] as [(String, String, UInt16)])
    func read(text: String, host: String, port: UInt16) throws {
        let address = try #require(SocketAddress(text))
        #expect(address == SocketAddress(host: host, port: port))
        #expect(address.description == text)
    }

    @Test(
        "is nothing else",
        arguments: [
            "", ":", ":8080", "8080", "localhost:80", "0.0.0.0", "0.0.0.0:", "0.0.0.0:65536",
            "0.0.0.0:-1", "0.0.0.0:+1", "0.0.0.0/8:80", "::1:80", "[::1]", "[::1]80",
            "[127.0.0.1]:80", "[::1:80", "127.1:80", "0.0.0.0: 80",
        ])
    func refused(text: String) {
        #expect(SocketAddress(text) == nil)
    }

    @Test("knows this machine")
    func loopback() {
        for host in ["127.0.0.1", "127.9.9.9", "::1"] {
            #expect(SocketAddress(host: host, port: 1).isLoopback)
        }
        for host in ["0.0.0.0", "::", "10.0.0.1", "128.0.0.1"] {
            #expect(!SocketAddress(host: host, port: 1).isLoopback)
        }
    }
}
