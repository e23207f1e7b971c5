import Cryptography
import HTTP
import Intake
import JSON
import Lifecycle
import Telemetry
import TestSupport
import Testing

@testable import Configuration
@testable import HookferryApp

/// A type of source with one of the ways in which its sender proves itself.
struct SenderCase: Sendable, CustomTestStringConvertible {
    let type: CallbackType
    let payload: JSONValue
    let credentials: @Sendable (_ secret: Secret) -> SenderCredentials

    var testDescription: String {
        let kind = "\(credentials(Secret("x")))".prefix { $0 != "(" }
        return "\(type.rawValue) by \(kind)"
    }

    init(
        _ type: CallbackType, _ payload: JSONValue,
        _ credentials: @escaping @Sendable (Secret) -> SenderCredentials
    ) {
        self.type = type
        self.payload = payload
        self.credentials = credentials
    }

    /// Payloads cut down from the vendors' documentation.
    static let all: [SenderCase] = [
        SenderCase(
            .github,
            [
                "action": "completed",
                "workflow_run": ["id": 1, "name": "deploy", "status": "completed"],
                "repository": ["full_name": "octo-org/octo-repo"],
            ]
        ) { .bodySignature(.github, [$0]) },
        SenderCase(
            .gitlab,
            ["object_kind": "pipeline", "object_attributes": ["id": 1, "status": "success"]]
        ) { .tokenField("X-Gitlab-Token", [$0]) },
        SenderCase(.gitlab, ["object_kind": "build", "build_id": 1, "build_status": "failed"]) {
            .standardWebhooks([$0])
        },
        SenderCase(
            .bitbucket,
            [
                "commit_status": ["state": "SUCCESSFUL", "key": "deploy"],
                "repository": ["full_name": "team/repo"],
            ]
        ) { .bodySignature(.bitbucket, [$0]) },
        SenderCase(
            .circleci,
            ["type": "workflow-completed", "id": "3888f21b", "workflow": ["status": "success"]]
        ) { .bodySignature(.circleci, [$0]) },
        SenderCase(.buildkite, ["event": "build.finished", "build": ["id": "f62a1b4d"]]) {
            .tokenField("X-Buildkite-Token", [$0])
        },
        SenderCase(.buildkite, ["event": "build.finished", "build": ["id": "f62a1b4d"]]) {
            .buildkiteSignature([$0])
        },
        SenderCase(
            .jenkins,
            [
                "name": "deploy",
                "build": ["full_url": "https://ci/job/a/1/", "phase": "COMPLETED"],
            ]
        ) { .basic(username: "ci", password: $0) },
        SenderCase(
            .azureDevOps,
            ["id": "4a5d99d6", "eventType": "build.complete", "resource": ["id": 2]]
        ) { .basic(username: "ci", password: $0) },
        SenderCase(
            .hcpTerraform,
            [
                "payload_version": 1, "run_id": "run-1", "run_url": "https://app/run-1",
                "notifications": [["trigger": "run:completed", "run_status": "applied"]],
            ]
        ) { .bodySignature(.hcpTerraform, [$0]) },
        SenderCase(.standardWebhooks, ["type": "deploy.done", "data": ["a": 1]]) {
            .standardWebhooks([$0])
        },
        SenderCase(.hmac, ["a": 1]) { .bodySignature(SignatureShape(field: "X-Signed"), [$0]) },
        SenderCase(.token, ["a": 1]) { .bearer([$0]) },
        SenderCase(.basic, ["a": 1]) { .basic(username: "ci", password: $0) },
    ]
}

@Suite("Senders' stand-in")
struct StandInSenderTests {
    private static let now = Timestamp(milliseconds: 1_803_902_400_000)
    /// 32 bytes, as Standard Webhooks wants its secrets, marked to be found in a leak.
    private static let secret = Secret(
        "whsec_" + Base64.encode(Array("marked-secret-of-thirty-two-byte".utf8)))
    private static let otherSecret = Secret(
        "whsec_" + Base64.encode([UInt8](repeating: 7, count: 32)))

    private func sender(_ kind: SourceSettings.Kind, listen: String = "127.0.0.1:8080")
        -> StandInSender
    {
        var settings = Settings(journalPath: "unused")
        settings.listen = SocketAddress(listen) ?? settings.listen
        settings.sources = [
            SourceSettings(
                name: "deploys", path: "/hooks/deploys", allowFrom: [], rate: nil, kind: kind)
        ]
        return StandInSender(
            settings, keyFiles: SNSKeyFiles(besideConfiguration: "/nonexistent/h.yaml"),
            clock: WallClock { Self.now })
    }

    private var tokenSender: StandInSender {
        sender(.callback(CallbackSource(.token, .bearer([Self.secret]))))
    }

    private func read(
        _ request: HTTPClientRequest, by source: CallbackSource
    ) async throws(Refusal) -> Reading {
        try await CallbackReader(source).read(
            HTTPRequest(
                method: request.method, path: "/hooks/deploys", headers: request.headers,
                body: request.body),
            Arrival(id: "01", receivedAt: Self.now))
    }

    @Test("every type of callback has a case")
    func everyType() {
        #expect(Set(SenderCase.all.map(\.type)) == Set(CallbackType.allCases))
    }

