package import JSON

/// A message exactly as its receiver would get it.
package struct MessagePreview: Sendable, Hashable {
    /// The body that would be posted.
    package let message: JSONValue
    /// What people would read of it, in the receiver's own markup, line by line.
    package let text: String
}

extension Receiver {
    /// What would be sent for the rendered input of a notify step. Nothing is.
    package func preview(_ input: JSONValue) -> MessagePreview {
        switch self {
        case .slack:
            let message = SlackMessage(Summary(input))
            return MessagePreview(message: message.json, text: message.readText)
        }
    }
}

extension SlackMessage {
    /// The line, then the card from top to bottom.
    fileprivate var readText: String {
        let message = json
        let blocks = (message["attachments"]?.arrayValue ?? []).flatMap {
            $0["blocks"]?.arrayValue ?? []
        }
        let texts = [message["text"]] + blocks.flatMap(Self.texts)
        return texts.compactMap { $0?.stringValue }.joined(separator: "\n")
    }

    private static func texts(of block: JSONValue) -> [JSONValue?] {
        let parts = (block["fields"] ?? block["elements"])?.arrayValue ?? []
        return [block["text"]?["text"]]
            + parts.flatMap { part in
                // A button's text is an object, any other part's a string.
                [part["text"]?["text"] ?? part["text"], part["url"]]
            }
    }
}
