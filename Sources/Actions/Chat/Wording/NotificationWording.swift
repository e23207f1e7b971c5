import Events
import JSON

/// What comes over an SNS topic and is nobody's whom we know, and what SNS tells of subscriptions.
enum NotificationWording {
    /// Lines of a message that stand below its subject.
    private static let linesMax = 5
    private static let textUnitsMax = 600

    /// Nil for an event of anybody else.
    static func words(_ event: EventFields, _ context: MessageContext) -> EventWords? {
        guard event.source == "aws.sns" else { return nil }
        var words: EventWords
        switch event.detailType {
        case "SNS Subscription Confirmation":
            words = EventWords(
                subject: "Subscription to \(topic(event))", predicate: " confirmed",
                kind: "aws.sns.subscription_confirmed")
            words.set(.succeeded)
        case "SNS Unsubscribe Confirmation":
            words = EventWords(
                subject: "Subscription to \(topic(event))", predicate: " cancelled",
                kind: "aws.sns.subscription_cancelled")
            (words.severity, words.state) = (.warning, .firing)
            words.why = Sentence.beginning(of: event.text("detail", "message"))
        default: words = notification(event)
        }
        if words.state != .none {
            words.groupKey = KeyText.joined(
                "aws.sns/subscription", event.value("detail", "topicArn"))
        }
        let arn = event.resource ?? event.text("detail", "topicArn")
        words.facts.append(("Topic", arn))
        words.link = words.link ?? arn.flatMap { ConsoleLink(region: event.region)?.topic($0) }
        words.linkLabel = words.linkLabel == "Open" ? "Open Amazon SNS" : words.linkLabel
        return words
    }

    /// The last field of its ARN.
    private static func topic(_ event: EventFields) -> String {
        let arn = event.resource ?? event.text("detail", "topicArn")
        return arn?.split(separator: ":").last.map(String.init) ?? "a topic"
    }

    private static func notification(_ event: EventFields) -> EventWords {
        let message = event.value("detail", "message")
        if message?["approval"]?.kind == .object { return approval(event) }
        var words = EventWords(
            subject: "Message on \(topic(event))", kind: "aws.sns.notification")
        let lines = lines(message)
        if let subject = event.text("detail", "subject") {
            words.subject = subject
            words.why = lines.isEmpty ? nil : lines.joined(separator: "\n")
        } else if let first = lines.first {
            words.subject = first
            words.why = lines.dropFirst().joined(separator: "\n").nonEmpty
            if first.utf16.count > Summary.headlineUnitsMax / 2 {
                words.why = lines.joined(separator: "\n")
            }
        }
        words.why = words.why?.cut(to: textUnitsMax)
        words.facts = OtherWording.facts(of: message)
        return words
    }

    /// The first lines of a text that are not empty.
    private static func lines(_ message: JSONCursor?) -> [String] {
        guard let message, message.kind == .string else { return [] }
        let text = message.text(bytesMax: EventFields.textBytesMax)?.cleaned ?? ""
        let lines = text.split(whereSeparator: \.isNewline).lazy.compactMap(\.onOneLine.nonEmpty)
        return Array(lines.prefix(linesMax))
    }

    /// CodePipeline waits for somebody
    /// (https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals-json-format.html).
    private static func approval(_ event: EventFields) -> EventWords {
        let approval = event.value("detail", "message", "approval")
        let pipeline = approval?["pipelineName"]?.line
        var words = EventWords(
            subject: pipeline ?? "CodePipeline", predicate: " pipeline waits for approval",
            kind: "aws.codepipeline.approval_needed", severity: .warning)
        words.why = Sentence.beginning(of: approval?["customData"]?.line)
        words.facts = [
            ("Stage", approval?["stageName"]?.line), ("Action", approval?["actionName"]?.line),
            ("Expires", approval?["expires"]?.line),
        ]
        let region = event.text("detail", "message", "region") ?? event.region
        words.link = ConsoleLink(region: region)?.pipeline(pipeline, execution: nil)
        words.linkLabel = "Open CodePipeline"
        return words
    }
}
