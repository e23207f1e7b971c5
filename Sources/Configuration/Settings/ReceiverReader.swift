import Actions
import HTTP
import Lifecycle
import Telemetry
import YAML

/// Reads the entries of `receivers`.
enum ReceiverReader {
    static let types = [
        Slack.type, Teams.type, Discord.type, GoogleChat.type, Mattermost.type, RocketChat.type,
        Telegram.type, PagerDuty.type, StandardWebhook.type,
    ]

    /// The receivers of a file.
    struct Found {
        /// Those that are right.
        var settings: [String: Receiver] = [:]
        /// Of all, so that a mistake in one is not told again wherever it is named.
        var names: [String] = []
        /// Those of which a secret is not set, where files are only checked.
        var unset: Set<String> = []
    }

    static func receivers(_ node: Node) -> Found {
        var found = Found()
        for (name, _, value) in node.namedMembers("receiver") {
            found.names.append(name)
            guard let (receiver, isUnset) = receiver(value) else { continue }
            found.settings[name] = receiver
            if isUnset { found.unset.insert(name) }
        }
        return found
    }

    private static func receiver(_ node: Node) -> (Receiver, isUnset: Bool)? {
        guard let type = node.type("receiver", known: types), let section = section(type),
            let table = Table(node, section)
        else { return nil }
        let allowed = table["allow"].map { $0.addressRanges() } ?? []
        let options = options(table)
        var secrets = Secrets(table)
        let platform = platform(type, &secrets, chatID: table["chatId"]?.chatID(), allowed ?? [])
        guard allowed != nil, let platform else { return nil }
        // One mistake is enough of a secret that is not there.
        if let problem = platform.problem, !secrets.unset.contains(problem.path.first ?? "") {
            report(problem, table)
            return nil
        }
        guard let options else { return nil }
        if !platform.isForPeople {
            table["burst"]?.warning(
                "`burst` has no effect here: machines are told every message by itself")
        }
        return (Receiver(platform, options: options), !secrets.unset.isEmpty)
    }

    /// Tells a platform's complaint where its key stands.
    static func report(_ problem: InputProblem, _ table: Table) {
        let node = problem.path.first.flatMap { table[$0] } ?? table.node
        node.error(problem.message, hint: problem.hint)
    }

    /// Nil when a key that it needs is missing or wrong, which has been reported.
    private static func platform(
        _ type: String, _ secrets: inout Secrets, chatID: String?, _ allowed: [AddressRange]
    ) -> (any ChatPlatform)? {
        let url = secrets["url"]
        let hasWrongURL = secrets.table["url"] != nil && url == nil
        switch type {
        case Telegram.type:
            let token = secrets["token"]
            guard let token, let chatID, !hasWrongURL else { return nil }
            guard let url else { return Telegram(token: token, chatID: chatID, allowed: allowed) }
            return Telegram(token: token, chatID: chatID, url: url, allowed: allowed)
        case PagerDuty.type:
            guard let key = secrets["routingKey"], !hasWrongURL else { return nil }
            guard let url else { return PagerDuty(routingKey: key, allowed: allowed) }
            return PagerDuty(routingKey: key, url: url, allowed: allowed)
        case StandardWebhook.type:
            let secret = secrets["secret"]
            guard let url, let secret else { return nil }
            return StandardWebhook(url: url, secret: secret, allowed: allowed)
        default: return url.flatMap { incomingWebhook(type, $0, allowed) }
        }
    }

    private static func incomingWebhook(
        _ type: String, _ url: Secret, _ allowed: [AddressRange]
    ) -> (any ChatPlatform)? {
        switch type {
        case Slack.type: Slack(url: url, allowed: allowed)
        case Teams.type: Teams(url: url, allowed: allowed)
        case Discord.type: Discord(url: url, allowed: allowed)
        case GoogleChat.type: GoogleChat(url: url, allowed: allowed)
        case Mattermost.type: Mattermost(url: url, allowed: allowed)
        case RocketChat.type: RocketChat(url: url, allowed: allowed)
        default: nil
        }
    }

    /// Nil when one of them is wrong, which has been reported.
    private static func options(_ table: Table) -> ReceiverOptions? {
        var options = ReceiverOptions()
        var areRight = true
        func read<Value>(_ key: String, _ read: (Node) -> Value?, _ use: (Value) -> Void) {
            guard let node = table[key] else { return }
            guard let value = read(node) else { return areRight = false }
            use(value)
        }
        read("rate", { $0.rate() }) { options.rate = $0 }
        read("burst", { $0.wholeNumber(in: Section.burstRange) }) { options.burst = $0 }
        read("minSeverity", { $0.choice("severity", Severity.self) }) { options.minSeverity = $0 }
        read("quiet", { $0.quietHours() }) { options.quiet = $0 }
        return areRight ? options : nil
    }

    static func section(_ type: String) -> Section? {
        switch type {
        case Telegram.type: .telegram
        case PagerDuty.type: .pagerduty
        case StandardWebhook.type: .webhook
        default: types.contains(type) ? .chatWebhook : nil
        }
    }

    /// The secrets of one receiver, and which of them are not set.
    private struct Secrets {
        let table: Table
        private(set) var unset: Set<String> = []

        init(_ table: Table) { self.table = table }

        subscript(key: String) -> Secret? {
            mutating get {
                guard let secret = table[key]?.secret() else { return nil }
                if secret == Node.placeholder { unset.insert(key) }
                return secret
            }
        }
    }
}

extension Node {
    fileprivate func wholeNumber(in range: ClosedRange<Int>) -> Int? {
        guard case .number(let text) = yaml.value, let number = Int(text), range.contains(number)
        else {
            error("expected a whole number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    /// A chat's number, or the name of a public channel.
    fileprivate func chatID() -> String? {
        if case .number(let text) = yaml.value {
            if let number = Int(text), Section.chatIDRange.contains(number) { return "\(number)" }
            error("this is no chat's number", hint: "it is whole, such as -1009876543210")
            return nil
        }
        return name()
    }

    fileprivate func quietHours() -> QuietHours? {
        guard let text = string() else { return nil }
        do throws(InputProblem) {
            return try QuietHours(parsing: text)
        } catch {
            self.error(error.message, hint: error.hint)
            return nil
        }
    }
}
