package import Events
package import HTTP
package import JSON
package import Lifecycle

/// A kind of place where people are told: its settings, its renderer, its limits and what its
/// answers mean. A value of it is one receiver's settings.
package protocol ChatPlatform: Sendable {
    /// The `type` of the configuration, such as `google-chat`.
    static var type: String { get }
    /// As its makers write it, for sentences.
    static var title: String { get }
    /// What one destination takes, where the configuration says nothing.
    var rate: Rate { get }
    /// What messages queue for: those with the same text share a rate and are told in order. For
    /// logs too, so it holds no secret.
    var destination: String { get }
    /// Whether many waiting messages may be told as one; false where programs read them.
    var isForPeople: Bool { get }
    /// Whether a destination that says it is gone is gone at once, as a hosted platform knows, and
    /// not perhaps the proxy of a server that is being restarted.
    var isHosted: Bool { get }
    /// Why the settings cannot be used; nil when they can. Never quotes a secret.
    var problem: InputProblem? { get }
    var addressPolicy: AddressPolicy { get }

    /// What is sent for a message: within every limit of the platform, and with nothing in it that
    /// event data could make live.
    func request(for message: ChatMessage) -> ChatRequest
    /// What the platform said.
    func verdict(
        on answer: ChatAnswer, to request: ChatRequest, of message: ChatMessage
    ) -> ChatVerdict
    /// The answer in the platform's own words, when they are harmless: for logs and records.
    func word(in answer: ChatAnswer) -> String?
    /// What people would read, line by line, of a message as it is recorded.
    func readText(_ message: JSONValue) -> String
}

extension ChatPlatform {
    package var isForPeople: Bool { true }
    package var isHosted: Bool { true }
}

/// One message to be posted.
package struct ChatMessage: Sendable {
    let summary: Summary
    /// The same for every attempt, and for the same message only: ASCII letters, digits and `-`.
    let id: String
    /// When this attempt is made.
    let time: Timestamp
    /// What the destination was told before about the same.
    let earlier: ToldMessage?

    init(_ summary: Summary, id: String, time: Timestamp, earlier: ToldMessage? = nil) {
        self.summary = summary
        self.id = id
        self.time = time
        self.earlier = earlier
    }

    /// Whether it tells that what an earlier message told of is over.
    var isRecovery: Bool { summary.state == .resolved && earlier?.state == .firing }
}

/// One HTTP request to a platform.
package struct ChatRequest: Sendable {
    var method = "POST"
    /// Holds the secret; sent, never recorded.
    let url: String
    var headers: HTTPHeaders = ["Content-Type": "application/json; charset=utf-8"]
    let body: [UInt8]
    /// The body as it is recorded and shown: without secrets.
    let message: JSONValue
    /// Which of the platform's requests it is, where there are several: `edit`, `plain`.
    var kind = ""

    /// A JSON body that holds no secret.
    init(_ url: String, _ message: JSONValue) {
        self.url = url
        self.message = message
        body = message.serializedBytes()
    }

    /// A body that is not shown as it is.
    init(_ url: String, body: [UInt8], shown message: JSONValue) {
        self.url = url
        self.body = body
        self.message = message
    }
}

/// What a platform's answer means for the message and its destination.
package enum ChatVerdict: Sendable, Hashable {
    /// Taken. `reference` names the message where it can be edited or answered later.
    case delivered(reference: JSONValue = .null)
    /// May be taken later: `throttled` or `unavailable`. `afterMilliseconds` is the pause the
    /// platform asked for.
    case retry(FailureReason, afterMilliseconds: Int64? = nil)
    /// This message will never be taken; the next may be.
    case refused
    /// Nothing will be taken any more: the webhook is gone.
    case dead
    /// The same, and there is no doubt even where nobody hosts the platform: it said so itself.
    case gone
    /// This request is to be sent in its place, once.
    case instead(InsteadRequest)
}

/// The request to send after another one was refused for a reason that it does not have.
package struct InsteadRequest: Sendable, Hashable {
    let request: ChatRequest

    init(_ request: ChatRequest) { self.request = request }

    package static func == (one: Self, other: Self) -> Bool {
        one.request.url == other.request.url && one.request.body == other.request.body
            && one.request.method == other.request.method
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(request.body) }
}
