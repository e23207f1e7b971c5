package import Events
package import HTTP
import JSON

/// Every kind of action there is. An action carries out one step once and says how it went; when
/// and how often is the engine's business.
package struct ActionCatalog: Sendable {
    private let calls: AWSCallAction
    private let receivers: [String: Receiver]
    private let http: HTTPClient

    package init(calls: AWSCallAction, receivers: [String: Receiver], http: HTTPClient) {
        self.calls = calls
        self.receivers = receivers
        self.http = http
    }

    /// Tries a step once.
    package func attempt(_ request: ActionRequest) async -> AttemptReport {
        switch request.step.action {
        case .call(let name): await calls.attempt(name, request)
        case .notify(let name): await notify(name, request)
        }
    }

    /// Whether an attempt that may have happened can be made again without a second effect that
    /// matters. A chat message said twice is better than one not said.
    package static func isRepeatable(_ action: StepAction) -> Bool {
        switch action {
        case .call(let name): CallDefinition.named(name)?.isRepeatable ?? false
        case .notify: true
        }
    }

    private func notify(_ name: String, _ request: ActionRequest) async -> AttemptReport {
        let summary = Summary(request.input)
        switch receivers[name] {
        case .slack(let settings):
            let receiver = SlackReceiver(name: name, settings: settings, http: http)
            return await receiver.post(
                summary, timeoutMilliseconds: request.step.timeoutMilliseconds)
        case nil:
            // A plan of the journal may name a receiver that the configuration no longer has.
            return AttemptReport(
                outcome: .rejected(.invalidInput, message: "there is no receiver of this name"),
                request: ["notify": .string(name)])
        }
    }
}

/// A place people read, with its settings.
package enum Receiver: Sendable {
    case slack(SlackSettings)
}
