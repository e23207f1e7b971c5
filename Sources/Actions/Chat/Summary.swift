import Events
import HTTP
import JSON
import Lifecycle

/// How grave a message is.
package enum Severity: String, Sendable, Hashable, CaseIterable, Comparable {
    case critical, error, warning, success, info

    /// By weight. Good news weighs as much as any other.
    package static func < (one: Self, other: Self) -> Bool { one.weight < other.weight }

    private var weight: Int {
        switch self {
        case .critical: 3
        case .error: 2
        case .warning: 1
        case .success, .info: 0
        }
    }

    /// Whether somebody may have to do something.
    var isGrave: Bool {
        switch self {
        case .critical, .error, .warning: true
        case .success, .info: false
        }
    }
}

/// What is to be told, before any platform's markup: one shape for every receiver. Its texts hold
/// no control characters and keep the limits below.
struct Summary: Sendable, Hashable {
    /// A label with its value, each on one line.
    struct Fact: Sendable, Hashable {
        let label: String
        let value: String

        /// Makes one line of each and cuts it.
        init(_ label: String, _ value: String) {
            self.label = label.onOneLine.cut(to: factLabelUnitsMax)
            self.value = value.onOneLine.cut(to: factValueUnitsMax)
        }
    }

    /// One line, never empty.
    let headline: String
    /// Its parts, where the words are ours.
    let headlineText: HeadlineText?
    let text: String?
    let severity: Severity
    /// In order of importance.
    let facts: [Fact]
    /// An http or https URL in ASCII.
    let link: String?
    /// What the link opens, for its button: `Open AWS Config`.
    let linkLabel: String
    var state: MessageState
    /// Who tells it: `aws.config`, `github`; may be empty.
    let source: String
    /// When it happened, where the event says.
    let time: Timestamp?
    /// Our id of the event, by which people find it again; may be empty.
    let eventID: String
    /// A word for what it is about in dots, which programs sort by:
    /// `aws.config.snapshot_delivery_failed`.
    var kind: String
    /// The condition that is firing or resolved, the same for both:
    /// `aws.config/snapshot-delivery/123456789012/us-east-2`; nil for what has none.
    var groupKey: String?
    /// What has a beginning and an end and may be told of several times: `config/<snapshot id>`.
    var storyKey: String?
    /// Whether a rule has said what it is about, and nothing is to be put before that.
    let isInOwnWords: Bool
    /// Whether a rule has said how grave it is.
    private(set) var hasOwnSeverity = false
    /// Whether one quiet line says it all: nothing grave, and the rule asked for no more.
    let isBrief: Bool

    /// What reads well (facts file on chat, section 7); in UTF-16 units.
    static let headlineUnitsMax = 120
    static let factLabelUnitsMax = 24
    /// 200 read well; an object of AWS Config in a bucket has somewhat more, and half of it leads
    /// nowhere.
    static let factValueUnitsMax = 300
    static let factsMax = 8
    /// On one line.
    static let briefFactsMax = 4
    /// Our ids have 26.
    static let eventIDUnitsMax = 64
    /// Longer links are left out: a cut URL leads nowhere.
    static let linkBytesMax = 2_000

    /// Reads the rendered input of a notify step. What the rule does not say comes from the event.
    /// Many waiting messages are told as one.
    ///
    /// - Parameter now: when it is told; nil where nobody knows, in a preview.
    init(
        _ input: JSONValue, _ context: MessageContext = MessageContext(), now: Timestamp? = nil
    ) {
        guard let digest = context.digest else {
            self.init(saying: input, context)
            return
        }
        let group = input["event"]?["rule"]?.stringValue
        self.init(digest: digest, group: group, now: now, link: context.adminURL)
    }

    private init(saying input: JSONValue, _ context: MessageContext) {
        let wording = EventWording(input["event"] ?? .null, context)
        let fields = Self.facts(input["fields"]?.objectValue ?? [:])
        let words = Self.words(input, wording)
        headline = words.line.cut(to: Self.headlineUnitsMax)
        headlineText = words.areOurs ? wording.headline : nil
        text = words.text
        // Good news in a rule's own words is no success of ours; a failure stays one.
        let isOurs = words.areOurs || wording.isOfFailure || wording.state == .firing
        let asked = Self.severity(input["severity"])
        hasOwnSeverity = asked != nil
        severity = asked ?? (isOurs ? wording.severity : .info)
        // Who has words of its own says no more than it wants to.
        let said = Self.printed(input["link"]) ?? (words.areOurs ? wording.link : nil)
        link = said.flatMap(Self.link)
        isInOwnWords = !words.areOurs
        linkLabel = input["link"] == nil ? wording.linkLabel : "Open"
        state = wording.state
        source = wording.source.cut(to: Self.factLabelUnitsMax * 2)
        time = wording.time
        eventID = wording.eventID.cut(to: Self.eventIDUnitsMax)
        kind = wording.kind
        groupKey = wording.groupKey
        storyKey = wording.storyKey
        isBrief = text == nil && fields.isEmpty && !severity.isGrave
        let built = words.areOurs && fields.isEmpty ? wording.facts : fields
        facts = Array(built.prefix(isBrief ? Self.briefFactsMax : Self.factsMax))
    }

    /// The URL, when it is one that may stand in a message: a person must be able to see where it
    /// leads, so user information and host names beyond ASCII are out.
    static func link(_ text: String) -> String? {
        guard text.utf8.count <= linkBytesMax, let link = LinkText.encoded(text),
            link.utf8.count <= linkBytesMax, let url = TargetURL(link)
        else { return nil }
        let scheme = url.isHTTPS ? "https" : "http"
        return scheme + link.dropFirst(scheme.count)
    }

    /// The line, what stands below it, and whether neither comes from the rule.
    private static func words(
        _ input: JSONValue, _ wording: EventWording
    ) -> (line: String, text: String?, areOurs: Bool) {
        let said = printed(input["text"]).flatMap { $0.isInvisible ? nil : $0 }
        let why = wording.text?.cleaned.nonEmpty
        if let title = printed(input["title"])?.onOneLine, !title.isInvisible {
            let text = said == title ? nil : said ?? why
            // A title too long for its line is told in full below it.
            return (title, text ?? (fits(title) ? nil : title), false)
        }
        guard let said else { return (wording.headline.text(), why, true) }
        let line = String(said.prefix { $0 != "\n" })
        return (line, fits(line) ? said.dropFirst(line.count).cleaned.nonEmpty : said, false)
    }

    private static func fits(_ line: String) -> Bool { line.utf16.count <= headlineUnitsMax }

    private static func severity(_ value: JSONValue?) -> Severity? {
        (value?.stringValue?.lowercased()).flatMap(Severity.init(rawValue:))
    }

    private static func facts(_ object: JSONObject) -> [Fact] {
        let facts = object.members.lazy.compactMap { member in
            printed(member.value)?.onOneLine.nonEmpty.map { Fact(member.key, $0) }
        }
        return Array(facts.prefix(factsMax))
    }

    /// A string as it is, anything else as JSON; nil for nothing.
    private static func printed(_ value: JSONValue?) -> String? {
        switch value {
        case nil, .null: nil
        case .string(let text): text.cleaned.nonEmpty
        case .some(let other): other.serialized().cleaned
        }
    }
}
