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
        let slack = Slack(url: secret, allowed: allowed)
        guard secret != Node.placeholder else { return Receiver(slack) }
        if let problem = slack.problem {
            url.error(problem.message, hint: problem.hint)
            return nil
        }
        return Receiver(slack)
    }

    static func section(_ type: String) -> Section? { type == "slack" ? .slack : nil }
}
