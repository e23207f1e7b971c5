import Events
import JSON
import Lifecycle

/// What CodePipeline tells of pipelines, their stages and their actions:
/// https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html
enum CodePipelineWording {
    /// Nil for an event of anybody else.
    static func words(_ event: EventFields, _ context: MessageContext) -> EventWords? {
        guard event.source == "aws.codepipeline", let state = event.text("detail", "state"),
            let type = event.detailType
        else { return nil }
        let standing = standings[state] ?? .other
        let name = event.text("detail", "pipeline")
        let (stage, action) = (event.text("detail", "stage"), event.text("detail", "action"))
        let part = part(type, stage: stage, action: action)
        var words = EventWords(
            subject: name ?? "CodePipeline",
            predicate: " \(part.words) \(state.cut(to: 24))",
            kind: "aws.codepipeline.\(part.kind)_\(KindText.word(state))")
        words.set(standing)
        if standing == .failed { words.why = Sentence.beginning(of: reason(event)) }
        let attributes = event.value("additionalAttributes")
        words.facts = [
            ("Took", standing.isEnd && part.kind == "execution" ? context.span(to: event) : nil),
            ("Stage", stage ?? attributes?["failedStage"]?.line), ("Action", action),
            ("Error", event.text("detail", "execution-result", "error-code")),
            ("Execution", event.text("detail", "execution-id")),
        ]
        words.groupKey = groupKey(event, part.kind)
        words.link = ConsoleLink(region: event.region)?.pipeline(
            name, execution: event.text("detail", "execution-id"))
        words.linkLabel = "Open CodePipeline"
        return words
    }

    private static let standings: [String: Standing] = [
        "STARTED": .begun, "RESUMED": .begun, "STOPPING": .begun, "SUCCEEDED": .succeeded,
        "FAILED": .failed, "STOPPED": .stopped, "CANCELED": .stopped, "ABANDONED": .stopped,
    ]

    private static func part(
        _ type: String, stage: String?, action: String?
    ) -> (words: String, kind: String) {
        if type.contains("Action") {
            let names = [stage, action].compactMap { $0?.cut(to: 24) }
            return (["action", names.joined(separator: "/")].joinedWords, "action")
        }
        if type.contains("Stage") {
            return (["stage", stage?.cut(to: 24) ?? ""].joinedWords, "stage")
        }
        return ("pipeline", "execution")
    }

    private static func groupKey(_ event: EventFields, _ part: String) -> String? {
        let pipeline = event.value("detail", "pipeline")
        let stage = event.value("detail", "stage")
        return switch part {
        case "action":
            event.conditionKey(
                "aws.codepipeline", pipeline, stage, event.value("detail", "action"))
        case "stage": event.conditionKey("aws.codepipeline", pipeline, stage)
        default: event.conditionKey("aws.codepipeline", pipeline)
        }
    }

    /// Notification rules tell more than EventBridge does.
    private static func reason(_ event: EventFields) -> String? {
        let attributes = event.value("additionalAttributes")
        let failed = attributes?["failedActions"]?.elements(countMax: 1).first
        return event.text("detail", "execution-result", "external-execution-summary")
            ?? attributes?["additionalInformation"]?.line
            ?? failed?["additionalInformation"]?.line
    }
}

/// What CodeBuild tells of builds
/// (https://docs.aws.amazon.com/codebuild/latest/userguide/sample-build-notifications.html).
enum CodeBuildWording {
    private static let phasesMax = 32

    /// Nil for an event of anybody else.
    static func words(_ event: EventFields, _ context: MessageContext) -> EventWords? {
        guard event.source == "aws.codebuild" else { return nil }
        let phase = event.text("detail", "completed-phase")
        guard
            let status = event.text("detail", "build-status")
                ?? event.text("detail", "completed-phase-status")
                ?? phase.map({ _ in "COMPLETED" })
        else { return nil }
        let name = event.text("detail", "project-name")
        let what = phase.map { "build phase \($0.cut(to: 24))" } ?? "build"
        let standing = standings[status] ?? .other
        var words = EventWords(
            subject: name ?? "CodeBuild", predicate: " \(what) \(status.cut(to: 24))",
            kind: "aws.codebuild.\(phase == nil ? "build" : "phase")_\(KindText.word(status))")
        // A phase that went well is one of many.
        words.set(phase != nil && standing == .succeeded ? .begun : standing)
        let failed = failedPhase(event)
        if standing == .failed {
            let reason = failed?["phase-context"]?.elements(countMax: 1).first?.line
            words.why = Sentence.beginning(of: reason ?? event.phaseContext)
        }
        words.facts = [
            ("Took", standing.isEnd && phase == nil ? context.span(to: event) : nil),
            ("Failed phase", failed?["phase-type"]?.line),
            ("Initiator", event.text("detail", "additional-information", "initiator")),
            ("Source", event.text("detail", "additional-information", "source-version")),
            ("Build", event.text("detail", "build-id").map(lastField)),
        ]
        words.groupKey =
            phase == nil
            ? event.conditionKey("aws.codebuild", event.value("detail", "project-name"))
            : event.conditionKey(
                "aws.codebuild", event.value("detail", "project-name"),
                event.value("detail", "completed-phase"))
        words.link = ConsoleLink(region: event.region)?.buildProject(name)
        words.linkLabel = "Open CodeBuild"
        return words
    }

    private static let standings: [String: Standing] = [
        "IN_PROGRESS": .begun, "SUCCEEDED": .succeeded, "FAILED": .failed, "FAULT": .failed,
        "TIMED_OUT": .failed, "CLIENT_ERROR": .failed, "STOPPED": .stopped,
    ]

    private static func failedPhase(_ event: EventFields) -> JSONCursor? {
        let phases = event.value("detail", "additional-information", "phases")
        return phases?.elements(countMax: phasesMax).first { phase in
            phase["phase-status"]?.line.flatMap { standings[$0] } == .failed
        }
    }

    /// Of an ARN, the build's own id.
    private static func lastField(_ arn: String) -> String {
        arn.split(separator: ":").last.map(String.init) ?? arn
    }
}

extension EventFields {
    fileprivate var phaseContext: String? { text("detail", "completed-phase-context") }
}

extension [String] {
    /// Those that are not empty, as words.
    fileprivate var joinedWords: String { filter { !$0.isEmpty }.joined(separator: " ") }
}

extension MessageContext {
    /// Since the beginning of the story; nil where the event is the first that is known of it.
    func span(to event: EventFields) -> String? {
        guard let began, let end = event.time, began.adding(milliseconds: 1_000) <= end else {
            return nil
        }
        return DurationText.words(from: began, to: end)
    }
}
