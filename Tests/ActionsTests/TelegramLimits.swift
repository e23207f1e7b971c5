import JSON
import Testing

@testable import Actions

/// What every payload for Telegram must keep, whatever it was made from.
enum TelegramLimits {
    static func expect(
        _ message: JSONValue, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        #expect(
            try JSONValue(parsing: message.serializedBytes()) == message,
            sourceLocation: sourceLocation)
        #expect(
            message["link_preview_options"] == ["is_disabled": true],
            sourceLocation: sourceLocation)
        let text = try #require(message["text"]?.stringValue)
        // The schema's own limit, before entities are parsed.
        #expect(text.utf16.count <= 16_384, sourceLocation: sourceLocation)
        let shown = text.prefix(300)
        let isHTML = message["parse_mode"] == "HTML"
        let words: (all: String, live: String)
        if isHTML {
            guard let parsed = parsed(text) else {
                Issue.record("can't parse entities: \(shown)", sourceLocation: sourceLocation)
                return
            }
            words = parsed
        } else {
            // The last line may be our own link.
            let rest = text.replacing(#/(^|\n)https?://[!-~]+(\n|$)/#, with: "\n")
            words = (text, rest.replacing(#/ · https?://[!-~]+$/#, with: ""))
        }
        #expect(
            (1...4_096).contains(words.all.utf16.count), "\(shown)", sourceLocation: sourceLocation)
        for live in liveWords {
            #expect(
                words.live.firstMatch(of: live.matchingSemantics(.unicodeScalar)) == nil,
                "\(live) in \(shown)", sourceLocation: sourceLocation)
        }
        #expect(
            !message.hasControls, "control character in \(shown)", sourceLocation: sourceLocation)
    }

    private static var liveWords: [Regex<AnyRegexOutput>] {
        [
            Regex(#/@[A-Za-z0-9_]/#), Regex(#/#[\p{L}0-9_]/#), Regex(#/\$[A-Z]/#),
            Regex(#/(^|[^A-Za-z0-9_])\/[A-Za-z0-9_]/#), Regex(#/:\/\/[^\s\u{200B}…]/#),
            Regex(#/[A-Za-z0-9]\.[A-Za-z]/#), Regex(#/(^|\s)\+[0-9]/#),
        ]
    }

    private static var tag: Regex<(Substring, Substring, Substring, Substring?)> {
        #/<(/?)(b|i|s|code|a)( href="[^"<>]+")?>/#
    }

    /// All that is seen, and of that what stands neither in `<code>` nor in a link; nil for tags
    /// that Telegram refuses. Entities stay as they are.
    private static func parsed(_ text: String) -> (all: String, live: String)? {
        var (all, live) = ("", "")
        var open: [String] = []
        var rest = text[...]
        while let character = rest.unicodeScalars.first {
            if character == "<" {
                guard let tag = rest.prefixMatch(of: tag.matchingSemantics(.unicodeScalar))
                else { return nil }
                let name = String(tag.2)
                if tag.1.isEmpty {
                    guard (name == "a") == (tag.3 != nil), isEscaped(tag.3 ?? "") else {
                        return nil
                    }
                    // Nothing may stand inside `code`, nor a link inside a link.
                    guard !open.contains("code"), !open.contains("a") else { return nil }
                    open.append(name)
                } else if open.popLast() != name {
                    return nil
                }
                rest = rest[tag.range.upperBound...]
                continue
            }
            let end = rest.unicodeScalars.firstIndex(of: "<") ?? rest.endIndex
            let part = rest[..<end]
            guard isEscaped(part), !part.unicodeScalars.contains(">") else { return nil }
            all += part
            // What is not live parts words all the same.
            live += open.contains("code") || open.contains("a") ? " " : String(part)
            rest = rest[end...]
        }
        return open.isEmpty ? (all, live) : nil
    }

    private static func isEscaped(_ text: Substring) -> Bool {
        let rest = String(text).unicodeScalars.split(
            separator: "&", omittingEmptySubsequences: false)
        return rest.dropFirst().allSatisfy { part in
            ["amp;", "lt;", "gt;"].contains { part.starts(with: $0.unicodeScalars) }
        }
    }
}
