import Cryptography
import HTTP
import Lifecycle
import Testing

@testable import Configuration
@testable import HookferryApp

@Suite("Where send posts")
struct SendTargetTests {
    private func settings(_ listen: String, tls: [UInt8]? = nil) throws -> Settings {
        var settings = Settings(journalPath: "unused")
        settings.listen = try #require(SocketAddress(listen))
        settings.tls = tls.map { HTTPServerConfiguration.TLS(certificatePEM: $0, keyPEM: []) }
        return settings
    }

    private func url(_ listen: String, _ url: String? = nil, tls: [UInt8]? = nil) throws -> String {
        try SendTarget(url, settings(listen, tls: tls), path: "/hooks/a").url
    }

    @Test(
        "where the configuration listens, on this machine",
        arguments: [
            ("0.0.0.0:8080", "http://127.0.0.1:8080/hooks/a"),
            ("127.0.0.2:80", "http://127.0.0.2:80/hooks/a"),
            ("10.1.2.3:9", "http://10.1.2.3:9/hooks/a"), ("[::]:8080", "http://[::1]:8080/hooks/a"),
            ("[fd00::1]:8080", "http://[fd00::1]:8080/hooks/a"),
        ])
    func listening(listen: String, expected: String) throws {
        #expect(try url(listen) == expected)
        #expect(try url(listen, tls: [1]) == "https" + expected.dropFirst(4))
    }

    @Test("a port that the system chooses must be named")
    func anyPort() throws {
        let error = #expect(throws: SendError.self) { try url("127.0.0.1:0") }
        #expect(error?.isUsage == false && error?.hint?.contains("--url") == true)
        #expect(try url("127.0.0.1:0", "http://a:1") == "http://a:1/hooks/a")
    }

    @Test(
        "a URL without a path is the bridge's address, any other is taken as it is",
        arguments: [
            ("https://hooks.example.com", "https://hooks.example.com/hooks/a"),
            ("http://10.0.0.1:8080/", "http://10.0.0.1:8080/hooks/a"),
            ("https://[::1]:1", "https://[::1]:1/hooks/a"),
            ("https://example.com/ci/a", "https://example.com/ci/a"),
            ("https://example.com/?a=/", "https://example.com/?a=/"),
        ])
    func named(given: String, expected: String) throws {
        #expect(try url("0.0.0.0:1", given) == expected)
        let target = try SendTarget(given, settings("0.0.0.0:1", tls: [1]), path: "/hooks/a")
        #expect(target.pinnedKey == nil)
        #expect(target.usesProxies == !given.contains("[::1]"))
    }

    @Test(
        "what is no URL is wrong usage",
        arguments: ["example.com", "ftp://example.com", "https://u:p@example.com", "http:///a", ""])
    func noURL(given: String) {
        let error = #expect(throws: SendError.self) { try url("0.0.0.0:1", given) }
        #expect(error?.isUsage == true)
        #expect(error?.description.contains("u:p") == false)
    }

    @Test("the local bridge is known by the key of its own certificate, the first of its file")
    func pinned() throws {
        let now = WallClock.system.now().milliseconds
        let pems = try (0..<2).map { _ in
            try PrivateKey.generate().selfSignedCertificate(
                commonName: "hooks.example.com", subjectAlternativeNames: [],
                notBefore: now - 1_000, notAfter: now + 1_000)
        }
        let chain = Array("a text before\n".utf8) + pems[0] + pems[1]
        let target = try SendTarget(nil, settings("0.0.0.0:1", tls: chain), path: "/hooks/a")
        let own = try Certificate(pem: pems[0])
        #expect(!target.usesProxies && target.pinnedKey == Base64.encode(own.publicKeyDigest))
        #expect(try SendTarget(nil, settings("0.0.0.0:1", tls: [1]), path: "/").pinnedKey == nil)
    }
}
