import Cryptography
import Foundation
import HTTP
import JSON
import Lifecycle
import TestSupport

/// The surroundings of a bridge that is killed again and again: its files, and real loopback
/// servers that check what they get, keep each request for a moment and count.
final class TortureGround: Sendable {
    let stage: Stage
    private let acts = Locked(TortureActs())
    private let arrival: Locked<@Sendable () -> Void>
    private let aws: HTTPServer
    private let webhooks: HTTPServer

    /// Milliseconds that a server keeps a request at most.
    private static let pauseMax = 5
    private static let secret = "whsec_" + Base64.encode(Array(repeating: 7, count: 32))

    init() throws {
        stage = try Stage()
        let arrival = Locked<@Sendable () -> Void>({})
        self.arrival = arrival
        let acts = self.acts
        func server(
            _ answer: @escaping @Sendable (HTTPRequest) -> (act: TortureAct, HTTPResponse)?
        ) throws -> HTTPServer {
            try HTTPServer(
                HTTPServerConfiguration(host: "127.0.0.1", port: 0, threads: 1),
                refuse: { _ in HTTPResponse(status: 400) },
                respond: { request in
                    guard let (act, response) = answer(request) else {
                        acts.withLock { $0.refuse(request) }
                        return HTTPResponse(status: 400)
                    }
                    acts.withLock { $0.count(act) }
                    // Whoever waits for this kills the process while its request is held.
                    arrival.withLock { $0 }()
                    try? await Task.sleep(for: .milliseconds(Int.random(in: 0...Self.pauseMax)))
                    return response
                })
        }
        aws = try server(Self.call)
        webhooks = try server(Self.message)
        try stage.directory.write(
            Self.configuration(rate: 1_000, webhooks: webhooks.port), to: "hookferry.yaml")
        try stage.directory.write(Self.rules(version: 0), to: "rules.yaml")
    }

    /// What has arrived so far.
    var arrived: TortureActs { acts.withLock { $0 } }

    /// Has `body` called whenever a request has arrived and is not answered yet.
    func whenRequestArrives(_ body: @escaping @Sendable () -> Void) {
        arrival.withLock { $0 = body }
    }

    var environment: [String: String] {
        stage.environment.merging(
            [
                "AWS_ENDPOINT_URL_CONFIG_SERVICE": "http://127.0.0.1:\(aws.port)",
                "WEBHOOK_SECRET": Self.secret,
            ]
        ) { $1 }
    }

    func start() throws -> BridgeProcess {
        try BridgeProcess(
            ["serve", "--config", stage.configurationPath], of: Torture.binary,
            environment: environment)
    }

    /// Changes the rules and how often messages are sent, and asks for a reload.
    func reload(_ bridge: BridgeProcess, version: Int) throws {
        try stage.directory.write(
            Self.configuration(rate: 1_000 + version % 2, webhooks: webhooks.port),
            to: "hookferry.yaml")
        try stage.directory.write(Self.rules(version: version), to: "rules.yaml")
        bridge.signal(SIGHUP)
    }

    var journalPath: String { "\(stage.directory.path)/journal.db" }
}

// MARK: Files

extension TortureGround {
    /// One after the other is told to a receiver; so many receivers for each kind of message keep
    /// as many attempts under way.
    private static let digits = 0..<10

    private static func configuration(rate: Int, webhooks: UInt16) -> String {
        let receivers = TortureAct.Lane.allCases.flatMap { lane in
            digits.map { digit in
                "  \(lane)-\(digit): { type: webhook, secret: { env: WEBHOOK_SECRET }, "
                    + "url: \"http://127.0.0.1:\(webhooks)/\(lane)/\(digit)\", "
                    + "allow: [127.0.0.0/8], rate: \(rate)/s }"
            }
        }
        let start = Stage.configuration.components(separatedBy: "receivers:")[0]
            .replacing("failures: ops", with: "failures: announced-0")
        return start + "receivers:\n" + receivers.joined(separator: "\n") + """

            aws: { region: us-east-2, rates: { "config:DeliverConfigSnapshot": 1000/s } }
            rules: [rules.yaml]

            """
    }

