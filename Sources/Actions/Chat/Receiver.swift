import Events
import HTTP
import JSON
package import Lifecycle

/// A place where people are told: a platform with its settings, and what holds for every kind.
package struct Receiver: Sendable {
    package let platform: any ChatPlatform
    package let options: ReceiverOptions

    package init(_ platform: any ChatPlatform, options: ReceiverOptions = ReceiverOptions()) {
        self.platform = platform
        self.options = options
    }
}

/// What every kind of receiver can be told.
package struct ReceiverOptions: Sendable, Hashable {
    /// Messages to its destination; nil for the platform's own.
    package var rate: Rate?
    /// Messages of one group that may wait before they are told as one.
    package var burst = 5
    /// Messages of less weight are not sent.
    package var minSeverity: Severity?
    /// When only messages that cannot wait are sent.
    package var quiet: QuietHours?

    package init(
        rate: Rate? = nil, burst: Int = 5, minSeverity: Severity? = nil, quiet: QuietHours? = nil
    ) {
        self.rate = rate
        self.burst = burst
        self.minSeverity = minSeverity
        self.quiet = quiet
    }
}

extension Receiver {
    /// What is read of an answer (design.md section 10).
    static let responseBytesMax = 4 << 10
    static let connectTimeoutMilliseconds = 5_000
    /// Requests for one message: the first, and one each in place of those that are refused.
    private static let requestsMax = 3

    /// Posts a message once and tells how it went.
    ///
    /// - Parameter name: the receiver's in the configuration.
    func post(
        _ message: ChatMessage, as name: String, http: HTTPClient, timeoutMilliseconds: Int
    ) async -> AttemptReport {
        var request = platform.request(for: message)
        if let problem = platform.problem {
            return AttemptReport(
                outcome: .rejected(.invalidInput, message: problem.message),
                request: record(request, name))
        }
        for count in 1... {
            let answer: ChatAnswer
            do throws(HTTPClientError) {
                answer = try await send(request, http, timeoutMilliseconds)
            } catch {
                return AttemptReport(
                    outcome: DestinationError.outcome(of: error), request: record(request, name))
            }
            let verdict = platform.verdict(on: answer, to: request, of: message)
            if case .instead(let other) = verdict, count < Self.requestsMax {
                request = other.request
                continue
            }
            return report(verdict, answer, to: request, of: message, as: name)
        }
        preconditionFailure("the loop ends by a return")
    }

    private func send(
        _ request: ChatRequest, _ http: HTTPClient, _ timeoutMilliseconds: Int
    ) async throws(HTTPClientError) -> ChatAnswer {
        do throws(HTTPClientError) {
            var wire = HTTPClientRequest(
                method: request.method, url: request.url, headers: request.headers,
                body: request.body, timeoutMilliseconds: timeoutMilliseconds,
                connectTimeoutMilliseconds: Self.connectTimeoutMilliseconds,
                responseBytesMax: Self.responseBytesMax, addressPolicy: platform.addressPolicy)
            wire.takesBeginning = true
            let response = try await http.send(wire)
            return ChatAnswer(
                status: response.status, headers: response.headers, body: response.body)
        } catch {
            // A header too long to be the platform's: its status tells all the same.
            guard error.code == .responseTooLarge, let status = error.status else { throw error }
            return ChatAnswer(status: status)
        }
    }

    private func record(_ request: ChatRequest, _ name: String) -> JSONValue {
        var record: JSONObject = [
            "notify": .string(name), "to": .string(platform.destination),
            "message": request.message,
        ]
        if !request.kind.isEmpty { record["kind"] = .string(request.kind) }
        return .object(record)
    }

    private func report(
        _ verdict: ChatVerdict, _ answer: ChatAnswer, to request: ChatRequest,
        of message: ChatMessage, as name: String
    ) -> AttemptReport {
        let word = platform.word(in: answer)
        var response: JSONObject = ["status": .number(JSONNumber(answer.status))]
        response["body"] = word.map(JSONValue.string)
        let said = ["\(type(of: platform).title) answered \(answer.status)", word]
            .compactMap { $0 }.joined(separator: " ")
        let outcome: Outcome
        var told: ToldMessage?
        switch verdict {
        case .delivered(let reference):
            outcome = .succeeded(result: .null)
            told = ToldMessage(
                reference: reference, headline: message.summary.headline,
                state: message.rememberedState, toldAt: message.time)
        case .retry(let reason, let pause):
            outcome = .retry(reason, message: said, afterMilliseconds: pause)
        case .refused, .instead: outcome = .rejected(.refused, message: said)
        // Perhaps: who waits and asks again will see.
        case .dead where !platform.isHosted: outcome = .retry(.destinationDead, message: said)
        case .dead, .gone: outcome = .rejected(.destinationDead, message: said)
        }
        return AttemptReport(
            outcome: outcome, request: record(request, name), response: .object(response),
            told: told)
    }
}
