import AWS
import Foundation
import HTTP
import JSON
import Lifecycle
import Telemetry

/// A real server on a loopback port that answers one scripted response after another, the last
/// one for ever, and keeps what it was asked.
final class StandIn: Sendable {
    private let server: HTTPServer
    private let log: Locked<[HTTPRequest]>

    var requests: [HTTPRequest] { log.withLock { $0 } }
    var url: String { "http://127.0.0.1:\(server.port)" }

    convenience init(_ script: HTTPResponse...) throws {
        try self.init { _, number in script[min(number, script.count) - 1] }
    }

    /// - Parameter answer: called with the request and its number, counted from 1.
    init(answer: @escaping @Sendable (HTTPRequest, Int) -> HTTPResponse) throws {
        let log = Locked<[HTTPRequest]>([])
        self.log = log
        server = try HTTPServer(
            HTTPServerConfiguration(threads: 1), refuse: { _ in HTTPResponse(status: 400) },
            respond: { request in
                let number = log.withLock { requests in
                    requests.append(request)
                    return requests.count
                }
                return answer(request, number)
            })
    }
}

extension HTTPResponse {
    static func json(_ status: Int, _ body: JSONValue, _ headers: HTTPHeaders = [:]) -> Self {
        HTTPResponse(status: status, headers: headers, body: body.serializedBytes())
    }

    static let ok = json(200, ["configSnapshotId": "s-1"])
    static let throttled = json(400, ["__type": "ThrottlingException", "message": "Slow down"])
}

/// What a client under test saw of time: sleeps return at once and are noted.
final class Sleeps: Sendable {
    private let log = Locked<[Int64]>([])
    var milliseconds: [Int64] { log.withLock { $0 } }
    func note(_ milliseconds: Int64) { log.withLock { $0.append(milliseconds) } }
}

/// Parts for clients under test.
enum TestClient {
    static let credentials = Credentials(
        accessKeyId: "AKIDEXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI"),
        sessionToken: Secret("SESSION/TOKEN=="))

    static func make(
        url: String, sleeps: Sleeps = Sleeps(), clock: WallClock = .system,
        source: any CredentialSource = FixedCredentials()
    ) throws -> AWSClient {
        let identifiers = Locked(0)
        return AWSClient(
            http: try HTTPClient(), endpoints: Endpoints(environment: ["AWS_ENDPOINT_URL": url]),
            credentials: source,
            surroundings: AWSClient.Surroundings(
                clock: clock,
                sleep: { milliseconds in
                    try Task.checkCancellation()
                    sleeps.note(milliseconds)
                },
                random: { 0.5 },
                identifier: {
                    identifiers.withLock {
                        $0 += 1
                        return "call-\($0)"
                    }
                }))
    }

    static func call(repeatable: Bool = true, timeoutMilliseconds: Int = 10_000) -> AWSCall {
        AWSCall(
            service: .config, target: "StarlingDoveService.DeliverConfigSnapshot",
            protocolVersion: .json11, region: "us-east-2",
            input: ["deliveryChannelName": "default"],
            timeoutMilliseconds: timeoutMilliseconds, repeatable: repeatable)
    }

    static func failure(_ client: AWSClient, _ call: AWSCall) async -> AWSError? {
        do throws(AWSError) {
            _ = try await client.perform(call)
            return nil
        } catch {
            return error
        }
    }
}

struct FixedCredentials: CredentialSource {
    func credentials(at time: Timestamp) throws(CredentialError) -> Credentials {
        TestClient.credentials
    }
}
