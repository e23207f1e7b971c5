package import Events
package import JSON

/// A message exactly as its receiver would get it.
package struct MessagePreview: Sendable, Hashable {
    /// The body that would be posted, without secrets.
    package let message: JSONValue
    /// What people would read of it, in the receiver's own markup, line by line, without what is
    /// invisible.
    package let text: String
}

extension Receiver {
    /// What would be sent for the rendered input of a notify step. Nothing is.
    package func preview(_ input: JSONValue, of event: Event) -> MessagePreview {
        let summary = Summary(input, MessageContext(event: event))
        let request = platform.request(
            for: ChatMessage(summary, id: "preview", time: event.intake.receivedAt))
        let space = String.zeroWidthSpace.unicodeScalars
        let text = platform.readText(request.message).unicodeScalars.filter { !space.contains($0) }
        return MessagePreview(message: request.message, text: String(text))
    }
}
