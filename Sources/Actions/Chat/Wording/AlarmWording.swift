import Events
import JSON

/// A CloudWatch alarm, as EventBridge tells it or as the alarm itself does on a topic:
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
enum AlarmWording {
    /// Nil for an event of anybody else.
    static func words(_ event: EventFields, _ context: MessageContext) -> EventWords? {
        guard event.source == "aws.cloudwatch",
            let state = event.text("detail", "state", "value") ?? event.text("detail", "state")
        else { return nil }
        let name = event.text("detail", "alarmName")
        var words = EventWords(
            subject: name.map { "Alarm \($0)" } ?? "Alarm",
            predicate: "\(name == nil ? "" : ":") \(state.cut(to: 24))",
            kind: "aws.cloudwatch.alarm_\(KindText.word(state))")
        switch state {
        case "ALARM": (words.severity, words.state) = (.error, .firing)
        case "OK": (words.severity, words.state) = (.success, .resolved)
        case "INSUFFICIENT_DATA": words.severity = .warning
        default: break
        }
        if words.severity.isGrave {
            words.why = Sentence.beginning(of: event.text("detail", "state", "reason"))
        }
        let metric = event.value("detail", "configuration", "metrics")?.elements(countMax: 1)
            .first?["metricStat"]?["metric"]
        words.facts = [
            (
                "About",
                state == "OK"
                    ? nil
                    : event.text("detail", "AlarmDescription")
                        ?? event.text("detail", "configuration", "description")
            ),
            (
                "Metric",
                event.text("detail", "Trigger", "MetricName") ?? metric?["name"]?.line
            ),
            (
                "Namespace",
                event.text("detail", "Trigger", "Namespace") ?? metric?["namespace"]?.line
            ),
            (
                "Was",
                event.text("detail", "previousState", "value")
            ),
        ]
        words.groupKey =
            KeyText.joined(
                "aws.cloudwatch", event.value("resources")?.elements(countMax: 1).first)
            ?? event.conditionKey("aws.cloudwatch", event.value("detail", "alarmName"))
        words.link = ConsoleLink(region: event.region)?.alarm(name)
        words.linkLabel = "Open CloudWatch"
        return words
    }
}

/// What AWS Health tells of the health of AWS's own services
/// (https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html).
enum HealthWording {
    /// Nil for an event of anybody else.
    static func words(_ event: EventFields, _ context: MessageContext) -> EventWords? {
        guard event.source == "aws.health",
            let code = event.text("detail", "eventTypeCode")
                ?? event.text("detail", "service")
        else { return nil }
        let status = event.text("detail", "statusCode")
        var words = EventWords(
            subject: "AWS Health \(code)",
            predicate: status.map { " \($0.cut(to: 12))" } ?? "",
            kind: "aws.health.event")
        switch (event.text("detail", "eventTypeCategory"), status) {
        case ("issue", "closed"): (words.severity, words.state) = (.success, .resolved)
        case ("issue", _): (words.severity, words.state) = (.warning, .firing)
        default: break
        }
        let description = event.value("detail", "eventDescription")?.elements(countMax: 1)
            .first?["latestDescription"]?.line
        words.why = words.severity.isGrave ? Sentence.beginning(of: description) : nil
        words.facts = [
            ("Service", event.text("detail", "service")),
            ("Category", event.text("detail", "eventTypeCategory")),
            ("Since", event.text("detail", "startTime")),
        ]
        words.groupKey = KeyText.joined("aws.health", event.value("detail", "eventArn"))
        words.link = ConsoleLink(region: event.region)?.health
        words.linkLabel = "Open AWS Health"
        return words
    }
}
