package import HTTP
package import Telemetry

/// A Slack incoming webhook.
/// https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
package struct SlackSettings: Sendable {
    /// The whole URL is the credential.
    package let url: Secret
    /// Address ranges for which http and other hosts are allowed: stand-ins, self-hosted servers.
    package let allowed: [AddressRange]

    /// Slack's own hosts; GovSlack has the second.
    static let hosts = ["hooks.slack.com", "hooks.slack-gov.com"]

    package init(url: Secret, allowed: [AddressRange] = []) {
        self.url = url
        self.allowed = allowed
    }

    /// Why the URL cannot be used; nil when it can. Never quotes the URL.
    package var problem: InputProblem? {
        let text = url.reveal()
        guard !text.contains("#"), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return InputProblem(
                ["url"], "a webhook URL has no blanks, no `#` and no characters beyond ASCII")
        }
        let isAllowed = !allowed.isEmpty && ["https://", "http://"].contains(where: text.hasPrefix)
        guard isSlacks || isAllowed else {
            return InputProblem(
                ["url"], "a Slack webhook URL starts with https://hooks.slack.com/",
                hint: "for a stand-in or a proxy, allow its addresses: `allow: [10.0.0.0/8]`")
        }
        return nil
    }

    /// Slack is public; any other host must lie in the allowed ranges (design.md section 4).
    var addressPolicy: AddressPolicy {
        isSlacks ? .publicHTTPS(allowing: allowed) : .within(allowed)
    }

    /// Whether the text repeats a part of the URL's path. Short parts are words like "services".
    func holds(_ text: String) -> Bool {
        let path = url.reveal().split(separator: "/").dropFirst(2)
        return path.contains { $0.utf8.count > Self.publicPartBytesMax && text.contains($0) }
    }

    private static let publicPartBytesMax = 8

    private var isSlacks: Bool {
        Self.hosts.contains { url.reveal().hasPrefix("https://\($0)/") }
    }
}
