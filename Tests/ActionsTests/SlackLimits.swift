import JSON
import Testing

@testable import Actions

/// What every payload for Slack must keep, whatever it was made from.
enum SlackLimits {
    static func expect(
        _ message: JSONValue, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let bytes = message.serializedBytes()
        #expect(try JSONValue(parsing: bytes) == message, sourceLocation: sourceLocation)
        let line = try #require(message["text"]?.stringValue)
        #expect((1...4_000).contains(line.utf16.count), sourceLocation: sourceLocation)
        #expect(!line.contains("\n"), sourceLocation: sourceLocation)
        let links = LiveText.inWords(withoutOurs(line), emoji: true)
        #expect(links == [], sourceLocation: sourceLocation)
        let card = message["attachments"]?[0]
        let blocks = card?["blocks"]?.arrayValue ?? []
        let size = JSONValue.array(blocks).serializedBytes().count
        #expect(size <= 12_000, sourceLocation: sourceLocation)
        for block in blocks {
            expectLimits(block["text"]?["text"], 3_000, sourceLocation)
            let fields = block["fields"]?.arrayValue ?? []
            #expect(fields.count <= 10, sourceLocation: sourceLocation)
            for field in fields { expectLimits(field["text"], 2_000, sourceLocation) }
            for element in block["elements"]?.arrayValue ?? [] where element["url"] == nil {
                expectLimits(element["text"], 3_000, sourceLocation)
            }
        }
        for text in texts(message) { expectInert(text, sourceLocation) }
    }

    private static func expectLimits(
        _ text: JSONValue?, _ unitsMax: Int, _ location: SourceLocation
    ) {
        guard let text else { return }
        let units = text.stringValue?.utf16.count ?? 0
        #expect((1...unitsMax).contains(units), sourceLocation: location)
    }

    /// Every string but the URLs of buttons.
    private static func texts(_ value: JSONValue) -> [String] {
        switch value {
        case .string(let text): [text]
        case .array(let elements): elements.flatMap(texts)
        case .object(let object):
            object.members.filter { $0.key != "url" }.flatMap { texts($0.value) }
        default: []
        }
    }

    private static func expectInert(_ text: String, _ location: SourceLocation) {
        let rest = withoutOurs(text)
        #expect(LiveText.emoji(in: rest) == [], sourceLocation: location)
        let scalars = Array(rest.unicodeScalars)
        let shown = text.prefix(200)
        for (index, scalar) in scalars.enumerated() {
            switch scalar.value {
            case 0x3C, 0x3E: Issue.record("unescaped in \(shown)", sourceLocation: location)
            case 0x26:
                let next = scalars[(index + 1)...].prefix(4)
                let isEntity = ["amp;", "lt;", "gt;"].contains {
                    next.starts(with: $0.unicodeScalars)
                }
                if !isEntity { Issue.record("bare & in \(shown)", sourceLocation: location) }
            case 0x2A, 0x60, 0x7E:
                Issue.record("\(scalar) in \(shown)", sourceLocation: location)
            case 0x5F:
                let around = [scalars.prefix(index).last, scalars[(index + 1)...].first]
                let isInWord = around.allSatisfy {
                    $0.map { $0.isASCII && ($0.properties.isAlphabetic || "0"..."9" ~= $0) }
                        ?? false
                }
                if !isInWord { Issue.record("_ in \(shown)", sourceLocation: location) }
            case 0x0A: break
            case 0..<0x20, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069:
                Issue.record("control character in \(shown)", sourceLocation: location)
            default: break
            }
        }
        let lines = rest.split(separator: "\n")
        if lines.contains(where: { $0.drop(while: \.isWhitespace).hasPrefix("&gt;") }) {
            Issue.record("a quote in \(shown)", sourceLocation: location)
        }
    }

    /// Without the markup that is ours: the bold headline or label, the link, the time, code
    /// spans with what they hold. By scalars: an accent that others wrote may melt with a sign of
    /// ours.
    private static func withoutOurs(_ text: String) -> String {
        let link = #/ · <https?://[!-;=?-{}~]+\|[^<>|]+>$/#
        let time = #/<!date\^[0-9]+\^{date_short_pretty} {time}\|[-0-9:.TZ]+>/#
        let bold = #/^((?:🔴|🟠) )?\*([^*\n]+)\*$/#
        var rest = text
        // Asked first, as a search through a long text takes its time.
        if text.utf8.last == UInt8(ascii: ">") {
            rest.replace(link.matchingSemantics(.unicodeScalar), with: "")
        }
        let code = #/`[^`\n]+`/#.matchingSemantics(.unicodeScalar)
        if text.utf8.contains(UInt8(ascii: "`")) {
            // Entities are needed inside as well.
            rest.replace(code) {
                "x" + $0.0.replacing(#/[*_~`:.]/#.matchingSemantics(.unicodeScalar), with: "")
            }
        }
        if text.utf8.count < 1_500 {
            rest.replace(time.matchingSemantics(.unicodeScalar), with: "")
        }
        if text.utf8.contains(UInt8(ascii: "*")) {
            rest.replace(bold.anchorsMatchLineEndings().matchingSemantics(.unicodeScalar)) {
                "\($0.1 ?? "")\($0.2)"
            }
        }
        return rest
    }
}
