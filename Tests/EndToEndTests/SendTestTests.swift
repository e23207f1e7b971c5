import HTTP
import JSON
import TestSupport
import Testing

extension EndToEnd {
    @Suite("hookferry check --send-test")
    struct SendTestTests {
        private static let path = "/services/T0/B0/marked-slack-secret"

        private func run(
            _ slack: StubUpstream?, _ words: [String], more: String = ""
        ) async throws -> CommandRun {
            let directory = try TemporaryDirectory()
            let path = try directory.write(
                """
                sources: { ci: { type: token, tokens: [{ env: NOT_SET }] } }
                rules: []
                receivers:
                  ops: { type: slack, url: { env: SLACK_URL }, allow: [127.0.0.0/8] }
                  dev: { type: discord, url: { env: NOT_SET_EITHER } }
                \(more)

                """, to: "hookferry.yaml")
            var environment: [String: String] = [:]
            if let slack { environment["SLACK_URL"] = slack.url + Self.path }
            let run = try await CommandRun(
                ["check", "--config", path] + words, environment: environment)
            #expect(!(run.output + run.error).contains("marked-slack-secret"))
            return run
        }

        private func slack(_ status: Int, _ body: String) throws -> StubUpstream {
            try StubUpstream { request in
                guard request.method == "POST", request.path == Self.path,
                    (try? JSONValue(parsing: request.body))?["text"]
                        == "🔵 Hookferry test message"
                else { return HTTPResponse(status: 400, body: Array("invalid_payload".utf8)) }
                return HTTPResponse(status: status, body: Array(body.utf8))
            }
        }

        @Test("posts one message and says what the platform answered")
        func delivered() async throws {
            let slack = try slack(200, "ok")
            let run = try await run(slack, ["--send-test", "ops"])
            #expect(run.output == "ops: Slack took the message (200 ok).\n")
            #expect(run.error.isEmpty && run.exitCode == 0)
            #expect(slack.received.count == 1)
        }

        @Test("exits 1 when the message was refused, and prints JSON when asked")
        func refused() async throws {
            let slack = try slack(404, "no_service")
            let text = try await run(slack, ["--send-test", "ops"])
            #expect(text.exitCode == 1)
            #expect(text.output.hasPrefix("ops: Slack refused it: 404 no_service – the webhook "))
            let json = try await run(slack, ["--send-test", "ops", "--json"])
            #expect(json.exitCode == 1)
            let answer = try JSONValue(parsing: json.output)
            #expect(answer["receiver"] == "ops" && answer["delivered"] == false)
            #expect(answer["status"] == 404)
            #expect(answer["message"]?.stringValue.map { "ops: \($0)\n" } == text.output)
        }

        @Test("names the receivers there are when asked for another one")
        func unknown() async throws {
            let run = try await run(nil, ["--send-test", "oops"])
            #expect(run.exitCode == 2 && run.output.isEmpty)
            #expect(
                run.error == "hookferry check: there is no receiver `oops`; known: dev, ops\n")
        }

        @Test("a secret of the receiver that is not set is an error, with its place")
        func unset() async throws {
            let slack = try slack(200, "ok")
            let run = try await run(slack, ["--send-test", "dev"])
            #expect(run.exitCode == 1 && run.output.isEmpty)
            #expect(run.error.contains("a secret of the receiver `dev` is not set here"))
            #expect(run.error.contains(":5:37: warning: the environment variable NOT_SET_EITHER"))
            #expect(slack.received.isEmpty)
        }

        @Test("a configuration with mistakes sends nothing")
        func mistakes() async throws {
            let slack = try slack(200, "ok")
            let run = try await run(slack, ["--send-test", "ops"], more: "listen: nowhere")
            #expect(run.exitCode == 1 && run.output.isEmpty)
            #expect(run.error.contains(":6:9: error: `nowhere` is no address to listen on"))
            #expect(slack.received.isEmpty)
        }

        @Test("the help tells of it")
        func help() async throws {
            let run = try await CommandRun(["check", "--help"])
            #expect(run.output.contains("--send-test NAME"))
        }
    }
}
