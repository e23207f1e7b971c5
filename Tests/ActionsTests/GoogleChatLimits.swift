import JSON
import Testing

@testable import Actions

/// What every payload for Google Chat must keep, whatever it was made from.
enum GoogleChatLimits {
    static func expect(
        _ message: JSONValue, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let bytes = message.serializedBytes()
        #expect(try JSONValue(parsing: bytes) == message, sourceLocation: sourceLocation)
        #expect(bytes.count <= 32_000, sourceLocation: sourceLocation)
        let line = try #require(message["text"]?.stringValue)
        #expect((1...4_000).contains(line.utf16.count), sourceLocation: sourceLocation)
        #expect(!line.contains("\n"), sourceLocation: sourceLocation)
        #expect(LiveText.inChatText(line) == [], sourceLocation: sourceLocation)
        guard let card = message["cardsV2"]?[0]?["card"] else { return }
        let widgets = try #require(card["sections"]?[0]?["widgets"]?.arrayValue)
        #expect((1...100).contains(widgets.count), sourceLocation: sourceLocation)
        for widget in widgets { try expect(widget, sourceLocation) }
    }

    private static func expect(_ widget: JSONValue, _ location: SourceLocation) throws {
        let row = widget["decoratedText"]
        let button = widget["buttonList"]?["buttons"]?[0]
        let html = [widget["textParagraph"]?["text"], row?["text"]]
        let plain = [row?["topLabel"], button?["text"]]
        for text in (html + plain).compactMap({ $0?.stringValue }) {
            #expect(!text.isInvisible, sourceLocation: location)
        }
        for text in html.compactMap({ $0?.stringValue }) {
            #expect(LiveText.inHTML(text) == [], sourceLocation: location)
        }
        for text in plain.compactMap({ $0?.stringValue }) {
            #expect(!text.unicodeScalars.contains("<"), sourceLocation: location)
        }
        if let button {
            let url = try #require(button["onClick"]?["openLink"]?["url"]?.stringValue)
            #expect(Summary.link(url) == url, sourceLocation: location)
        }
        #expect(
            html.contains { $0 != nil } || button != nil, "an empty widget",
            sourceLocation: location)
    }
}
