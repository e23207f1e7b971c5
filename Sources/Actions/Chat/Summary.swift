import FoundationEssentials
import JSON

/// How grave a message is.
package enum Severity: String, Sendable, Hashable, CaseIterable {
    case critical, error, warning, success, info
}

/// What is to be told, before any platform's markup: one shape for every receiver.
struct Summary: Sendable, Hashable {
    /// A label with its value.
    struct Fact: Sendable, Hashable {
        let label: String
        let value: String
    }

    var headline: String
    var text: String?
    var severity: Severity
    /// In order of importance.
    var facts: [Fact]
    /// An http or https URL.
    var link: String?
    /// Our id of the event, by which people find it again.
    var eventID: String

    /// A message reads well with this many at most (facts file on chat, section 7).
    static let factsMax = 8
    static let headlineCharactersMax = 120
    static let factLabelCharactersMax = 24
    static let factValueCharactersMax = 200

    /// Reads the rendered input of a notify step. What the rule does not say comes from the event.
    init(_ input: JSONValue) {
        let event = input["event"] ?? .null
        let failure = event["failure"] ?? .null
        let title = Self.printed(input["title"])
        let said = Self.printed(input["text"])
        let line = title ?? said?.firstLine ?? Self.standardHeadline(event)
        headline = line
        text = said == line ? nil : said
        severity =
            input["severity"]?.stringValue.flatMap(Severity.init(rawValue:))
            ?? (failure.isNull ? .info : .error)
        facts = (input["fields"]?.objectValue?.members ?? []).compactMap { member in
            Self.printed(member.value).map { Fact(label: member.key, value: $0) }
        }
        if said == nil { text = Self.printed(failure["message"]) }
        link = Self.printed(input["link"]).flatMap(Self.link)
        eventID = event["id"]?.stringValue ?? ""
        bound()
    }

    /// The URL, when it is one that may stand in a message.
    static func link(_ text: String) -> String? {
        guard let url = URL(string: text), let scheme = url.scheme?.lowercased(),
            ["http", "https"].contains(scheme), url.host()?.isEmpty == false, url.user() == nil
        else { return nil }
        return url.absoluteString
    }

    /// A string as it is, anything else as JSON; nil for nothing.
    private static func printed(_ value: JSONValue?) -> String? {
        switch value {
        case nil, .null: nil
        case .string(let text): text.withoutControls.nonEmpty
        case .some(let other): other.serialized()
        }
    }

    private static func standardHeadline(_ event: JSONValue) -> String {
        let subject = event["detailType"]?.stringValue ?? "Event"
        let failed = event["failure"].map { " – \($0["step"]?.stringValue ?? "a step") failed" }
        let place = [event["account"], event["region"]].compactMap { $0?.stringValue }
        let suffix = place.isEmpty ? "" : " — \(place.joined(separator: " · "))"
        return (subject + (failed ?? "") + suffix).withoutControls
    }

    private mutating func bound() {
        if headline.count > Self.headlineCharactersMax, text == nil { text = headline }
        headline = headline.cut(to: Self.headlineCharactersMax)
        facts = facts.prefix(Self.factsMax).map { fact in
            Fact(
                label: fact.label.withoutControls.cut(to: Self.factLabelCharactersMax),
                value: fact.value.cut(to: Self.factValueCharactersMax))
        }
    }
}

extension String {
    /// At most `count` characters; a cut is marked with an ellipsis.
    func cut(to count: Int) -> String {
        self.count > count ? prefix(max(count - 1, 0)) + "…" : self
    }

    /// Without control characters (line ends stay) and without the bidirectional overrides that make
    /// text look like other text; trimmed.
    var withoutControls: String {
        var scalars = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar.value {
            case 0x0A: scalars.append(scalar)
            case 0..<0x20, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069: continue
            default: scalars.append(scalar)
            }
        }
        let text = String(scalars).drop(while: \.isWhitespace)
        return String(text.dropLast(text.reversed().prefix(while: \.isWhitespace).count))
    }

    fileprivate var nonEmpty: String? { isEmpty ? nil : self }

    fileprivate var firstLine: String { String(prefix { $0 != "\n" }) }
}
