package import HTTP
package import JSON
package import Lifecycle
import Telemetry

/// Calls AWS: signs, sends, reads, and retries inside one call as the SDKs do.
package final class AWSClient: Sendable {
    private let http: HTTPClient
    private let endpoints: Endpoints
    private let credentials: (any CredentialSource)?
    private let surroundings: Surroundings
    private let state = Locked(State())

    /// What a test puts in the place of time and chance.
    package struct Surroundings: Sendable {
        package var clock: WallClock
        /// Waits that many milliseconds, or throws when the task is cancelled.
        package var sleep: @Sendable (Int64) async throws -> Void
        /// From 0 up to 1.
        package var random: @Sendable () -> Double
        /// A new id for each call.
        package var identifier: @Sendable () -> String

        package init(
            clock: WallClock, sleep: @escaping @Sendable (Int64) async throws -> Void,
            random: @escaping @Sendable () -> Double,
            identifier: @escaping @Sendable () -> String
        ) {
            self.clock = clock
            self.sleep = sleep
            self.random = random
            self.identifier = identifier
        }

        package static let system = Surroundings(
            clock: .system, sleep: { try await Task.sleep(for: .milliseconds($0)) },
            random: { Double.random(in: 0..<1) }, identifier: { RandomID.uuid() })
    }

    private struct State {
        var quota = RetryQuota()
        /// What AWS's clock is ahead of ours, in milliseconds.
        var clockOffset: Int64 = 0
    }

    /// The longest answer that is read (design.md, section 10).
    package static let responseBytesMax = 1 << 20
    /// A difference between the clocks beyond it explains a refused signature.
    package static let clockSkewMilliseconds: Int64 = 4 * 60 * 1_000

    /// - Parameter credentials: nil signs nothing, for the operations that give credentials.
    package init(
        http: HTTPClient, endpoints: Endpoints, credentials: (any CredentialSource)?,
        surroundings: Surroundings = .system
    ) {
        self.http = http
        self.endpoints = endpoints
        self.credentials = credentials
        self.surroundings = surroundings
    }

    /// The operation's output, an object.
    package func perform(_ call: AWSCall) async throws(AWSError) -> JSONValue {
        try await answer(to: call).output
    }

    /// The operation's output, an object, and when AWS sent it by its own clock.
    package func answer(
        to call: AWSCall
    ) async throws(AWSError) -> (output: JSONValue, date: Timestamp?) {
        let endpoint = try endpoints.endpoint(for: call.service, region: call.region)
        let invocation = surroundings.identifier()
        var lastCost: Int?
        var hasSetClock = false
        var attempt = 0
        while true {
            attempt += 1
            let request = Attempt(
                call: call, endpoint: endpoint, invocation: invocation, number: attempt)
            do throws(AttemptFailure) {
                let output = try await send(request)
                state.withLock { $0.quota.succeed(lastCost: lastCost) }
                return output
            } catch {
                guard attempt < StandardRetry.attemptsMax, !error.isFinal else {
                    throw error.reason
                }
                if !hasSetClock, setClock(after: error) {
                    hasSetClock = true
                    continue
                }
                lastCost = try await pause(after: error.reason, attempt: attempt)
            }
        }
    }

    /// Waits before the next try and tells what it cost, or throws the error when there is none.
    private func pause(after error: AWSError, attempt: Int) async throws(AWSError) -> Int {
        let wanted = error.retryAfterMilliseconds ?? 0
        guard let cost = StandardRetry.cost(of: error.kind),
            wanted <= StandardRetry.delayMillisecondsMax,
            state.withLock({ $0.quota.take(cost) })
        else { throw error }
        let delay = StandardRetry.delayMilliseconds(
            afterAttempt: attempt, random: surroundings.random())
        do {
            try await surroundings.sleep(max(delay, wanted))
        } catch {
            throw AWSError(
                .cancelled, code: "Cancelled", message: "The call was cancelled between two tries.")
        }
        return cost
    }

    /// True when the error came from a clock that is off and the difference is known now.
    private func setClock(after failure: AttemptFailure) -> Bool {
        guard AWSErrorCode.clockSkew.contains(failure.reason.code), let date = failure.date else {
            return false
        }
        let now = surroundings.clock.now().milliseconds
        return state.withLock { state in
            let difference = date.milliseconds - now
            guard abs(difference - failure.offset) > Self.clockSkewMilliseconds else {
                return false
            }
            state.clockOffset = difference
            return true
        }
    }

    private func send(
        _ attempt: Attempt
    ) async throws(AttemptFailure) -> (output: JSONValue, date: Timestamp?) {
        let offset = state.withLock { $0.clockOffset }
        let time = surroundings.clock.now().adding(milliseconds: offset)
        let credentials: Credentials?
        do throws(CredentialError) {
            credentials = try await self.credentials?.credentials(at: time)
        } catch {
            // The source has tried what there was to try.
            throw AttemptFailure(reason: AWSError(error), isFinal: true)
        }
        let response: HTTPResponse
        do throws(HTTPClientError) {
            response = try await http.send(attempt.request(signedBy: credentials, at: time))
        } catch {
            throw AttemptFailure(reason: AWSError(error, call: attempt.call))
        }
        let secrets = [credentials?.secretAccessKey, credentials?.sessionToken].compactMap { $0 }
        let answer = AWSAnswer(response, secrets: secrets + attempt.call.secrets)
        switch answer.read(attempt.call) {
        case .success(let output): return (output, answer.date)
        case .failure(let error):
            throw AttemptFailure(
                reason: error.asUncertain(for: attempt.call), date: answer.date, offset: offset)
        }
    }
}

/// A failed try.
private struct AttemptFailure: Error {
    let reason: AWSError
    /// When AWS answered, by its own clock.
    var date: Timestamp?
    /// What the clock was set forward for this try: others may have set it anew meanwhile.
    var offset: Int64 = 0
    /// Another try would be of no use.
    var isFinal = false
}

/// One try of a call.
private struct Attempt {
    let call: AWSCall
    let endpoint: Endpoint
    /// The same for every try.
    let invocation: String
    let number: Int

    func request(signedBy credentials: Credentials?, at time: Timestamp) -> HTTPClientRequest {
        var headers: HTTPHeaders = ["Host": endpoint.authority]
        if case .json = call.encoding { headers.add("X-Amz-Target", call.target) }
        headers.add("Content-Type", call.encoding.contentType)
        let unsigned = SigV4Request(
            method: "POST", path: endpoint.path, headers: headers,
            body: call.encoding.body(of: call))
        var signed = headers
        if let credentials {
            signed = SigV4.sign(
                unsigned, credentials: credentials, region: call.region,
                service: call.service.signingName, at: time)
        }
        // In botocore's order, and these three not signed, as there.
        headers = ["Host": endpoint.authority, "Accept-Encoding": "identity"]
        for field in signed where field.name != "Host" { headers.add(field.name, field.value) }
        headers.add("amz-sdk-invocation-id", invocation)
        headers.add("amz-sdk-request", "attempt=\(number); max=\(StandardRetry.attemptsMax)")
        return HTTPClientRequest(
            method: "POST", url: endpoint.url, headers: headers, body: unsigned.body,
            timeoutMilliseconds: call.timeoutMilliseconds,
            responseBytesMax: AWSClient.responseBytesMax)
    }
}
