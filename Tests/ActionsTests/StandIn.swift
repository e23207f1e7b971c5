import AWS
import Events
import Foundation
import HTTP
import JSON
import Lifecycle
import Telemetry
import Testing

@testable import Actions

/// A real server on a loopback port that answers by a function and keeps what it was asked.
final class StandIn: Sendable {
    private let server: HTTPServer
    private let log: Locked<[HTTPRequest]>

    var requests: [HTTPRequest] { log.withLock { $0 } }
    var url: String { "http://127.0.0.1:\(server.port)" }

    init(answer: @escaping @Sendable (HTTPRequest) -> HTTPResponse) throws {
        let log = Locked<[HTTPRequest]>([])
        self.log = log
        server = try HTTPServer(
            HTTPServerConfiguration(threads: 1), refuse: { _ in HTTPResponse(status: 400) },
            respond: { request in
                log.withLock { $0.append(request) }
                return answer(request)
            })
    }

    convenience init(_ status: Int, _ body: String, _ headers: HTTPHeaders = [:]) throws {
        try self.init { _ in
            HTTPResponse(status: status, headers: headers, body: Array(body.utf8))
        }
    }
}

/// A loopback server that reads a request and then hangs up, or says nothing until it goes.
final class RudeServer: Sendable {
    let url: String
    private let listener: Int32
    private let silent = Locked<[Int32]>([])

    init(hangsUp: Bool) throws {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe bind(socket, pointer, length) == 0 && Glibc.listen(socket, 64) == 0
                    && getsockname(socket, pointer, &length) == 0
            }
        }
        guard isListening else { throw POSIXError(.EADDRINUSE) }
        listener = socket
        url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
        let silent = silent
        Thread.detachNewThread {
            while true {
                let connection = accept(socket, nil, nil)
                guard connection >= 0 else { return }
                var buffer = [UInt8](repeating: 0, count: 65_536)
                _ = unsafe recv(connection, &buffer, buffer.count, 0)
                if hangsUp { close(connection) } else { silent.withLock { $0.append(connection) } }
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
        for connection in silent.withLock({ $0 }) { close(connection) }
    }
}

/// Parts for actions under test, with a secret in every place that holds one.
enum Parts {
    static let secret = "Sekrit7KeyMark3Xq9"
    static let credentials = Credentials(
        accessKeyId: "AKIDEXAMPLE", secretAccessKey: Secret("key-\(secret)"),
        sessionToken: Secret("token-\(secret)"))

    static let loopback = [AddressRange(cidr: "127.0.0.0/8")].compactMap { $0 }

    static func slack(_ url: String) -> Slack {
        Slack(url: Secret("\(url)/services/T0/B0/\(secret)"), allowed: loopback)
    }

    /// A message as its platform gets it.
    static func message(
        _ input: JSONValue, _ context: MessageContext = MessageContext(), id: String = "01J-0",
        earlier: ToldMessage? = nil
    ) -> ChatMessage {
        ChatMessage(
            Summary(input, context), id: id, time: Timestamp(milliseconds: 1_700_000_000_000),
            earlier: earlier)
    }

    /// An event with that detail, as it comes in over SNS.
    static func event(
        _ detail: JSONValue, source: String = "aws.config", type: String = "Something",
        pipeline: JSONValue? = nil, resources: [String] = [], intake: String = "sns",
        time: String = "2026-11-20T10:00:00.000Z"
    ) -> Event {
        let envelope = EventEnvelope(
            id: "sender-1", source: source, detailType: type, account: "123456789012",
            region: "us-east-2", time: time, resources: resources,
            detail: detail, pipeline: pipeline)
        let record = IntakeRecord(
            id: "01J00000000000000000000000", source: "topic", type: intake,
            // A second after `time`.
            receivedAt: Timestamp(milliseconds: 1_795_168_801_000), deliveryID: "d-1",
            verified: "test")
        return Event(envelope, intake: record)
    }

    static func client(_ url: String) throws -> AWSClient {
        AWSClient(
            http: try HTTPClient(), endpoints: Endpoints(environment: ["AWS_ENDPOINT_URL": url]),
            credentials: FixedCredentials(),
            surroundings: AWSClient.Surroundings(
                clock: .system, sleep: { _ in try Task.checkCancellation() }, random: { 0.5 },
                identifier: { "call-1" }))
    }

    static func catalog(
        aws: String = "http://127.0.0.1:9", region: String? = "us-east-2",
        accounts: [String: AWSTarget] = [:], receivers: [String: Receiver] = [:]
    ) throws -> ActionCatalog {
        ActionCatalog(
            calls: AWSCallAction(
                standard: AWSTarget(client: try client(aws), region: region), accounts: accounts),
            receivers: receivers, http: try HTTPClient())
    }

    static func call(
        _ input: JSONValue = ["deliveryChannelName": "default"],
        name: String = "config:DeliverConfigSnapshot", account: String? = nil,
        region: String? = nil, timeoutMilliseconds: Int = 10_000, coalesce: Int64? = nil,
        follow: Int64? = nil
    ) -> ActionRequest {
        let step = Step(
            action: .call(name), template: input, account: account, region: region,
            timeoutMilliseconds: timeoutMilliseconds, coalesceMilliseconds: coalesce,
            followMilliseconds: follow)
        return request(step, input)
    }

    static func request(
        _ step: Step, _ input: JSONValue, id: String = "01J-0"
    ) -> ActionRequest {
        ActionRequest(
            id: id, step: step, input: input,
            startedAt: Timestamp(milliseconds: 1_700_000_000_000))
    }

    static func notify(
        _ input: JSONValue = ["title": "Hello", "event": ["id": "01J"]],
        timeoutMilliseconds: Int = 10_000
    ) -> ActionRequest {
        let step = Step(
            action: .notify("ops"), template: input, timeoutMilliseconds: timeoutMilliseconds)
        return request(step, input)
    }

    struct FixedCredentials: CredentialSource {
        func credentials(at time: Timestamp) throws(CredentialError) -> Credentials {
            Parts.credentials
        }
    }
}

/// Fails when any text of the report, the journal's or a printed one, holds the marked secret.
func expectNoSecret(
    _ report: AttemptReport, sourceLocation: SourceLocation = #_sourceLocation
) {
    let texts = [
        "\(report)", "\(report.outcome)", report.request.serialized(),
        report.response?.serialized() ?? "", String(reflecting: report),
    ]
    for text in texts {
        #expect(!text.contains(Parts.secret), "\(text)", sourceLocation: sourceLocation)
    }
}

extension Outcome {
    /// `retry throttled`, `rejected not_found`, `succeeded`, `uncertain`.
    var label: String {
        switch self {
        case .succeeded: "succeeded"
        case .following: "following"
        case .retry(let reason, _, _): "retry \(reason.rawValue)"
        case .rejected(let reason, _): "rejected \(reason.rawValue)"
        case .uncertain: "uncertain"
        }
    }

    var message: String {
        switch self {
        case .succeeded, .following: ""
        case .retry(_, let message, _), .rejected(_, let message), .uncertain(let message): message
        }
    }

    var afterMilliseconds: Int64? {
        if case .retry(_, _, let milliseconds) = self { milliseconds } else { nil }
    }
}
