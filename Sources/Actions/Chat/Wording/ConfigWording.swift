import Events
import JSON
import Lifecycle

/// What AWS Config tells
/// (https://docs.aws.amazon.com/config/latest/developerguide/notifications-for-AWS-Config.html).
struct ConfigWording {
    private let event: EventFields
    private let began: Timestamp?

    /// Nil for an event of anybody else, and for a message of a type that we do not know.
    static func words(_ event: EventFields, _ context: MessageContext) -> EventWords? {
        guard event.source == "aws.config", let type = event.text("detail", "messageType"),
            var words = Self(event: event, began: context.began).words(type)
        else { return nil }
        words.link = words.link ?? ConsoleLink(region: event.region)?.config
        words.linkLabel = "Open AWS Config"
        return words
    }

    private func words(_ type: String) -> EventWords? {
        switch type {
        case "ConfigurationSnapshotDeliveryStarted": snapshot("started", .begun)
        case "ConfigurationSnapshotDeliveryCompleted": snapshot("completed", .succeeded)
        case "ConfigurationSnapshotDeliveryFailed": snapshot("failed", .failed)
        case "ConfigurationHistoryDeliveryCompleted": history("completed", .succeeded)
        case "ConfigurationHistoryDeliveryFailed": history("failed", .failed)
        case "ConfigRulesEvaluationStarted": evaluation
        case "ComplianceChangeNotification": ComplianceWording(event: event).words
        case "ConfigurationItemChangeNotification",
            "OversizedConfigurationItemChangeNotification":
            ItemWording(event: event).changed
        case "OversizedConfigurationItemChangeDeliveryFailed": ItemWording(event: event).lost
        default: nil
        }
    }

    private func snapshot(_ verb: String, _ standing: Standing) -> EventWords {
        var words = delivery("snapshot", verb, standing)
        let span = began.flatMap { began in
            event.time.flatMap { DurationText.words(from: began, to: $0) }
        }
        words.facts.insert(("Took", standing.isEnd ? span : nil), at: 0)
        words.facts.append(("Snapshot", event.text("detail", "configSnapshotId")))
        return words
    }

    private func history(_ verb: String, _ standing: Standing) -> EventWords {
        delivery("history", verb, standing)
    }

    private func delivery(_ what: String, _ verb: String, _ standing: Standing) -> EventWords {
        var words = EventWords(
            subject: "AWS Config \(what) delivery \(verb)",
            kind: "aws.config.\(what)_delivery_\(verb)")
        words.set(standing)
        words.groupKey = event.conditionKey("aws.config/\(what)-delivery")
        words.facts = [("Location", location)]
        if standing == .failed { explain(&words) }
        return words
    }

    /// AWS documents no member of a failed message that tells why; these are what it might be
    /// called.
    private func explain(_ words: inout EventWords) {
        let error = event.first(
            of: [
                "errorMessage", "lastErrorMessage", "statusReason", "failureReason", "reason",
                "message", "error",
            ], in: "detail")
        words.why =
            Sentence.first(of: error)
            ?? "The message does not say why: config:DescribeDeliveryChannelStatus tells it"
        words.facts.insert(
            ("Error", event.first(of: ["errorCode", "lastErrorCode"], in: "detail")), at: 0)
    }

    private var location: String? {
        guard let bucket = event.text("detail", "s3Bucket") else { return nil }
        return "s3://\(bucket)/\(event.text("detail", "s3ObjectKey") ?? "")"
    }

    private var evaluation: EventWords {
        let rules = event.value("detail", "configRuleNames")?.elements(countMax: 5) ?? []
        return EventWords(
            subject: "AWS Config rules evaluation started", kind: "aws.config.evaluation_started",
            state: .progress,
            facts: [("Rules", rules.compactMap(\.line).joined(separator: ", ").nonEmpty)])
    }
}

/// A resource that obeys a rule, or no longer does.
private struct ComplianceWording {
    let event: EventFields

