import Foundation
import HTTP
import JSON
import Lifecycle
import TestSupport
import Testing

/// A bridge that something goes wrong with: one source, and one rule that makes a call of each
/// event, with the event's id for its input.
final class FaultStage: Sendable {
    let directory: TemporaryDirectory
    let client: HTTPClient
    let aws: StubUpstream
    private let isHanging: Current<Bool>

    static let token = "marked-pipeline-token"

    /// More than the bridge makes to one destination.
    private static let connectionsMax = 2_000

    /// - Parameter rules: stand beside the one that calls.
    init(receivers: String = "", rules: String = "") throws {
        let isHanging = Current(false)
        self.isHanging = isHanging
        directory = try TemporaryDirectory()
        client = try HTTPClient(
            limits: HTTPClient.Limits(connectionsPerOriginMax: 200, connectionsMax: 200))
        aws = try StubUpstream(connectionsMax: Self.connectionsMax) { request in
            while isHanging.read(), !Task.isCancelled {
                try? await Task.sleep(for: .milliseconds(100))
            }
            return Self.deliver(request)
        }
        try FileManager.default.createDirectory(
            atPath: disk, withIntermediateDirectories: true)
        try configure(receivers: receivers)
        try directory.write("rules:\n\(Self.rule)\(rules)", to: "rules.yaml")
    }

    /// The journal's directory, on which a disk can be mounted.
    var disk: String { "\(directory.path)/disk" }

    var journal: String { "\(disk)/journal.db" }

    /// Whether AWS keeps a request without an answer, from now on.
    func hang(_ hangs: Bool) { isHanging.swap(hangs) }

    func configure(receivers: String = "", intakePort: UInt16 = 0) throws {
        try directory.write(
            """
            listen: 127.0.0.1:\(intakePort)
            admin: 127.0.0.1:0
            journal: sqlite:disk/journal.db
            sources:
              pipeline: { type: token, tokens: [{ env: PIPELINE_TOKEN }] }
            receivers:
              nobody: { type: slack, url: { env: NOBODY_URL }, allow: [127.0.0.0/8] }
            \(receivers)
            aws: { region: us-east-2, rates: { "config:DeliverConfigSnapshot": 10000/s } }
            rules: [rules.yaml]

            """, to: "hookferry.yaml")
    }

    var arguments: [String] { ["serve", "--config", "\(directory.path)/hookferry.yaml"] }

    var environment: [String: String] {
        [
            "AWS_ACCESS_KEY_ID": "AKIATESTTESTTESTTEST", "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_ENDPOINT_URL_CONFIG_SERVICE": aws.url, "PIPELINE_TOKEN": Self.token,
            "NOBODY_URL": "http://127.0.0.1:9/x",
            "HOME": directory.path, "PATH": "/usr/bin:/bin:/usr/sbin:/sbin",
        ]
    }

    func start(
        through launcher: [String] = [], adding variables: [String: String] = [:]
    ) throws -> BridgeProcess {
        try BridgeProcess(
            arguments, environment: environment.merging(variables) { $1 }, through: launcher)
    }

    /// Starts a bridge that does not come up: its exit code, and what it says.
    func failedStart(through launcher: [String] = []) async throws -> (code: Int32, said: [String])
    {
        let bridge = try start(through: launcher)
        _ = await bridge.line { $0["message"] == "hookferry is ready" }
        bridge.signal(SIGKILL)
        return (await bridge.exitCode(), bridge.log)
    }

    private static let rule = """
          call:
            match: { source: [ci], detail: { kind: [call] } }
            steps:
              - call: config:DeliverConfigSnapshot
                with: { deliveryChannelName: "{{ detail.id }}" }
                retry: { uncertain: true }

        """

    private static func deliver(_ request: HTTPRequest) -> HTTPResponse {
        guard let channel = channel(request) else { return HTTPResponse(status: 400) }
        let answer: JSONValue = ["configSnapshotId": .string(channel)]
        return HTTPResponse(
            status: 200, headers: ["Content-Type": "application/x-amz-json-1.1"],
            body: answer.serializedBytes())
    }

