import Cryptography
package import HTTP
package import Telemetry

/// The URL of an incoming webhook, which is a credential as a whole.
package struct WebhookURL: Sendable {
    package let secret: Secret
    /// The platform's own hosts; one that begins with a dot stands for every host that ends with
    /// it. Empty for a server that may stand anywhere.
    private let hosts: [String]
    /// Address ranges for which http and other hosts are allowed: stand-ins, self-hosted servers.
    package let allowed: [AddressRange]

    package init(_ secret: Secret, hosts: [String] = [], allowed: [AddressRange] = []) {
        self.secret = secret
        self.hosts = hosts
        self.allowed = allowed
    }

    /// Why the URL cannot be used; nil when it can. Never quotes the URL.
    ///
    /// - Parameter start: how a right one begins, for the sentence.
    func problem(_ title: String, start: String) -> InputProblem? {
        let text = secret.reveal()
        guard !text.contains("#"), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return InputProblem(
                ["url"], "a webhook URL has no blanks, no `#` and no characters beyond ASCII")
        }
        guard let url = TargetURL(text) else {
            return InputProblem(["url"], "\(title)'s URL must be an https URL, as in \(start)")
        }
        let allowHint =
            "for a stand-in or an own server, allow its addresses: `allow: [10.0.0.0/8]`"
        guard isPinned(url) || hosts.isEmpty && url.isHTTPS || !allowed.isEmpty else {
            return InputProblem(
                ["url"], "a URL of \(title) starts with \(start)", hint: allowHint)
        }
        return nil
    }

    /// Whether it leads to the platform itself, whose paths are known.
    var isOfPlatform: Bool { TargetURL(secret.reveal()).map(isPinned) ?? false }

    /// A platform's own hosts are public; any other host of a hosted platform must lie in the
    /// allowed ranges (design.md section 4).
    var addressPolicy: AddressPolicy {
        isOfPlatform || hosts.isEmpty ? .publicHTTPS(allowing: allowed) : .within(allowed)
    }

    /// For a platform with paths of its own: what they are put behind.
    var base: String {
        let text = secret.reveal()
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    /// The host, and a hash by which operators tell URLs apart: `hooks.slack.com#1f2e3d4c`.
    var place: String { place(of: secret.reveal()) }

    /// The same with a hash of the part that several URLs have in common.
    func place(of part: String) -> String {
        let host = TargetURL(secret.reveal())?.host ?? ""
        let digest = Digest.digest(Array(part.utf8), .sha256)
        return "\(host.prefix(Self.hostBytesMax))#\(Hex.encode(Array(digest.prefix(4))))"
    }

    /// Whether the text repeats a part of the URL behind its host. Short parts are words like
    /// "services".
    func holds(_ text: String) -> Bool {
        let parts = secret.reveal().split { "/?&=#".contains($0) }.dropFirst(2)
        return parts.contains { $0.utf8.count > Self.publicPartBytesMax && text.contains($0) }
    }

    private static let publicPartBytesMax = 8
    private static let hostBytesMax = 100

    private func isPinned(_ url: TargetURL) -> Bool {
        let host = url.host.lowercased()
        return url.isHTTPS && url.isStandardPort
            && hosts.contains { $0.hasPrefix(".") ? host.hasSuffix($0) : host == $0 }
    }
}
