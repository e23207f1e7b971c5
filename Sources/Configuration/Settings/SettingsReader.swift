import AWS
import Actions
import HTTP
import Intake
import JSON
import Telemetry
import YAML

/// Reads the top level of `hookferry.yaml`.
struct SettingsReader {
    private let node: Node
    private let table: Table

    /// Nil, with a mistake reported, when the file is no mapping.
    init?(_ node: Node) {
        guard let table = Table(node, .root) else { return nil }
        self.node = node
        self.table = table
    }

    /// Everything but the rule files, and what they may refer to.
    func settings() -> (settings: Settings, names: KnownNames) {
        var settings = Settings(
            journalPath: TextFile.resolve("hookferry.db", from: node.file.directory))
        readListeners(&settings)
        if let path = table["journal"]?.journalPath() { settings.journalPath = path }
        if let retention = table["retention"]?.duration() {
            settings.retentionMilliseconds = retention
        }
        settings.sources = sources()
        warnOfShortRetention(settings)
        settings.aws = AWSReader.settings(table["aws"], environment: node.session.environment)
        let receivers = table["receivers"].map(ReceiverReader.receivers) ?? ReceiverReader.Found()
        settings.receivers = receivers.settings
        settings.unsetReceivers = receivers.unset
        let names = KnownNames(
            receivers: receivers.names, receiverSet: Set(receivers.names),
            quietReceivers: Set(receivers.settings.filter { $1.options.quiet != nil }.keys),
            sources: sourceMembers.map(\.key), hasTopics: sourceMembers.contains(where: \.isSNS),
            retentionMilliseconds: settings.retentionMilliseconds, aws: settings.aws)
        if let failures = table["failures"], let name = failures.string() {
            settings.failures = failures.receiver(name, names)
            failures.warnOfFailures(toldTo: name, receivers.settings[name]?.options)
        }
        return (settings, names)
    }

    /// The patterns of `rules`, each with its place.
    var rulePatterns: [(pattern: String, node: Node)] {
        guard let rules = table["rules"] else {
            node.warning("there are no `rules`: events are kept and nothing is done")
            return []
        }
        return (rules.elements() ?? []).compactMap { element in
            element.name().map { ($0, element) }
        }
    }

    private func readListeners(_ settings: inout Settings) {
        if let address = table["listen"]?.address() { settings.listen = address }
        if let tls = table["tls"] { settings.tls = Self.tls(tls) }
        if let address = table["admin"]?.address() { settings.admin = address }
        // Where every address is listened on, nobody knows by which one people come.
        if settings.admin.port != 0, !settings.admin.isWildcard {
            settings.adminURL = "http://\(settings.admin)"
        }
        if let url = table["adminUrl"]?.adminURL() { settings.adminURL = url }
        settings.adminToken = table["adminToken"]?.secret()
        if !settings.admin.isLoopback, table["adminToken"] == nil, let admin = table["admin"] {
            admin.error(
                "`adminToken` is needed when `admin` is not a loopback address",
                hint: "add adminToken: { env: HOOKFERRY_ADMIN_TOKEN }")
        }
    }

    /// A message that is still taken when its id has been forgotten runs a second time.
    private func warnOfShortRetention(_ settings: Settings) {
        for source in settings.sources {
            guard case .sns(let sns, _) = source.kind,
                sns.ageMillisecondsMax > settings.retentionMilliseconds
            else { continue }
            (table["retention"] ?? node).warning(
                "`retention` is shorter than `maxAge` of `\(source.name)`: "
                    + "a repeated message could run twice")
        }
    }

    private static func tls(_ node: Node) -> HTTPServerConfiguration.TLS? {
        guard let table = Table(node, .tls) else { return nil }
        let certificate = table["certificate"]?.pem(containing: "CERTIFICATE")
        let key = table["key"]?.pem(containing: "PRIVATE KEY")
        guard let certificate, let key else { return nil }
        return HTTPServerConfiguration.TLS(certificatePEM: certificate, keyPEM: key)
    }

    /// Those with mistakes too.
    private var sourceMembers: [YAMLMember] {
        guard let sources = table["sources"], case .mapping(let members) = sources.yaml.value else {
            return []
        }
        return members
    }

    private func sources() -> [SourceSettings] {
        guard let node = table["sources"] else {
            self.node.warning("there are no `sources`, so nothing can come in")
            return []
        }
        var reader = SourceReader()
        return reader.sources(node)
    }
}

/// What rules may refer to.
struct KnownNames {
    let receivers: [String]
    let receiverSet: Set<String>
    /// Those that may keep a message waiting for hours.
    let quietReceivers: Set<String>
    let sources: [String]
    /// Whether SNS posts to any source.
    let hasTopics: Bool
    let retentionMilliseconds: Int64
    let aws: AWSSettings
}

extension YAMLMember {
    /// Of a member of `sources`: whether its type is `sns`.
    fileprivate var isSNS: Bool {
        guard case .mapping(let members) = value.value else { return false }
        return members.contains { $0.key == "type" && $0.value.value.json == "sns" }
    }
}

extension Node {
    /// `sqlite:PATH`.
    fileprivate func journalPath() -> String? {
        guard let text = name() else { return nil }
        let scheme = String(text.prefix { $0 != ":" })
        let path = String(text.dropFirst(scheme.count + 1))
        if scheme == "sqlite", !path.isEmpty {
            return TextFile.resolve(path, from: file.directory)
        }
        if NotAvailable.journals.contains(scheme) {
            error("a journal in " + NotAvailable.message(scheme))
        } else {
            // Not quoted: the URL of a database may hold a password.
            error("this is no journal", hint: "write sqlite: and a path: sqlite:hookferry.db")
        }
        return nil
    }

    /// Slashes at its end are left out: paths are set behind it.
    fileprivate func adminURL() -> String? {
        guard let text = name() else { return nil }
        let url = text.reversed().drop { $0 == "/" }.reversed()
        guard !text.contains(where: { "?#".contains($0) }), TargetURL(text) != nil else {
            error(
                "this is no address of the admin listener",
                hint: "write an http or https URL without a query: https://hookferry.example.com")
            return nil
        }
        return String(url)
    }

    /// Dead letters are told of as errors.
    fileprivate func warnOfFailures(toldTo name: String, _ options: ReceiverOptions?) {
        if let least = options?.minSeverity, least > .error {
            warning(
                "dead letters are errors, and `\(name)` is told of nothing below "
                    + "`\(least.rawValue)`",
                hint: "name a receiver without this `minSeverity`")
        }
        if options?.quiet != nil {
            warning(
                "dead letters are errors, so `\(name)` is told of them in its `quiet` hours too",
                hint: "name a receiver that may be told at any time")
        }
    }

    /// The name of a receiver that is there.
    func receiver(_ name: String, _ names: KnownNames) -> String? {
        if names.receiverSet.contains(name) { return name }
        if names.receivers.isEmpty {
            error("unknown receiver `\(name)`", hint: "add it to `receivers`")
        } else {
            unknown("receiver", name, among: names.receivers)
        }
        return nil
    }
}
