import AWS
import Actions
import Configuration
import HTTP
import Intake
import JSON
import Lifecycle
import Telemetry

/// The ways out of the process that are not steps of a rule: signing certificates and subscription
/// confirmations, and what all outgoing calls share.
struct Outbound: Sendable {
    let http: HTTPClient
    let environment: [String: String]
    let clock: WallClock
    let clients: AWSClients
    /// Of calls that go out at a rate.
    let queues = CallQueues()

    /// A certificate or a confirmation that takes longer would outlast SNS's patience of 15 s.
    static let timeoutMilliseconds = 5_000
    static let connectTimeoutMilliseconds = 3_000
    /// Real signing certificates have about 2 KiB (facts on SNS, section 1.3).
    static let certificateBytesMax = 16 << 10
    static let confirmationBytesMax = 64 << 10
    /// SNS's own codes have up to 30; this one goes into the log.
    private static let codeCharactersMax = 100

    init(http: HTTPClient, environment: [String: String], clock: WallClock) {
        self.http = http
        self.environment = environment
        self.clock = clock
        clients = AWSClients(http: http, environment: environment)
    }

    private var endpoints: Endpoints { Endpoints(environment: environment) }

    /// Gets a signing certificate from a URL that has passed the URL rules.
    func certificate(_ url: String) async throws -> [UInt8] {
        let response = try await http.send(
            get(url, responseBytesMax: Self.certificateBytesMax))
        guard response.status == 200 else { throw UnexpectedStatus(status: response.status) }
        return response.body
    }

    /// Asks SNS to confirm a subscription.
    func confirm(_ confirmation: SubscriptionConfirmation) async -> ConfirmationAnswer {
        // A task of its own: what is confirmed is kept, though the message's sender has gone.
        await Task { await ask(confirmation) }.value
    }

    private func ask(_ confirmation: SubscriptionConfirmation) async -> ConfirmationAnswer {
        do {
            let endpoint = try endpoints.endpoint(for: .sns, region: confirmation.region)
            let response = try await http.send(
                get(
                    "\(endpoint.url)?\(confirmation.query().reveal())",
                    responseBytesMax: Self.confirmationBytesMax))
            switch response.status {
            case 200: return .confirmed
            case 429: return .unavailable
            case 400..<500: return .refused(code: Self.errorCode(response.body))
            default: return .unavailable
            }
        } catch {
            return .unavailable
        }
    }

    private func get(_ url: String, responseBytesMax: Int) -> HTTPClientRequest {
        HTTPClientRequest(
            method: "GET", url: url, headers: [:], body: [],
            timeoutMilliseconds: Self.timeoutMilliseconds,
            connectTimeoutMilliseconds: Self.connectTimeoutMilliseconds,
            responseBytesMax: responseBytesMax, addressPolicy: .any)
    }

    /// The word between `<Code>` and `</Code>`: all that is wanted of SNS's XML.
    private static func errorCode(_ body: [UInt8]) -> String? {
        let text = String(decoding: body.prefix(4096), as: UTF8.self)
        guard let tag = text.firstRange(of: "<Code>") else { return nil }
        let code = text[tag.upperBound...].prefix { $0 != "<" }.prefix(Self.codeCharactersMax)
        return code.isEmpty ? nil : String(code)
    }

    private struct UnexpectedStatus: Error { let status: Int }
}
