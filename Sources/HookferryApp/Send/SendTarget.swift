import Configuration
import Cryptography
import HTTP

/// Where `hookferry send` posts.
struct SendTarget: Sendable, Hashable {
    let url: String
    /// No proxy stands before the bridge on this machine, whatever the environment says.
    let usesProxies: Bool
    /// The public key of the bridge's certificate, which is made out to its public name or by its
    /// owner, and which the configuration knows (`HTTPClientRequest.pinnedKey`).
    let pinnedKey: String?

    /// - Parameter url: the bridge's address, or a whole URL; nil for where it listens.
    init(_ url: String?, _ settings: Settings, path: String) throws(SendError) {
        if let url {
            self.url = try Self.whole(url, path: path)
            usesProxies = !Self.isLoopback(url)
            pinnedKey = nil
            return
        }
        let listen = settings.listen
        guard listen.port != 0 else {
            throw SendError(
                "`listen` has port 0, so nobody knows which one the system chose",
                hint: "give the address in the bridge's log with --url")
        }
        let scheme = settings.tls == nil ? "http" : "https"
        self.url = "\(scheme)://\(listen.onThisMachine)\(path)"
        usesProxies = false
        pinnedKey = settings.tls.flatMap { Self.key(ofFirstCertificate: $0.certificatePEM) }
    }

    private static func isLoopback(_ url: String) -> Bool {
        guard let host = TargetURL(url)?.host else { return false }
        return host == "localhost" || SocketAddress(host: host, port: 0).isLoopback
    }

    private static func whole(_ url: String, path: String) throws(SendError) -> String {
        guard TargetURL(url) != nil, let start = url.firstRange(of: "://")?.upperBound else {
            throw SendError(
                "`--url` is no http or https URL, or it holds a user name", isUsage: true)
        }
        let rest = url[start...]
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        let isAddress = rest[slash...].dropFirst().isEmpty && !rest.contains { "?#".contains($0) }
        return isAddress ? url[..<slash] + path : url
    }

    /// The server's own certificate is the first of its file (RFC 8446, section 4.4.2); the rest is
    /// the chain. Nil for what is no certificate, which then must be one that everybody trusts.
    private static func key(ofFirstCertificate pem: [UInt8]) -> String? {
        let text = String(decoding: pem, as: UTF8.self)
        let end = "-----END CERTIFICATE-----"
        guard let from = text.firstRange(of: "-----BEGIN CERTIFICATE-----")?.lowerBound,
            let to = text[from...].firstRange(of: end)?.upperBound
        else { return nil }
        let certificate = try? Certificate(pem: Array(text[from..<to].utf8))
        return certificate.map { Base64.encode($0.publicKeyDigest) }
    }
}
