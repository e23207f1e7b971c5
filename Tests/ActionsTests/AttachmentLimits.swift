import JSON
import Testing

@testable import Actions

/// What every payload for Mattermost and Rocket.Chat must keep, whatever it was made from.
enum AttachmentLimits {
    static func expectMattermost(
        _ message: JSONValue, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        try expect(message, sourceLocation)
        #expect(message.serializedBytes().count <= 64_000, sourceLocation: sourceLocation)
        let line = message["text"]?.stringValue ?? ""
        #expect((1...4_000).contains(line.utf16.count), sourceLocation: sourceLocation)
        let card = message["attachments"]?[0]
        let text = card?["text"]?.stringValue ?? ""
        #expect(text.utf16.count <= 4_000, sourceLocation: sourceLocation)
        let footer = card?["footer"]?.stringValue ?? ""
        #expect(footer.utf16.count <= 300, sourceLocation: sourceLocation)
        if let card {
            let fallback = card["fallback"]?.stringValue ?? ""
            #expect(!fallback.isEmpty, sourceLocation: sourceLocation)
        }
        let keys: Set = ["text", "priority", "attachments"]
        #expect(
            keys.isSuperset(of: message.objectValue?.members.map(\.key) ?? []),
            sourceLocation: sourceLocation)
    }

    static func expectRocketChat(
        _ message: JSONValue, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        try expect(message, sourceLocation)
        let card = message["attachments"]?[0]
        let fields = card?["fields"]?.arrayValue ?? []
        let texts = [message["text"], card?["title"], card?["text"]]
        let all = texts + fields.flatMap { [$0["title"], $0["value"]] }
        let units = all.compactMap { $0?.stringValue?.utf16.count }.reduce(0, +)
        #expect((1...5_000).contains(units), sourceLocation: sourceLocation)
        for field in fields {
            let live = LiveText.inMarkdown(field["title"]?.stringValue ?? "")
            #expect(live == [], sourceLocation: sourceLocation)
        }
        let keys: Set = ["text", "parseUrls", "attachments"]
        #expect(
            keys.isSuperset(of: message.objectValue?.members.map(\.key) ?? []),
            sourceLocation: sourceLocation)
    }

    private static func expect(
        _ message: JSONValue, _ location: SourceLocation
    ) throws {
        let bytes = message.serializedBytes()
        #expect(try JSONValue(parsing: bytes) == message, sourceLocation: location)
        let line = try #require(message["text"]?.stringValue)
        #expect(!line.contains("\n"), sourceLocation: location)
        let card = message["attachments"]?[0]
        for text in [line, card?["text"]?.stringValue ?? ""] {
            #expect(LiveText.inMarkdown(text) == [], sourceLocation: location)
        }
        let fields = card?["fields"]?.arrayValue ?? []
        #expect(fields.count <= 9, sourceLocation: location)
        let code = #/`[^`\n]+`/#.matchingSemantics(.unicodeScalar)
        for value in fields.compactMap({ $0["value"]?.stringValue }) {
            #expect(
                value.wholeMatch(of: code) != nil
                    && LiveText.inMarkdown(value) == [],
                "\(value)", sourceLocation: location)
        }
        let titles = fields.map { $0["title"] }
        for text in (titles + [card?["footer"], card?["fallback"], card?["title"]]) {
            let scalars = Array((text?.stringValue ?? "").unicodeScalars)
            #expect(!scalars.contains("<"), sourceLocation: location)
            let finds = LiveText.emoji(in: text?.stringValue ?? "")
            #expect(finds == [], sourceLocation: location)
            for (index, scalar) in scalars.enumerated() where scalar == "@" {
                let next = index + 1 < scalars.count ? scalars[index + 1] : nil
                #expect(next == "\u{200B}", sourceLocation: location)
            }
        }
        if let link = card?["title_link"]?.stringValue {
            #expect(Summary.link(link) == link, sourceLocation: location)
        }
    }
}
