import Events
import JSON

/// What AWS Config tells
/// (https://docs.aws.amazon.com/config/latest/developerguide/notifications-for-AWS-Config.html).
struct ConfigWording {
    private let event: EventFields
    private let context: MessageContext

    /// Nil for an event of anybody else, and for a message of a type that we do not know.
    static func words(_ event: EventFields, _ context: MessageContext) -> EventWords? {
        guard event.source == "aws.config", let type = event.text("detail", "messageType"),
            var words = Self(event: event, context: context).words(type)
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
        words.facts.insert(("Took", standing.isEnd ? context.span(to: event) : nil), at: 0)
        words.facts.append(("Snapshot", event.text("detail", "configSnapshotId")))
        return words
    }

    private func history(_ verb: String, _ standing: Standing) -> EventWords {
        delivery("history", verb, standing)
    }

    private func delivery(_ what: String, _ verb: String, _ standing: Standing) -> EventWords {
        var words = EventWords(
            subject: "AWS Config \(what) delivery", predicate: " \(verb)",
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
            Sentence.beginning(of: error)
            ?? "AWS Config does not say why; "
            + "aws configservice describe-delivery-channel-status does"
        words.facts.insert(
            ("Error", event.first(of: ["errorCode", "lastErrorCode"], in: "detail")), at: 0)
    }

    private var location: String? {
        BucketLocation.text(
            event.text("detail", "s3Bucket"), key: event.text("detail", "s3ObjectKey"))
    }

    private var evaluation: EventWords {
        let rules = event.value("detail", "configRuleNames")?.elements(countMax: 5) ?? []
        return EventWords(
            subject: "AWS Config rules evaluation", predicate: " started",
            kind: "aws.config.evaluation_started",
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
            subject: "AWS Config rule", predicate: " compliance changed",
            kind: "aws.config.compliance_changed")
        let what = [type, resource].compactMap { $0?.cut(to: Self.partUnitsMax) }
            .joined(separator: " ").nonEmpty
        if let now, let start = what ?? rule.map({ "AWS Config rule \($0)" }) {
            words.subject = start
            words.predicate = " is \(now.cut(to: 24))"
            words.addition = what == nil ? "" : rule.map { " with \($0)" } ?? ""
        }
        switch now {
        case "NON_COMPLIANT": (words.severity, words.state) = (.warning, .firing)
        case "COMPLIANT": (words.severity, words.state) = (.success, .resolved)
        default: break
        }
        if words.state == .firing {
            words.why = Sentence.beginning(
                of: event.text("detail", "newEvaluationResult", "annotation"))
        }
        let before = event.text("detail", "oldEvaluationResult", "complianceType")
        words.facts = [("Rule", rule), ("Resource", resource), ("Type", type), ("Was", before)]
        words.headlineLabels = ["Rule", "Resource", "Type"]
        words.groupKey = event.conditionKey(
            "aws.config/compliance", event.value("detail", "configRuleName"),
            event.value("detail", "resourceType"), event.value("detail", "resourceId"))
        words.link = ConsoleLink(region: event.region)?.configRule(rule)
        return words
    }

    /// Of the type, so that the resource has room.
    private static let partUnitsMax = 40
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

    var changed: EventWords {
        let change =
            event.text("detail", "configurationItemDiff", "changeType")
            ?? item?["changeType"]?.line
        let verb = change.flatMap { Self.verbs[$0] }
        var words = words
        words.subject = what ?? "AWS Config item"
        words.predicate = " \(verb ?? "changed")"
        if verb == nil { words.facts.insert(("Change", change), at: 0) }
        return words
    }

    var lost: EventWords {
        var words = words
        words.subject = "AWS Config"
        words.predicate = " could not deliver \(what == nil ? "a" : "the") change"
        words.addition = what.map { " of \($0)" } ?? ""
        words.severity = .error
        let summary = event.value("detail", "s3DeliverySummary")
        words.why = Sentence.beginning(of: summary?["errorMessage"]?.line)
        words.facts.insert(("Error", summary?["errorCode"]?.line), at: 0)
        words.kind = "aws.config.item_delivery_failed"
        return words
    }

    private var type: String? { item?["resourceType"]?.line }
    private var id: String? { item?["resourceId"]?.line }
    private var what: String? {
        [type?.cut(to: 40), id?.cut(to: 50)].compactMap { $0 }.joined(separator: " ").nonEmpty
    }

    private var words: EventWords {
        let place = event.text("detail", "s3DeliverySummary", "s3BucketLocation")
        let changes = event.value("detail", "configurationItemDiff", "changedProperties")
        return EventWords(
            subject: "AWS Config item", kind: "aws.config.item_changed",
            facts: [
                ("Name", item?["resourceName"]?.line),
                (
                    "Changed",
                    changes?.keys(countMax: 5, bytesMax: 60).map(\.onOneLine)
                        .joined(separator: ", ").nonEmpty
                ), ("Location", place.map { BucketLocation.fitted("s3://\($0)") }),
            ],
            link: ConsoleLink(region: event.region)?.configResource(type: type, id: id))
    }

    private static let verbs = ["CREATE": "created", "UPDATE": "updated", "DELETE": "deleted"]
}

extension EventFields {
    /// `<name>/<account>/<region>` and, where given, what in it; nil when a part of that is not
    /// there.
    func conditionKey(_ name: String, _ parts: JSONCursor?...) -> String? {
        var key = "\(name)/\(KeyText.part(account ?? "-"))/\(KeyText.part(region ?? "-"))"
        for part in parts {
            guard let part = KeyText.joined("", part) else { return nil }
            key += part
        }
        return KeyText.bounded(key)
    }
}
