import Actions
import HTTP
import JSON
import Lifecycle

/// Slack as if it stood on a server of one's own, behind a proxy that may say 404 for it.
struct SelfHosted: ChatPlatform {
    static let type = "self-hosted"
    static let title = "The server"

    let slack: Slack

    var rate: Rate { slack.rate }
    var destination: String { slack.destination }
    var isHosted: Bool { false }
    var problem: InputProblem? { slack.problem }
    var addressPolicy: AddressPolicy { slack.addressPolicy }

    func request(for message: ChatMessage) -> ChatRequest { slack.request(for: message) }

    func verdict(
        on answer: ChatAnswer, to request: ChatRequest, of message: ChatMessage
    ) -> ChatVerdict {
        slack.verdict(on: answer, to: request, of: message)
    }

    func word(in answer: ChatAnswer) -> String? { slack.word(in: answer) }
    func readText(_ message: JSONValue) -> String { slack.readText(message) }
}
