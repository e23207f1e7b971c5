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
    private static let placeUnitsMax = 40

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
    var facts: [Summary.Fact] {
        words.facts.compactMap { fact in fact.value.map { Summary.Fact(fact.label, $0) } }
    }

    /// What and how, and where; the former is cut first.
    var headline: String {
        let places = words.place ?? [event.account, event.region].compactMap { $0 }
        let place = places.map { $0.cut(to: Self.placeUnitsMax) }.joined(separator: " · ")
        let suffix = place.isEmpty ? "" : " — \(place)"
        let subject = words.subject.onOneLine.nonEmpty ?? Self.subjectDefault
        return subject.cut(to: Summary.headlineUnitsMax - suffix.utf16.count) + suffix
    }
}