    private static func channel(_ request: HTTPRequest) -> String? {
        (try? JSONValue(parsing: request.body))?["deliveryChannelName"]?.stringValue
    }
}

// MARK: Posting

extension FaultStage {
    /// What became of posts.
    struct Answers: Sendable {
        /// The ids that were answered 202.
        var accepted: Set<String> = []
        /// Those that were answered otherwise, by status and error code.
        var refused: [String: Int] = [:]
        var unanswered = 0
        /// 503 without `Retry-After`.
        var withoutReturn = 0
    }

    /// Posts one event; nil when no answer came.
    func post(
        _ id: String, kind: String = "call", bytes: Int = 0, to intake: String
    ) async -> HTTPResponse? {
        let body: JSONValue = [
            "id": .string(id), "kind": .string(kind),
            "padding": .string(String(repeating: "x", count: bytes)),
        ]
        let request = SNSSender.request(
            body.serializedBytes(), ["Authorization": "Bearer \(Self.token)"],
            to: "\(intake)/hooks/pipeline")
        return try? await client.send(request)
    }

    /// Posts many events, so many at once, and tells `answered` how many answers there are.
    func post(
        _ ids: [String], kind: String = "call", bytes: Int = 0, atOnce: Int = 16,
        to intake: String, answered: (Int) throws -> Void = { _ in }
    ) async throws -> Answers {
        try await withThrowingTaskGroup(of: (String, HTTPResponse?).self) { group in
            var answers = Answers()
            var rest = ids[...]
            var count = 0
            func next() {
                guard let id = rest.popFirst() else { return }
                group.addTask {
                    (id, await self.post(id, kind: kind, bytes: bytes, to: intake))
                }
            }
            for _ in 0..<atOnce { next() }
            while let (id, response) = try await group.next() {
                answers.add(id, response)
                count += 1
                try answered(count)
                next()
            }
            return answers
        }
    }

    /// Posts until it is kept. The answer that says so first can be lost, and then the next one
    /// tells that it is known.
    func postUntilAccepted(_ id: String, to intake: String) async -> Bool {
        await Poll.until {
            let status = await self.post(id, to: intake)?.status
            return status == 202 || status == 200
        }
    }

    /// Waits until AWS was asked for each of them, its first requests left aside.
    func carriesOut(_ ids: Set<String>, after first: Int = 0) async -> Bool {
        await Poll.until {
            ids.isSubset(of: Set(self.aws.received.dropFirst(first).compactMap(Self.channel)))
        }
    }

    /// Ends the bridge in good order.
    func stop(_ bridge: BridgeProcess) async -> Int32 {
        bridge.signal(SIGTERM)
        return await bridge.exitCode()
    }
}

extension FaultStage.Answers {
    fileprivate mutating func add(_ id: String, _ response: HTTPResponse?) {
        guard let response else {
            unanswered += 1
            return
        }
        if response.status == 202 {
            accepted.insert(id)
            return
        }
        let code = (try? JSONValue(parsing: response.body))?["error"]?["code"]?.stringValue
        refused["\(response.status) \(code ?? "-")", default: 0] += 1
        if response.status == 503, response.headers["Retry-After"] == nil { withoutReturn += 1 }
    }
}

/// Looking again and again at what tells nobody when it changes: another process.
enum Poll {
    /// A machine under any load has done it by then.
    private static let patience = Duration.seconds(60)

    /// False when the condition has not come true for a minute.
    static func until(_ condition: () async throws -> Bool) async rethrows -> Bool {
        let start = ContinuousClock.now
        while ContinuousClock.now - start < patience {
            if try await condition() { return true }
            try? await Task.sleep(for: .milliseconds(20))
        }
        return false
    }

    /// Whether the process, given time to come to rest, is seen to leave the processor alone.
    static func untilIdle(_ process: BridgeProcess) async -> Bool {
        await until {
            let before = process.processorSeconds
            try? await Task.sleep(for: .seconds(1))
            return process.isRunning && process.processorSeconds - before < 0.5
        }
    }
}
