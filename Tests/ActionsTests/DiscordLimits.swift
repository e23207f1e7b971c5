import JSON
import Testing

@testable import Actions

/// What every payload for Discord must keep, whatever it was made from.
enum DiscordLimits {
    static func expect(
        _ message: JSONValue, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        #expect(
            try JSONValue(parsing: message.serializedBytes()) == message,
            sourceLocation: sourceLocation)
        #expect(message["allowed_mentions"] == ["parse": []], sourceLocation: sourceLocation)
        let content = try #require(message["content"]?.stringValue)
        expectLength(content, 2_000, sourceLocation)
        #expect(!content.contains("\n"), sourceLocation: sourceLocation)
        expectInert(data(ofContent: content), sourceLocation)
        let embeds = message["embeds"]?.arrayValue ?? []
        #expect(embeds.count <= 10, sourceLocation: sourceLocation)
        let units = embeds.reduce(0) { $0 + self.units(of: $1, sourceLocation) }
        #expect(units <= 6_000, sourceLocation: sourceLocation)
    }

    /// The units that count against the sum; expects each text to keep its own limit.
    private static func units(of embed: JSONValue, _ location: SourceLocation) -> Int {
        let keys: Set = ["color", "description", "fields", "footer", "timestamp"]
        let isKnown = (embed.objectValue?.keys ?? []).allSatisfy(keys.contains)
        #expect(isKnown, sourceLocation: location)
        let color = embed["color"]?.intValue ?? -1
        #expect((0...0xFF_FFFF).contains(color), sourceLocation: location)
        var units = 0
        if let description = embed["description"]?.stringValue {
            expectLength(description, 4_096, location)
            expectInert(data(ofDescription: description), location)
            units += description.utf16.count
        }
        if let footer = embed["footer"]?["text"]?.stringValue {
            expectLength(footer, 2_048, location)
            units += footer.utf16.count
        }
        let fields = embed["fields"]?.arrayValue ?? []
        #expect(fields.count <= 25, sourceLocation: location)
        for field in fields {
            for (key, unitsMax) in [("name", 256), ("value", 1_024)] {
                let text = field[key]?.stringValue ?? ""
                expectLength(text, unitsMax, location)
                expectInert(text, location)
                units += text.utf16.count
            }
        }
        return units
    }

    private static func expectLength(
        _ text: String, _ unitsMax: Int, _ location: SourceLocation
    ) {
        #expect((1...unitsMax).contains(text.utf16.count), sourceLocation: location)
        // Discord trims, and refuses what is empty then.
        #expect(
            text.unicodeScalars.contains { !$0.properties.isWhitespace },
            sourceLocation: location)
    }

    /// Without our own markup, of which there is: bold, the link, and a recovery's line.
    private static func data(ofContent content: String) -> String {
        content
            .replacing(
                #/ · \[[A-Za-z ]+\]\(<https?://[!-'*-;=?-~]+>\)$/#.matchingSemantics(
                    .unicodeScalar),
                with: ""
            )
            .replacing(
                #/^(. )~~([^~]|\\~)*~~ recovered <t:\d+:R>/#.matchingSemantics(.unicodeScalar)
            ) { "\($0.1)x" }
            .replacing(#/^(. )\*\*((?:[^*\\]|\\.)*)\*\*$/#.matchingSemantics(.unicodeScalar)) {
                "\($0.1)\($0.2)"
            }
    }

    private static func data(ofDescription description: String) -> String {
        description.replacing(
            #/(^|\n\n)\[[A-Za-z ]+\]\(https?://[!-'*-~]+\)$/#.matchingSemantics(.unicodeScalar),
            with: "")
    }

    /// Whether every mark that Discord knows stands behind a backslash, and every backslash before
    /// a mark.
    private static func expectInert(_ text: String, _ location: SourceLocation) {
        let marks = "\\*_~`|>#-[]()<:@.".unicodeScalars
        var scalars = text.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            switch scalar.value {
            case 0x5C:
                let next = scalars.next()
                if next.map(marks.contains) != true {
                    Issue.record("stray backslash: \(text.prefix(200))", sourceLocation: location)
                }
            case 0x0A: break
            case 0..<0x20, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069:
                Issue.record("control character: \(text.prefix(200))", sourceLocation: location)
            default:
                if marks.contains(scalar) {
                    Issue.record(
                        "live \(scalar): \(text.prefix(200))", sourceLocation: location)
                }
            }
        }
    }
}
