import Configuration
import HTTP
import JSON
import Journal
import Lifecycle
import Telemetry
import TestSupport
import Testing

@testable import HookferryApp

/// A configuration of its own for one test: a token source and a Slack receiver on a real loopback
/// server.
final class Scene: Sendable {
    static let environment = ["PIPELINE_TOKEN": "marked-token"]
    let directory: TemporaryDirectory
    let slack: StubUpstream
    let client: HTTPClient

    init(slack: StubUpstream? = nil) throws {
        directory = try TemporaryDirectory()
        self.slack =
            try slack
            ?? StubUpstream { _ in HTTPResponse(status: 200, body: Array("ok".utf8)) }
        client = try HTTPClient()
        try directory.write(Self.rules(saying: "one"), to: "rules.yaml")
    }

    /// The settings of a configuration that listens on `listen`; `source` is the one source's name.
    func settings(
        listen: String = "127.0.0.1:0", source: String = "pipeline", extra: String = ""
    ) throws -> Settings {
        let path = try directory.write(
            """
            listen: \(listen)
            admin: 127.0.0.1:0
            journal: sqlite:hookferry.db
            \(extra)
            sources:
              \(source):
                type: token
                tokens: [{ env: PIPELINE_TOKEN }]
            receivers:
              ops:
                type: slack
                url: "\(slack.url)/ops"
                allow: [127.0.0.0/8]
                rate: 1000/s
            rules: [rules.yaml]

            """, to: "hookferry.yaml")
        let loaded = ConfigurationLoader.load(
            path: path, environment: Self.environment, purpose: .serve)
        return try #require(loaded.settings, "\(loaded.diagnostics)")
    }

    static func rules(saying word: String) -> String {
        """
        rules:
          tell:
            match: { source: [ci] }
            steps:
              - notify: ops
                text: "\(word) {{ detail.name }}"

        """
    }

    func bridge(_ settings: Settings) async throws -> Bridge {
        try await Bridge(settings, environment: Self.environment, logger: .silent)
    }

    /// Runs a bridge while `body` lasts.
    func run(_ bridge: Bridge, _ body: () async throws -> Void) async throws {
        let (stopped, stop) = AsyncStream.makeStream(of: Void.self)
        let running = Task { try await bridge.run { for await _ in stopped {} } }
        let result: Result<Void, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        stop.finish()
        try await running.value
        try result.get()
    }

    func get(_ port: UInt16, _ path: String, method: String = "GET") async throws -> HTTPResponse {
        try await client.send(
            HTTPClientRequest(method: method, url: "http://127.0.0.1:\(port)\(path)"))
    }

    /// Posts a callback; the answer's status.
    func post(_ name: String, to port: UInt16, source: String = "pipeline") async throws -> Int {
        try await client.send(request(name, to: port, source: source)).status
    }

    /// A callback as it is posted.
    func request(
        _ name: String, to port: UInt16, source: String = "pipeline", _ headers: HTTPHeaders = [:]
    ) -> HTTPClientRequest {
        let body: JSONValue = ["name": .string(name)]
        let own: HTTPHeaders = [
            "Authorization": "Bearer marked-token", "Content-Type": "application/json",
        ]
        return SNSSender.request(
            body.serializedBytes(), HTTPHeaders(own.fields + headers.fields),
            to: "http://127.0.0.1:\(port)/hooks/\(source)")
    }

    /// The text of the next message, without its icon.
    func told() async -> String {
        for await request in slack.requests {
            let text = (try? JSONValue(parsing: request.body))?["text"]?.stringValue ?? ""
            return String(text.drop { $0 != " " }.dropFirst())
        }
        return ""
    }

    var journal: String { "\(directory.path)/hookferry.db" }
}
