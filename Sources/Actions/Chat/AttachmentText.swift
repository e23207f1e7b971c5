import JSON

/// What messages of Mattermost and Rocket.Chat have in common: Markdown, and attachments as Slack
/// once had them.
enum AttachmentText {
    /// Markdown in which nothing of the text is live.
    static func prose(
        _ text: String, unitsMax: Int, finds: ClientFinds = [.urls, .hostNames, .emojiCodes]
    ) -> String {
        // Nothing longer is shown, and details may have megabytes.
        let start = String(text.prefix(unitsMax + 1))
        return Markup.guardedMarkdown.text(
            start.parted(at: finds), unitsMax: unitsMax)
    }

    static func plain(_ text: String, unitsMax: Int) -> String {
        Markup.guardedPlain.text(
            text.parted(at: [.urls, .emojiCodes]), unitsMax: unitsMax)
    }

    /// A value that people copy: as it is, in a code span.
    static func code(_ text: String, unitsMax: Int) -> String {
        "`\(Markup.guardedCode.text(text, unitsMax: unitsMax - 2))`"
    }

    /// What stands behind the headline of a message that is one line.
    ///
    /// - Parameter label: a label in the platform's markup.
    static func parts(
        of summary: Summary, valueUnitsMax: Int, label: (String) -> String
    ) -> [String] {
        let facts = summary.facts.map { fact in
            let label = label(fact.label)
            let value = code(fact.value, unitsMax: valueUnitsMax)
            return label.isEmpty ? value : "\(label) \(value)"
        }
        let label = label(summary.linkLabel)
        return facts + (summary.link.map { [Markup.markdownLink(label, $0)] } ?? [])
    }

    /// - Parameter label: a label in the platform's markup.
    static func fields(
        _ facts: [Summary.Fact], valueUnitsMax: Int, label: (String) -> String
    ) -> [JSONValue] {
        facts.map { fact in
            [
                "title": .string(label(fact.label)),
                "value": .string(code(fact.value, unitsMax: valueUnitsMax)), "short": true,
            ]
        }
    }

    /// Makes the attachment's title the summary's link.
    static func link(_ card: inout JSONObject, to summary: Summary, labelUnitsMax: Int) {
        guard let link = summary.link else { return }
        card["title"] = .string(plain(summary.linkLabel, unitsMax: labelUnitsMax))
        card["title_link"] = .string(link)
    }

    /// The line, then the attachment from top to bottom.
    static func read(_ message: JSONValue) -> String {
        let card = message["attachments"]?[0]
        let fields = (card?["fields"]?.arrayValue ?? []).flatMap { [$0["title"], $0["value"]] }
        let texts =
            [message["text"], card?["title"], card?["title_link"], card?["text"]]
            + fields + [card?["footer"]]
        return texts.compactMap { $0?.stringValue }.joined(separator: "\n")
    }
}