    var words: EventWords {
        let now = event.text("detail", "newEvaluationResult", "complianceType")
        let rule = event.text("detail", "configRuleName")
        let type = event.text("detail", "resourceType")
        let resource = event.text("detail", "resourceId")
        var words = EventWords(
            subject: subject(now, rule, type, resource), kind: "aws.config.compliance_changed")
        switch now {
        case "NON_COMPLIANT": (words.severity, words.state) = (.warning, .firing)
        case "COMPLIANT": (words.severity, words.state) = (.success, .resolved)
        default: break
        }
        if words.state == .firing {
            words.why = Sentence.first(
                of: event.text("detail", "newEvaluationResult", "annotation"))
        }
        let before = event.text("detail", "oldEvaluationResult", "complianceType")
        words.facts = [("Rule", rule), ("Resource", resource), ("Type", type), ("Was", before)]
        words.groupKey = event.conditionKey(
            "aws.config/compliance", event.value("detail", "configRuleName"),
            event.value("detail", "resourceType"), event.value("detail", "resourceId"))
        words.link = ConsoleLink(region: event.region)?.configRule(rule)
        return words
    }

    private func subject(
        _ now: String?, _ rule: String?, _ type: String?, _ resource: String?
    ) -> String {
        let what = [type, resource].compactMap { $0?.cut(to: 40) }.joined(separator: " ")
        let start = what.nonEmpty ?? rule.map { "AWS Config rule \($0)" }
        guard let now, let start else { return "AWS Config rule compliance changed" }
        let end = what.isEmpty ? "" : rule.map { " with \($0)" } ?? ""
        return "\(start) is \(now.cut(to: 24))\(end)"
    }
}

/// A resource that has changed. Old messages have a list of items; of a change too large for SNS
/// there is a summary.
private struct ItemWording {
    let event: EventFields

    private var item: JSONCursor? {
        let item =
            event.value("detail", "configurationItem")
            ?? event.value("detail", "configurationItemSummary")
        return item?.elements(countMax: 1).first ?? item
    }

    var changed: EventWords { words("changed") }

    var lost: EventWords {
        var words = words("delivery failed")
        words.severity = .error
        let summary = event.value("detail", "s3DeliverySummary")
        words.why = Sentence.first(of: summary?["errorMessage"]?.line)
        words.facts.insert(("Error", summary?["errorCode"]?.line), at: 0)
        words.kind = "aws.config.item_delivery_failed"
        return words
    }

    private func words(_ verb: String) -> EventWords {
        let type = item?["resourceType"]?.line
        let id = item?["resourceId"]?.line
        let change =
            event.text("detail", "configurationItemDiff", "changeType")
            ?? item?["changeType"]?.line
        let what = [type?.cut(to: 40), id?.cut(to: 50)].compactMap { $0 }
        let word = verb == "changed" ? change.flatMap { Self.verbs[$0] } ?? verb : verb
        let place = event.text("detail", "s3DeliverySummary", "s3BucketLocation")
        let changes = event.value("detail", "configurationItemDiff", "changedProperties")
        return EventWords(
            subject: what.isEmpty
                ? "AWS Config item \(word)" : "\(what.joined(separator: " ")) \(word)",
            kind: "aws.config.item_changed",
            facts: [
                ("Change", change), ("Name", item?["resourceName"]?.line),
                (
                    "Changed",
                    changes?.keys(countMax: 5, bytesMax: 60).map(\.onOneLine)
                        .joined(separator: ", ").nonEmpty
                ), ("Location", place.map { "s3://\($0)" }),
            ],
            link: ConsoleLink(region: event.region)?.configResource(type: type, id: id))
    }

    private static let verbs = ["CREATE": "created", "UPDATE": "updated", "DELETE": "deleted"]
}

extension EventFields {
    /// `<name>/<account>/<region>` and, where given, what in it; nil when a part of that is not
    /// there.
    func conditionKey(_ name: String, _ parts: JSONCursor?...) -> String? {
        var key = "\(name)/\(account ?? "-")/\(region ?? "-")"
        for part in parts {
            guard let part = KeyText.joined("", part) else { return nil }
            key += part
        }
        return KeyText.bounded(key)
    }
}
