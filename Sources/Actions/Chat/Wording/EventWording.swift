import Events
import JSON
import Lifecycle

/// What a message says when its rule says nothing: of a step that failed, of a call that was made,
/// else of the event.
struct EventWording {
    private let words: EventWords
    private let event: EventFields
    let isOfFailure: Bool
    let eventID: String
    let storyKey: String?
    /// Without one a message would be about nothing.
    private static let subjectDefault = "Event"

    /// Each knows its own events, by who sent them.
    private static let families: [@Sendable (EventFields, MessageContext) -> EventWords?] = [
        ConfigWording.words, CodePipelineWording.words, CodeBuildWording.words,
        AlarmWording.words, HealthWording.words, NotificationWording.words, RunWording.words,
    ]

    /// - Parameter rendered: the `event` of the message's rendered input.
    init(_ rendered: JSONValue, _ context: MessageContext) {
        let event = context.event.map { EventFields($0) } ?? EventFields(rendered: rendered)
        self.event = event
        let own =
            FailureWording.words(rendered, event) ?? CallWording.words(rendered, event)
        words =
            own ?? Self.families.lazy.compactMap { $0(event, context) }.first
            ?? OtherWording.words(event)
        isOfFailure = (rendered["failure"] ?? .null) != .null
        let called = own == nil ? nil : CallWording.storyKey(rendered)
        storyKey = called ?? (own == nil ? StoryKey.of(event) : nil)
        eventID = (rendered["id"]?.stringValue ?? context.event?.intake.id ?? "").onOneLine
    }

    var severity: Severity { words.severity }
    var state: MessageState { words.state }
    /// Why something failed.
    var text: String? { words.why }
    var source: String { event.source }
    var time: Timestamp? { event.time }
    var kind: String { words.kind }
    /// Only what can be over has one: what goes on or stands for itself leaves a condition as it
    /// is.
    var groupKey: String? {
        words.state == .firing || words.state == .resolved ? words.groupKey : nil
    }
    var link: String? { words.link }
    var linkLabel: String { words.linkLabel }
    /// Without those that the headline tells, even when it says first that something is over.
    var facts: [Summary.Fact] {
        let start = words.state == .resolved ? Self.recoveryUnitsMax : 0
        let line = headline.text(unitsMax: Summary.headlineUnitsMax - start)
        return words.facts.compactMap { label, value in
            guard let value = value?.onOneLine.nonEmpty else { return nil }
            guard !words.headlineLabels.contains(label) || !line.contains(value) else { return nil }
            return Summary.Fact(label, value)
        }
    }

    /// Of `Recovered after 9 min 59 s: `; days may be more.
    private static let recoveryUnitsMax = 36

    var headline: HeadlineText {
        HeadlineText(
            subject: words.subject.onOneLine.nonEmpty ?? Self.subjectDefault,
            predicate: words.predicate, addition: words.addition,
            places: words.place ?? [event.account, event.region].compactMap { $0 })
    }
}
