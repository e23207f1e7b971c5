package import HTTP
package import Telemetry

/// A Slack incoming webhook. https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
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
        guard allowed.isEmpty else { return nil }
        let text = url.reveal()
        guard Self.hosts.contains(where: { text.hasPrefix("https://\($0)/") }) else {
            return InputProblem(
                ["url"], "a Slack webhook URL starts with https://hooks.slack.com/",
                hint: "for a stand-in or a proxy, allow its addresses: `allow: [10.0.0.0/8]`")
        }
        return nil
    }
}
