package import HTTP
package import JSON
package import Lifecycle
package import Telemetry

/// A workflow of Power Automate that posts what it is sent to a channel or chat of Teams. It says
/// that it has begun and no more, so a message can be neither edited nor answered later, and
/// whether it was posted stands in the workflow's run history only.
/// https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/
package struct Teams: ChatPlatform {
    package static let type = "teams"
    package static let title = "Microsoft Teams"
    /// Teams throttles more than 4 requests a second, and Power Automate's connection takes fewer.
    /// https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/
    package let rate = Rate(count: 1, periodMilliseconds: 1_000)
    package let url: WebhookURL

    /// Power Automate's own, and that of its older URLs.
    private static let hosts = [".environment.api.powerplatform.com", ".logic.azure.com"]
    /// Of the connectors that Microsoft ended from 18 to 22 May 2026.
    private static let retiredHosts = ["outlook.office.com", "outlook.office365.com"]
    private static let retiredSuffix = ".webhook.office.com"

    package init(url: Secret, allowed: [AddressRange] = []) {
        self.url = WebhookURL(url, hosts: Self.hosts, allowed: allowed)
    }

    package var destination: String { url.place }
    package var addressPolicy: AddressPolicy { url.addressPolicy }

    package var problem: InputProblem? {
        let text = url.secret.reveal()
        let host = TargetURL(text)?.host.lowercased() ?? ""
        if Self.retiredHosts.contains(host) || host.hasSuffix(Self.retiredSuffix) {
            return InputProblem(
                ["url"], "this is the URL of a connector, and Microsoft ended those in May 2026",
                hint: """
                    create a workflow in Teams from the template "Send webhook alerts to a \
                    channel", let anyone trigger it, and put its URL here
                    """)
        }
        let start = "https://….environment.api.powerplatform.com/"
        if let problem = url.problem(Self.title, start: start) { return problem }
        // A stand-in's URL needs none.
        guard Self.hosts.contains(where: host.hasSuffix) else { return nil }
        return Self.problem(ofQuery: text.split(separator: "?", maxSplits: 1).dropFirst().first)
    }

    /// Always a new message.
    package func request(for message: ChatMessage) -> ChatRequest {
        ChatRequest(url.secret.reveal(), TeamsMessage(message).json)
    }

    /// By the status alone.
    package func verdict(
        on answer: ChatAnswer, to request: ChatRequest, of message: ChatMessage
    ) -> ChatVerdict {
        TeamsAnswer.verdict(on: answer)
    }

    /// `DirectApiAuthorizationRequired`
    package func word(in answer: ChatAnswer) -> String? {
        answer.word(TeamsAnswer.code(answer.json), unless: url.holds)
    }

    /// The card from top to bottom.
    package func readText(_ message: JSONValue) -> String { TeamsMessage.readText(message) }

    /// Nothing in a URL but its signature says that we may trigger the workflow.
    private static func problem(ofQuery query: Substring?) -> InputProblem? {
        let names = (query ?? "").split(separator: "&").map { $0.prefix { $0 != "=" } }
        if names.contains(where: { $0.hasPrefix("amp;") }) {
            return InputProblem(
                ["url"], "the URL was copied from a page's source: `&amp;` must be `&`")
        }
        guard !names.contains("sig") else { return nil }
        return InputProblem(
            ["url"], "the workflow's URL has no signature (`sig=`)",
            hint: """
                set "Who can trigger the flow?" of the workflow's trigger to "Anyone", save it, \
                and copy the URL again
                """)
    }
}
