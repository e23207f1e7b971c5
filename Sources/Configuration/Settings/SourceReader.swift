import Intake
import Telemetry
import YAML

/// Reads the entries of `sources`.
struct SourceReader {
    static let types = ["sns"] + CallbackType.allCases.map(\.rawValue)

    /// Paths of the sources so far with their sources' names.
    private var takenPaths: [String: String] = [:]

    /// All of them; those with mistakes are left out.
    mutating func sources(_ node: Node) -> [SourceSettings] {
        var sources: [SourceSettings] = []
        for (name, _, value) in node.namedMembers("source") {
            if let source = source(name, value) { sources.append(source) }
        }
        return sources
    }

    private mutating func source(_ name: String, _ node: Node) -> SourceSettings? {
        guard let type = node.type("source", known: Self.types),
            let section = Self.section(type), let table = Table(node, section)
        else { return nil }
        let path = path(table, of: name)
        let allowFrom = table["allowFrom"]?.addressRanges() ?? []
        let rate = table["rate"]?.rate()
        let kind = Self.kind(type, table)
        guard let path, let kind else { return nil }
        return SourceSettings(
            name: name, path: path, allowFrom: allowFrom, rate: rate, kind: kind)
    }

    /// Of a type that is one of `types`.
    static func section(_ type: String) -> Section? { Section(rawValue: type) }

    private static func kind(_ type: String, _ table: Table) -> SourceSettings.Kind? {
        guard let type = CallbackType(rawValue: type) else { return sns(table) }
        return callback(type, table)
    }

    private mutating func path(_ table: Table, of name: String) -> String? {
        let path: String
        if let node = table["path"] {
            guard let text = node.name() else { return nil }
            let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
            guard text.hasPrefix("/"), isPlain, !text.contains(where: { "?#%".contains($0) })
            else {
                node.error(
                    "`\(text)` is no path", hint: "write one such as /hooks/\(name)")
                return nil
            }
            guard text != "/healthz" else {
                node.error("/healthz is the bridge's own")
                return nil
            }
            path = text
        } else {
            path = "/hooks/\(name)"
        }
        if let other = takenPaths.updateValue(name, forKey: path) {
            (table["path"] ?? table.node).error("`\(other)` has the path \(path) already")
            return nil
        }
        return path
    }

    // MARK: Types

    private static func sns(_ table: Table) -> SourceSettings.Kind? {
        let topics = table["topics"]?.topics()
        var settings = SNSReader.Settings(topics: topics ?? [])
        if let confirms = table["confirm"]?.bool() { settings.confirmsSubscriptions = confirms }
        if let age = table["maxAge"]?.duration() { settings.ageMillisecondsMax = age }
        if let versions = table["signatureVersions"]?.signatureVersions() {
            settings.signatureVersions = versions
        }
        if case .basic(let username, let password) = table.basicCredentials() {
            settings.credentials = BasicCredentials(username: username, password: password)
        }
        if let raw = table["raw"], let isRaw = raw.bool() {
            settings.allowsRaw = isRaw
            if isRaw, table["username"] == nil, table["password"] == nil {
                raw.error(
                    "`raw` needs `username` and `password`: raw deliveries carry no signature")
            }
        }
        return .sns(settings, pinned: table["certificates"]?.pinnedCertificates())
    }

    private static func callback(_ type: CallbackType, _ table: Table) -> SourceSettings.Kind? {
        let credentials = table.credentials(of: type)
        let eventSource = table["eventSource"]?.name()
        let detailType = table["detailType"]?.name()
        guard let credentials else { return nil }
        var source = CallbackSource(type, credentials)
        if let eventSource { source.eventSource = eventSource }
        source.detailType = detailType
        return .callback(source)
    }
}

extension Node {
    /// The `type` of a source or a receiver. The rest cannot be read without it.
    func type(_ what: String, known: [String]) -> String? {
        guard let members = members() else { return nil }
        guard let type = members.first(where: { $0.key == "type" }).map({ with($0.value) }) else {
            error("`type` is missing", hint: "known: \(known.joined(separator: ", "))")
            return nil
        }
        guard let name = type.string() else { return nil }
        if known.contains(name) { return name }
        type.unknown("\(what) type", name, among: known)
        return nil
    }

    fileprivate func topics() -> [TopicPattern]? {
        guard let elements = elements() else { return nil }
        if elements.isEmpty {
            error(
                "the list of topics is empty, so nothing would be taken",
                hint: "list the topics' ARNs; * stands for any characters")
        }
        return elements.compactMap { $0.topic() }
    }

    private func topic() -> TopicPattern? {
        guard let text = string() else { return nil }
        let fields = text.split(separator: ":", omittingEmptySubsequences: false)
        guard fields.count == 6, fields[0] == "arn", "sns" == fields[2] || fields[2] == "*",
            let pattern = TopicPattern(text)
        else {
            error(
                "`\(text)` is no topic ARN",
                hint: "write arn:aws:sns:us-east-2:123456789012:name; * stands for any characters")
            return nil
        }
        if fields[4].contains("*") {
            warning(
                "`\(text)` takes topics of any AWS account, and anybody can have SNS sign messages",
                hint: "write the account's 12 digits")
        }
        return pattern
    }

    fileprivate func signatureVersions() -> Set<SignatureVersion>? {
        guard let elements = elements() else { return nil }
        var versions: Set<SignatureVersion> = []
        for element in elements {
            if case .number(let text) = element.yaml.value,
                let version = SignatureVersion(rawValue: text)
            {
                versions.insert(version)
            } else {
                element.error("SNS has the signature versions 1 and 2")
            }
        }
        if elements.isEmpty { error("the list is empty, so nothing would be taken") }
        return versions.isEmpty ? nil : versions
    }
}
