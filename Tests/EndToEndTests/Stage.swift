import AWS
import Actions
import Foundation
import HTTP
import Intake
import JSON
import Lifecycle
import Telemetry
import TestSupport

/// A bridge's surroundings: files, credentials, and real loopback servers for AWS Config and Slack
/// that check what they get.
final class Stage: Sendable {
    static let accessKey = "AKIATESTTESTTESTTEST"
    static let secretKey = "marked-secret-access-key"
    static let token = "marked-pipeline-token"
    static let slackPath = "/services/T0/B0/marked-slack-secret"

    let directory: TemporaryDirectory
    let sns: SNSSender
    let client: HTTPClient
    let aws: StubUpstream
    let slack: StubUpstream

    /// `pause` is how long the servers keep a request before they answer, in milliseconds.
    init(pause: Int = 0, rules: String = Stage.rules) throws {
        directory = try TemporaryDirectory()
        sns = try SNSSender()
        client = try HTTPClient(
            limits: HTTPClient.Limits(connectionsPerOriginMax: 64, connectionsMax: 128))
        aws = try StubUpstream { request in
            try? await Task.sleep(for: .milliseconds(pause))
            return Self.deliver(request)
        }
        slack = try StubUpstream { request in
            try? await Task.sleep(for: .milliseconds(pause))
            return Self.post(request)
        }
        try directory.write(Self.configuration, to: "hookferry.yaml")
        try directory.write(rules, to: "rules.yaml")
        try directory.write(
            String(decoding: sns.signer.certificate, as: UTF8.self),
            to: "certificates/\(sns.signer.certificateFileName)")
    }

    var configurationPath: String { "\(directory.path)/hookferry.yaml" }

    var environment: [String: String] {
        [
            "AWS_ACCESS_KEY_ID": Self.accessKey, "AWS_SECRET_ACCESS_KEY": Self.secretKey,
            "AWS_ENDPOINT_URL_CONFIG_SERVICE": aws.url, "SLACK_URL": slack.url + Self.slackPath,
            "PIPELINE_TOKEN": Self.token, "HOME": directory.path,
        ]
    }

    func start() throws -> BridgeProcess {
        try BridgeProcess(
            ["serve", "--config", configurationPath, "--log-level", "debug"],
            environment: environment)
    }

    /// Posts one signed notification; nil when no answer came.
    func send(_ content: SNSContent, to intake: String) async -> HTTPResponse? {
        guard let request = try? sns.request(content, to: "\(intake)/hooks/config-topic") else {
            return nil
        }
        return try? await client.send(request)
    }

    /// What `hookferry events --json` lists, newest first.
    func events() async throws -> [JSONValue] {
        let run = try await CommandRun(
            ["events", "--json", "--limit", "1000", "--config", configurationPath],
            environment: environment)
        return try run.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
    }

    /// No secret may stand in a log, an answer or the journal.
    static let secrets = [secretKey, "marked-slack-secret", token]

    static let configuration = """
        listen: 127.0.0.1:0
        admin: 127.0.0.1:0
        journal: sqlite:journal.db
        failures: ops
        sources:
          config-topic:
            type: sns
            topics: ["arn:aws:sns:us-east-2:123456789012:config-*"]
            certificates: certificates/
          pipeline:
            type: token
            tokens: [{ env: PIPELINE_TOKEN }]
        receivers:
          ops:
            type: slack
            url: { env: SLACK_URL }
            allow: [127.0.0.0/8]
            rate: 1000/s
            burst: 1000
        aws: { region: us-east-2, rates: { "config:DeliverConfigSnapshot": 1000/s } }
        rules: [rules.yaml]

        """

    /// The id of the notification travels through the call into the last message.
    static let rules = """
        rules:
          retry:
            match:
              source: [aws.config]
              detail: { messageType: [ConfigurationSnapshotDeliveryFailed] }
            steps:
              - notify: ops
                text: "failed {{ detail.configSnapshotId }}"
              - id: again
                call: config:DeliverConfigSnapshot
                with: { deliveryChannelName: "{{ detail.configSnapshotId }}" }
                retry: { uncertain: true }
              - notify: ops
                text: "done {{ steps.again.configSnapshotId }}"

        """

    // MARK: Stand-ins

    /// Answers with the channel's name as the snapshot's id, so that a test can follow it.
    static func deliver(_ request: HTTPRequest) -> HTTPResponse {
        let signed = SigV4Request(
            method: request.method, path: request.path, query: request.query ?? "",
            headers: request.headers, body: request.body)
        let refusal = SigV4.verify(
            signed, secretFor: { $0 == accessKey ? Secret(secretKey) : nil }, service: "config",
            region: "us-east-2", now: WallClock.system.now())
        let target = request.headers["X-Amz-Target"]
        guard refusal == nil, target == "StarlingDoveService.DeliverConfigSnapshot",
            let input = try? JSONValue(parsing: request.body),
            CallDefinition.named("config:DeliverConfigSnapshot")?.problems(in: input).isEmpty
                == true, let channel = input["deliveryChannelName"]
        else {
            return HTTPResponse(
                status: 400, body: Array(#"{"__type":"InvalidSignatureException"}"#.utf8))
        }
        let answer: JSONValue = ["configSnapshotId": channel]
        return HTTPResponse(
            status: 200, headers: ["Content-Type": "application/x-amz-json-1.1"],
            body: answer.serializedBytes())
    }

    private static func post(_ request: HTTPRequest) -> HTTPResponse {
        guard request.path == slackPath, let message = try? JSONValue(parsing: request.body),
            message["text"]?.stringValue?.isEmpty == false
        else { return HTTPResponse(status: 400, body: Array("invalid_payload".utf8)) }
        return HTTPResponse(status: 200, body: Array("ok".utf8))
    }

    /// The `text` of a request that Slack got.
    static func text(_ request: HTTPRequest) -> String {
        (try? JSONValue(parsing: request.body))?["text"]?.stringValue ?? ""
    }
}
