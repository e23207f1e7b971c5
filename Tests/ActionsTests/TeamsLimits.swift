import JSON
import Testing

@testable import Actions

/// What every payload for Teams must keep, whatever it was made from.
enum TeamsLimits {
    static func expect(
        _ message: JSONValue, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let bytes = message.serializedBytes()
        #expect(try JSONValue(parsing: bytes) == message, sourceLocation: sourceLocation)
        #expect(bytes.count <= 20_480, sourceLocation: sourceLocation)
        let attachment = try #require(message["attachments"]?[0])
        #expect(attachment["contentUrl"] == .some(.null), sourceLocation: sourceLocation)
        let card = try #require(attachment["content"])
        #expect(card["version"] == "1.4", sourceLocation: sourceLocation)
        #expect(card["msteams"] == ["width": "Full"], sourceLocation: sourceLocation)
        var texts = 0
        for element in elements(card["body"]) {
            if let text = element["text"]?.stringValue {
                #expect(element["wrap"] == true, sourceLocation: sourceLocation)
                expectInert(text, sourceLocation)
                texts += 1
            }
            for fact in element["facts"]?.arrayValue ?? [] {
                for text in [fact["title"], fact["value"]] {
                    expectInert(text?.stringValue ?? "", sourceLocation)
                }
            }
        }
        #expect(texts > 0, sourceLocation: sourceLocation)
        for action in card["actions"]?.arrayValue ?? [] {
            let url = action["url"]?.stringValue ?? ""
            #expect(url.hasPrefix("http"), sourceLocation: sourceLocation)
        }
    }

    private static func elements(_ body: JSONValue?) -> [JSONValue] {
        (body?.arrayValue ?? []).flatMap { [$0] + elements($0["items"]) }
    }

    private static func expectInert(_ text: String, _ location: SourceLocation) {
        // Our own link is the only markup there is.
        let text = text.replacing(
            #/ · \[[A-Za-z ]+\]\(https?://[!-'*-~]+\)$/#.matchingSemantics(.unicodeScalar), with: ""
        )
        let shown = text.prefix(200)
        if text.unicodeScalars.allSatisfy(\.properties.isWhitespace) {
            Issue.record("empty text", sourceLocation: location)
        }
        for line in text.replacing("\n\n", with: "\r").split(separator: "\r") {
            if line.contains(#/^(\s|[-+]|[0-9]+\.)|\n/#.matchingSemantics(.unicodeScalar)) {
                Issue.record("indent or list: \(shown)", sourceLocation: location)
            }
        }
        expectEscaped(Array(text.unicodeScalars), shown, location)
        #expect(LiveText.inWords(text, emoji: false) == [], sourceLocation: location)
        if text.unicodeScalars.contains("{"), text.contains("{{") {
            Issue.record("a function of the card: \(shown)", sourceLocation: location)
        }
    }

    private static func expectEscaped(
        _ scalars: [Unicode.Scalar], _ shown: Substring, _ location: SourceLocation
    ) {
        let marks = "\\*_[]()~`#".unicodeScalars
        var index = 0
        while index < scalars.count {
            let next = index + 1 < scalars.count ? scalars[index + 1] : nil
            switch scalars[index] {
            case "\\":
                let isEscape = next.map { marks.contains($0) || "-+".unicodeScalars.contains($0) }
                if isEscape != true {
                    Issue.record("stray backslash: \(shown)", sourceLocation: location)
                }
                index += 1
            case "<" where next != "\u{200B}":
                Issue.record("tag: \(shown)", sourceLocation: location)
            case "\n": break
            case "\u{0}"..<" ", "\u{7F}"..."\u{9F}", "\u{202A}"..."\u{202E}",
                "\u{2066}"..."\u{2069}":
                Issue.record("control character: \(shown)", sourceLocation: location)
            case let scalar where marks.contains(scalar):
                Issue.record("live \(scalar): \(shown)", sourceLocation: location)
            default: break
            }
            index += 1
        }
    }
}
