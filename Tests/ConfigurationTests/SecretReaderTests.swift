import Actions
import Configuration
import Foundation
import HTTP
import Intake
import Lifecycle
import Telemetry
import Testing

@Suite("Secrets")
struct SecretReaderTests {
    private func url(_ secret: String, _ folder: TemporaryFolder) throws -> LoadResult {
        try folder.write(
            "hookferry.yaml",
            "sources: {}\nrules: []\nreceivers: { ops: { type: slack, url: \(secret) } }\n")
        return folder.load()
    }

    private func revealed(_ result: LoadResult) -> String? {
        guard let slack = result.settings?.receivers["ops"]?.platform as? Slack else { return nil }
        return slack.url.secret.reveal()
    }

    @Test("come from the environment")
    func environment() throws {
        let result = try url("{ env: SLACK_URL }", TemporaryFolder())
        #expect(revealed(result) == Fixtures.environment["SLACK_URL"])
        #expect(result.lines.isEmpty)
    }

    @Test(
        "come from a file beside the configuration, line ends left out",
        arguments: ["", "\n", "\r\n", "\n\n"])
    func file(end: String) throws {
        let folder = try TemporaryFolder()
        try folder.write("secrets/slack", "https://hooks.slack.com/services/x" + end)
        let result = try url("{ file: secrets/slack }", folder)
        #expect(revealed(result) == "https://hooks.slack.com/services/x")
        #expect(result.lines.isEmpty)
    }

    @Test("may stand in the file, with a warning")
    func literal() throws {
        let result = try url("\"https://hooks.slack.com/services/x\"", TemporaryFolder())
        #expect(revealed(result) == "https://hooks.slack.com/services/x")
        #expect(
            result.lines == [
                "hookferry.yaml:3:39: warning: a secret stands in the file "
                    + "(write { env: NAME } or { file: PATH })"
            ])
    }

    @Test("that are not set are a warning for check and an error for serve")
    func unset() throws {
        let folder = try TemporaryFolder()
        try folder.write("empty", "\n")
        for secret in [
            "{ env: NOT_SET }", "{ env: EMPTY }", "{ file: missing }", "{ file: empty }",
        ] {
            let serve = try url(secret, folder)
            #expect(serve.settings == nil)
            #expect(serve.diagnostics.map(\.severity) == [.error])
            let check = folder.load(.check, environment: ["EMPTY": "", "HOME": "/"])
            #expect(check.settings != nil)
            #expect(check.diagnostics.map(\.severity) == [.warning])
            #expect(check.diagnostics.map(\.message) == serve.diagnostics.map(\.message))
        }
    }

    @Test("can be several, of which any is taken")
    func rotation() async throws {
        let folder = try TemporaryFolder()
        try folder.write("old", "old-token\n")
        try folder.write(
            "hookferry.yaml",
            """
            sources:
              ci: { type: token, tokens: [{ env: SET_TOKEN }, { file: old }] }
            rules: []
            """)
        let source = try #require(folder.load().settings?.sources.first)
        guard case .callback(let callbacks) = source.kind else {
            Issue.record("a token source has another reader")
            return
        }
        let reader = CallbackReader(callbacks)
        #expect(await isTaken("old-token", by: reader))
        #expect(await isTaken(Fixtures.token, by: reader))
        #expect(await !isTaken("old-token\n", by: reader))
        #expect(await !isTaken("unset", by: reader))
    }

    private func isTaken(_ token: String, by reader: CallbackReader) async -> Bool {
        let request = HTTPRequest(
            method: "POST", path: "/", headers: ["Authorization": "Bearer \(token)"],
            body: Array("{}".utf8))
        let arrival = Arrival(id: "1", receivedAt: Timestamp(milliseconds: 0))
        return (try? await reader.read(request, arrival)) != nil
    }

    @Test("never stand in a message")
    func leaks() throws {
        let values = [
            Fixtures.token, Fixtures.signingSecret, "hidden-part-of-url", "file-secret", "hunter2",
            "s3cr3t", "0123456",
        ]
        for file in Fixtures.files(in: "configuration", "") {
            for purpose in [LoadPurpose.check, .serve] {
                let lines = Fixtures.load(file, purpose).lines.joined(separator: "\n")
                for value in values { #expect(!lines.contains(value), "\(file)") }
            }
        }
    }

    @Test(
        "never stand in a message, however they are written",
        arguments: [
            "hunter2", "!hunter2", "&hunter2 x", "*hunter2", "{hunter2}", "[hunter2]",
            "{ env: hunter2! }", "{ hunter2: x }", "{ url: hunter2 }", "\"hunter2\\q\"",
            "\"https://hunter2@hooks.slack.com/\"", "@hunter2", "'hunter2", "hunter2: x",
        ])
    func spellings(text: String) throws {
        let result = try url(text, TemporaryFolder())
        #expect(!result.lines.isEmpty)
        #expect(!result.lines.joined().contains("hunter2"))
    }
}