    @Test(
        "a source takes what is sent to it, and not what another secret signs",
        arguments: SenderCase.all)
    func proven(_ sample: SenderCase) async throws {
        let source = CallbackSource(sample.type, sample.credentials(Self.secret))
        let body = sample.payload.serializedBytes()
        let request = try sender(.callback(source)).request(
            for: SendOrder(source: "deploys", file: body))
        #expect(request.body == body)
        #expect(request.headers["Content-Type"] == "application/json")
        guard case .event = try await read(request, by: source) else {
            Issue.record("\(sample.type.rawValue) ignores it")
            return
        }
        let stranger = CallbackSource(sample.type, sample.credentials(Self.otherSecret))
        let refusal = await #expect(throws: Refusal.self) {
            try await read(request, by: stranger)
        }
        #expect(refusal?.code == .badCredentials)
    }

    @Test("each delivery is a new one unless its id is given")
    func ids() async throws {
        func deliveryID(_ id: String?) throws -> String? {
            var order = SendOrder(source: "deploys", file: Array("{}".utf8))
            order.id = id
            return try tokenSender.request(for: order).headers["Idempotency-Key"]
        }
        #expect(try deliveryID(nil) != deliveryID(nil))
        #expect(try deliveryID("42") == "42")
    }

    @Test("waiting is asked for, and time is left for it")
    func waiting() throws {
        var order = SendOrder(source: "deploys", file: Array("{}".utf8))
        #expect(try tokenSender.request(for: order).headers["Prefer"] == nil)
        order.waitSeconds = 300
        let request = try tokenSender.request(for: order)
        #expect(request.headers["Prefer"] == "wait=300")
        #expect(request.timeoutMilliseconds > 300_000)
        #expect(!request.usesProxies)
        order.url = "https://hooks.example.com"
        #expect(try tokenSender.request(for: order).usesProxies)
    }

    @Test("what does not go together is wrong usage; what is no JSON is told")
    func mistakes() throws {
        func error(_ change: (inout SendOrder) -> Void, _ sender: StandInSender) -> SendError? {
            var order = SendOrder(source: "deploys", file: Array("{}".utf8))
            change(&order)
            return #expect(throws: SendError.self) { try sender.request(for: order) }
        }
        let sns = sender(.sns(SNSReader.Settings(topics: []), pinned: nil))
        #expect(error({ $0.topic = "arn" }, tokenSender)?.isUsage == true)
        #expect(error({ $0.subject = "a" }, tokenSender)?.isUsage == true)
        #expect(error({ $0.keyPath = "a" }, tokenSender)?.isUsage == true)
        #expect(error({ $0.event = "push" }, sns)?.isUsage == true)
        #expect(error({ _ in }, sns)?.hint?.contains("--new-sns-key") == true)
        let misspelt = error({ $0 = SendOrder(source: "deploy", file: []) }, tokenSender)
        #expect(misspelt?.isUsage == true && misspelt?.hint?.contains("deploys") == true)
        let text = error({ $0 = SendOrder(source: "deploys", file: [0x61]) }, tokenSender)
        #expect(text?.isUsage == false && text?.message.contains("not JSON") == true)
    }

    @Test(
        "an event that the body does not give away must be named",
        arguments: [.github, .gitlab, .bitbucket, .buildkite] as [CallbackType])
    func unnamedEvent(type: CallbackType) throws {
        let sender = sender(.callback(CallbackSource(type, .tokenField("X-Token", [Self.secret]))))
        var order = SendOrder(source: "deploys", file: Array(#"{"action":"created"}"#.utf8))
        let error = #expect(throws: SendError.self) { try sender.request(for: order) }
        #expect(error?.isUsage == false && error?.hint == "name it with --event NAME")
        order.event = "star"
        let fields = try sender.request(for: order).headers
        #expect(fields.contains { $0.value == "star" })
    }

    @Test("the answer is told, redirects are not followed, and no secret is in an error")
    func answers() async throws {
        let statuses = Locked([202, 307, 424])
        let server = try StubUpstream { _ in
            let status = statuses.withLock { $0.removeFirst() }
            return HTTPResponse(
                status: status, headers: ["Location": "/elsewhere"],
                body: Array(#"{"status":"x"}"#.utf8))
        }
        let sender = sender(
            .callback(CallbackSource(.token, .bearer([Self.secret]))),
            listen: "127.0.0.1:\(server.server.port)")
        let order = SendOrder(source: "deploys", file: Array("{}".utf8))
        for (status, isFine) in [(202, true), (307, false), (424, false)] {
            let answer = try await sender.send(order)
            #expect(answer.status == status && answer.isFine == isFine)
            #expect(answer.json == ["status": "x"])
        }
        #expect(
            server.received.map(\.path) == ["/hooks/deploys", "/hooks/deploys", "/hooks/deploys"])
        _ = await server.server.drain(deadlineMilliseconds: 1_000)
        let error = await #expect(throws: SendError.self) { try await sender.send(order) }
        #expect(error?.message.contains("cannot be reached: http://127.0.0.1:") == true)
        #expect(error?.hint?.contains("hookferry serve") == true)
        #expect("\(String(describing: error))".contains("marked") == false)
    }
}