    /// Rules for each kind of post; the other versions have one more that matches nothing.
    private static func rules(version: Int) -> String {
        let other = """
              version-\(version):
                match: { source: [version-\(version)] }
                steps: [{ notify: announced-0 }]

            """
        return "rules:\n" + once + digits.map(rules(digit:)).joined() + (version == 0 ? "" : other)
    }

    private static let once = """
          once:
            match: { source: [ci], detail: { kind: [once] } }
            steps:
              - call: config:DeliverConfigSnapshot
                with: { deliveryChannelName: "{{ detail.id }}" }

        """

    /// The rules for posts whose id ends with the digit.
    private static func rules(digit: Int) -> String {
        """
          snapshot-\(digit):
            match:
              source: [aws.config]
              detail: { configSnapshotId: [{ suffix: "\(digit)" }] }
            steps:
              - notify: failed-\(digit)
                text: "{{ detail.configSnapshotId }}"
              - id: again
                call: config:DeliverConfigSnapshot
                with: { deliveryChannelName: "{{ detail.configSnapshotId }}" }
                retry: { uncertain: true }
              - notify: done-\(digit)
                text: "{{ steps.again.configSnapshotId }}"
          tell-\(digit):
            match: { source: [ci], detail: { kind: [tell], id: [{ suffix: "\(digit)" }] } }
            steps:
              - notify: told-\(digit)
                text: "{{ detail.id }}"

        """
    }
}

// MARK: Stand-ins

extension TortureGround {
    private static func call(_ request: HTTPRequest) -> (act: TortureAct, HTTPResponse)? {
        let response = Stage.deliver(request)
        guard response.status == 200,
            let id = (try? JSONValue(parsing: request.body))?["deliveryChannelName"]?.stringValue
        else { return nil }
        return (TortureAct(id: id, place: .aws), response)
    }

    /// A message of Standard Webhooks whose signature is right.
    private static func message(_ request: HTTPRequest) -> (act: TortureAct, HTTPResponse)? {
        let name = request.path.split(separator: "/").first.map(String.init) ?? ""
        guard let lane = TortureAct.Lane(rawValue: name),
            let id = request.headers["webhook-id"], let time = request.headers["webhook-timestamp"],
            let text = (try? JSONValue(parsing: request.body))?["data"]?["headline"]?.stringValue
        else { return nil }
        let key = Base64.decode(String(secret.dropFirst("whsec_".count))) ?? []
        let signed = Digest.hmac(key: key, Array("\(id).\(time).".utf8) + request.body, .sha256)
        guard request.headers["webhook-signature"] == "v1,\(Base64.encode(signed))" else {
            return nil
        }
        return (TortureAct(id: text, place: .message(lane)), HTTPResponse(status: 200))
    }
}

/// Something that has arrived at a server.
struct TortureAct {
    enum Lane: String, CaseIterable, CustomStringConvertible {
        case failed, done, told, announced

        var description: String { rawValue }
    }

    enum Place {
        case aws
        case message(Lane)
    }

    /// Of the post that has caused it.
    let id: String
    let place: Place
}

/// How often what has arrived.
struct TortureActs {
    private(set) var calls: [String: Int] = [:]
    private(set) var messages: [TortureAct.Lane: [String: Int]] = [:]
    private(set) var announced = 0
    /// Requests that no server expected, or wrongly signed; the first of them.
    private(set) var refused: [String] = []

    mutating func count(_ act: TortureAct) {
        switch act.place {
        case .aws: calls[act.id, default: 0] += 1
        case .message(.announced): announced += 1
        case .message(let lane): messages[lane, default: [:]][act.id, default: 0] += 1
        }
    }

    mutating func refuse(_ request: HTTPRequest) {
        let body = String(decoding: request.body, as: UTF8.self)
        if refused.count < 3 { refused.append("\(request.path) \(request.headers) \(body)") }
    }

    func count(_ lane: TortureAct.Lane, _ id: String) -> Int { messages[lane]?[id] ?? 0 }

    /// Posts of which the last step was seen, those aside that may end without one.
    var finished: Int { (messages[.done]?.count ?? 0) + (messages[.told]?.count ?? 0) }
}
