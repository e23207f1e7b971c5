import Actions
import HTTP
import Telemetry

/// Reads the entries of `receivers`.
enum ReceiverReader {
    static let types = ["slack"]

    /// The receivers that are right, and the names of all, so that a mistake in one is not told
    /// again wherever it is named.
    static func receivers(_ node: Node) -> (settings: [String: Receiver], names: [String]) {
        var settings: [String: Receiver] = [:]
        let members = node.namedMembers("receiver")
        for (name, _, value) in members { settings[name] = receiver(value) }
        return (settings, members.map(\.name))
    }

    private static func receiver(_ node: Node) -> Receiver? {
        guard
            let type = node.type("receiver", known: types, later: NotAvailable.receiverTypes),
            let section = section(type), let table = Table(node, section)
        else { return nil }
        let allowed = table["allow"].map { $0.addressRanges() } ?? []
        guard let url = table["url"], let secret = url.secret(), let allowed else { return nil }
        let settings = SlackSettings(url: secret, allowed: allowed)
        guard secret != Node.placeholder else { return .slack(settings) }
        // Without `allow` only Slack's own hosts will do, and its sentence says more.
        guard allowed.isEmpty || isWebURL(secret.reveal()) else {
            url.error("this is no http or https URL")
            return nil
        }
        if let problem = settings.problem {
            url.error(problem.message, hint: problem.hint)
            return nil
        }
        return .slack(settings)
    }

    static func section(_ type: String) -> Section? { type == "slack" ? .slack : nil }

    /// What libcurl will take is decided there; here a wrong secret is found out early.
    private static func isWebURL(_ text: String) -> Bool {
        let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        let rest = ["https://", "http://"].first(where: text.hasPrefix).map {
            text.dropFirst($0.count)
        }
        return isPlain && rest?.first.map { $0 != "/" } == true
    }
}
