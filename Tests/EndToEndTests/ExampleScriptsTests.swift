import Foundation
import HTTP
import JSON
import Lifecycle
import TestSupport
import Testing

/// What the examples have shells do, done for real.
private struct ExampleScripts {
    static let folder = URL(filePath: #filePath)
        .appending(path: "../../../examples").standardized.path()
    static let areRunnable = ["/usr/bin/curl", "/usr/bin/jq", "/bin/dash", "/bin/bash"]
        .allSatisfy(FileManager.default.isExecutableFile)
    private static let token = "marked-token"

    let directory: TemporaryDirectory
    let configuration: String

    init() throws {
        directory = try TemporaryDirectory()
        configuration = try directory.write(
            """
            listen: 127.0.0.1:0
            admin: 127.0.0.1:0
            journal: sqlite:journal.db
            sources:
              pipeline: { type: token, tokens: [{ env: PIPELINE_TOKEN }] }

            """, to: "hookferry.yaml")
    }

    func start() throws -> BridgeProcess {
        try BridgeProcess(
            ["serve", "--config", configuration], environment: ["PIPELINE_TOKEN": Self.token])
    }

    func events() async throws -> [JSONValue] {
        try await CommandRun(
            ["events", "--json", "--config", configuration],
            environment: [
                "PIPELINE_TOKEN": Self.token
            ]
        ).output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
    }

    /// One shell in the directory, as a CI starts it.
    func run(
        _ script: String, shell: String = "/bin/bash", url: String, input: String = "",
        _ more: [String: String] = [:]
    ) async throws -> CommandRun {
        let surroundings = [
            "HOOKFERRY_URL": url, "HOOKFERRY_TOKEN": Self.token, "TMPDIR": directory.path,
            "PATH": "\(directory.path)/bin:/usr/bin:/bin", "no_proxy": "*",
        ]
        let run = try await CommandRun(
            ["-e", "-c", "cd '\(directory.path)'\n\(script)"], of: shell,
            environment: surroundings.merging(more) { $1 }, input: input)
        #expect(!(run.output + run.error).contains("marked"))
        return run
    }

    /// Calls the function of `examples/shell` with these words, and says so when it goes on.
    func post(
        _ words: String, shell: String, url: String, input: String = "{}",
        _ more: [String: String] = [:]
    ) async throws -> CommandRun {
        try await run(
            "set -u\n. '\(Self.folder)/shell/hookferry.sh'\nhookferry_post \(words)\necho went on",
            shell: shell, url: url, input: input, more)
    }

    /// The lines of a pipeline's file from the first that makes the body to the last of its script,
    /// as its shell gets them.
    static func script(of name: String) throws -> String {
        let lines = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(
            lines.firstIndex {
                $0.contains("jq --null-input") || $0.contains("{ terraform output")
            })
        let end = try #require(lines.lastIndex { $0.contains(#"exit "$"#) })
        var text = lines[start...end].joined(separator: "\n")
        if name.hasPrefix("jenkins") { text = text.replacing(#"\\"#, with: #"\"#) }
        if name.hasPrefix("buildkite") { text = text.replacing("$$", with: "$") }
        return text
    }
}

extension EndToEnd {
    @Suite("Scripts in examples", .enabled(if: ExampleScripts.areRunnable))
    struct ExampleScriptsTests {
        static let shells = ["/bin/bash", "/bin/dash"]

        @Test("the shell function posts a file or standard input, once a run", arguments: shells)
        func posts(shell: String) async throws {
            let scripts = try ExampleScripts()
            let bridge = try scripts.start()
            let url = try #require(await bridge.addresses()).intake
            try scripts.directory.write(#"{"a":1}"#, to: "a file.json")
            let run = ["GITHUB_RUN_ID": "7", "GITHUB_RUN_ATTEMPT": "1", "HOOKFERRY_WAIT": "2"]
            let first = try await scripts.post(
                "pipeline 'a file.json'", shell: shell, url: url, run)
            #expect(first.exitCode == 0 && first.output.hasSuffix("went on\n"), "\(first)")
            let id = try #require(Self.id(first))
            // The same body in the same run is the same delivery; another body is not, and neither
            // is another attempt.
            let again = try await scripts.post(
                "pipeline", shell: shell, url: "\(url)/", input: #"{"a":1}"#, run)
            #expect(again.exitCode == 0 && Self.id(again) == id)
            let other = try await scripts.post("pipeline -", shell: shell, url: url, run)
            let rerun = try await scripts.post(
                "pipeline 'a file.json'", shell: shell, url: url,
                run.merging(["GITHUB_RUN_ATTEMPT": "2"]) { $1 })
            #expect(Set([id, Self.id(other), Self.id(rerun)]).count == 3)
            let nameless = try await scripts.post("pipeline", shell: shell, url: url)
            let nameless2 = try await scripts.post("pipeline", shell: shell, url: url)
            #expect(Self.id(nameless) != nil && Self.id(nameless) != Self.id(nameless2))
            bridge.signal(SIGTERM)
            #expect(await bridge.exitCode() == 0)
            #expect(try await scripts.events().count == 5)
            #expect(try scripts.left() == [])
        }

        @Test("the shell function fails where it should, and tells why", arguments: shells)
        func fails(shell: String) async throws {
            let scripts = try ExampleScripts()
            let statuses = Locked([401, 424])
            let bridge = try StubUpstream { _ in
                let status = statuses.withLock { $0.removeFirst() }
                return HTTPResponse(status: status, body: Array(#"{"status":"failed"}"#.utf8))
            }
            for status in [401, 424] {
                let run = try await scripts.post("pipeline", shell: shell, url: bridge.url)
                #expect(run.exitCode == 22, "\(run)")
                #expect(run.output == #"{"status":"failed"}"# + "\n")
                #expect(run.error.contains("pipeline answered \(status)\n"))
            }
            #expect(bridge.received.map { $0.headers["Prefer"] } == ["wait=300", "wait=300"])
            let missing = try await scripts.post("pipeline nothing", shell: shell, url: bridge.url)
            #expect(missing.exitCode == 1 && bridge.received.count == 2)
            let unset = try await scripts.post(
                "pipeline", shell: shell, url: "", ["HOOKFERRY_TOKEN": ""])
            #expect(unset.exitCode != 0 && unset.error.contains("HOOKFERRY_"))
            #expect(try scripts.left() == [])
        }

        @Test(
            "the shell function fails when the time ran out, unless it was not to wait",
            arguments: shells)
        func pending(shell: String) async throws {
            let scripts = try ExampleScripts()
            let bridge = try StubUpstream { _ in
                HTTPResponse(status: 202, body: Array(#"{"status":"pending"}"#.utf8))
            }
            for (wait, code) in [("0", 0), ("1", 75)] as [(String, Int32)] {
                let run = try await scripts.post(
                    "pipeline", shell: shell, url: bridge.url, ["HOOKFERRY_WAIT": wait])
                #expect(run.exitCode == code, "\(run)")
                #expect(run.output.hasPrefix(#"{"status":"pending"}"# + "\n"))
                #expect(run.output.hasSuffix("went on\n") == (code == 0))
                #expect(run.error.contains("before everything had ended") == (code != 0))
            }
            #expect(try scripts.left() == [])
        }

        @Test("the shell function outlasts a bridge that restarts", arguments: shells)
        func restarts(shell: String) async throws {
            let scripts = try ExampleScripts()
            let old = try StubUpstream { _ in
                HTTPResponse(
                    status: 503, headers: ["Retry-After": "1"],
                    body: Array(#"{"error":{"code":"draining"}}"#.utf8))
            }
            async let posting = scripts.post("pipeline", shell: shell, url: old.url)
            // Answers 503, then nothing is there, then the bridge.
            for await _ in old.requests { break }
            #expect(await old.server.drain(deadlineMilliseconds: 5_000))
            let port = old.server.port
            let text = try String(contentsOfFile: scripts.configuration, encoding: .utf8)
            try scripts.directory.write(
                text.replacing("listen: 127.0.0.1:0", with: "listen: 127.0.0.1:\(port)"),
                to: "hookferry.yaml")
            let bridge = try scripts.start()
            _ = try #require(await bridge.addresses())
            let run = try await posting
            #expect(run.exitCode == 0 && run.output.hasSuffix("went on\n"), "\(run)")
            #expect(!run.output.contains("draining"))
            let key = try #require(old.received.first?.headers["Idempotency-Key"])
            bridge.signal(SIGTERM)
            #expect(await bridge.exitCode() == 0)
            let events = try await scripts.events()
            #expect(events.count == 1)
            let id = try #require(events.first?["id"]?.stringValue)
            let page = try await CommandRun(
                ["events", id, "--json", "--config", scripts.configuration])
            let event = try JSONValue(parsing: page.output)["event"]
            #expect(event?["intake"]?["deliveryId"]?.stringValue == key)
        }

        @Test(
            "each pipeline's script posts what its rule waits for, and is red unless that succeeds",
            arguments: [
                ("github-actions/deploy.yml", "GITHUB_RUN_ID", "GITHUB_SHA"),
                ("gitlab-ci/.gitlab-ci.yml", "CI_JOB_ID", "CI_COMMIT_SHA"),
                ("jenkins/Jenkinsfile", "BUILD_TAG", "GIT_COMMIT"),
                ("circleci/config.yml", "CIRCLE_WORKFLOW_JOB_ID", "CIRCLE_SHA1"),
                ("buildkite/pipeline.yml", "BUILDKITE_JOB_ID", "BUILDKITE_COMMIT"),
            ])
        func pipelines(name: String, runName: String, commitName: String) async throws {
            let scripts = try ExampleScripts()
            let bridge = try Self.gate()
            let script = try ExampleScripts.script(of: name)
            for answer in Self.answers {
                let run = try await scripts.run(
                    script, shell: "/bin/dash", url: bridge.url,
                    [runName: "run-7", commitName: answer.body])
                #expect(run.exitCode == answer.exitCode && run.output == answer.text, "\(run)")
                #expect(run.error.contains("before everything had ended") == (run.exitCode == 75))
            }
            try Self.expectOneKeyABody(bridge.received)
            for request in bridge.received {
                #expect(request.path == "/hooks/pipeline")
                #expect(request.headers["Authorization"] == "Bearer marked-token")
                #expect(request.headers["Content-Type"] == "application/json")
                #expect(request.headers["Prefer"] == "wait=300")
                #expect(request.headers["Idempotency-Key"]?.contains("run-7-") == true)
                let body = try JSONValue(parsing: request.body)
                let pipeline = body["pipeline"]
                #expect(pipeline?["name"] == "deploy-prod")
                #expect(pipeline?["status"] == "succeeded")
                #expect(pipeline?["url"]?.stringValue != nil)
                #expect(pipeline?["commit"]?.stringValue != nil)
            }
        }

        @Test(
            "Terraform's outcome is posted for Proton, without sensitive outputs",
            arguments: [
                ("succeeded", #"{"vpc":{"sensitive":false,"type":"string","value":"vpc-1"}}"#),
                ("failed", "{}"),
            ])
        func proton(status: String, outputs: String) async throws {
            let scripts = try ExampleScripts()
            let bridge = try Self.gate()
            let deployment = "f730bb01-c07f-4aa7-b69c-735abcd106ff"
            let arn = "arn:aws:proton:us-east-1:123456789012:environment/shop"
            try scripts.directory.write(
                #"{"deploymentId":"\#(deployment)","resourceMetadata":{"arn":"\#(arn)"}}"#,
                to: ".proton/deployment-metadata.json")
            let printed =
                outputs.dropLast()
                + (status == "succeeded" ? "," : "")
                + #""password":{"sensitive":true,"value":"marked"}}"#
            // A stand-in for Terraform, which has nothing to print after a failure.
            let terraform = try scripts.directory.write(
                status == "succeeded"
                    ? "#!/bin/sh\ncat <<'END'\n\(printed)\nEND\n" : "#!/bin/sh\nexit 1\n",
                to: "bin/terraform")
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755], ofItemAtPath: terraform)
            let script = try ExampleScripts.script(of: "proton-terraform/proton.yml")
            for answer in Self.answers {
                let run = try await scripts.run(
                    script, url: bridge.url,
                    ["STATUS": status, "GITHUB_RUN_ID": "7", "GITHUB_REPOSITORY": answer.body])
                #expect(run.exitCode == answer.exitCode, "\(run)")
            }
            try Self.expectOneKeyABody(bridge.received)
            let body = try JSONValue(parsing: try #require(bridge.received.first).body)
            #expect(body["resourceArn"]?.stringValue == arn)
            #expect(body["deploymentId"]?.stringValue == deployment)
            #expect(body["status"]?.stringValue == status && body["terraform"] == "apply")
            #expect(try body["outputs"] == JSONValue(parsing: outputs))
        }

        /// What a pipeline is answered, time after time, and what its script then exits with. The
        /// body stands in what it posts.
        private static let answers: [(body: String, status: Int, text: String, exitCode: Int32)] = [
            ("a", 200, #"{"status":"succeeded"}"#, 0), ("a", 424, #"{"status":"failed"}"#, 22),
            ("b", 202, #"{"status":"pending"}"#, 75), ("b", 404, "<html>", 22),
        ]

        private static func gate() throws -> StubUpstream {
            let left = Locked(answers)
            return try StubUpstream { _ in
                let answer = left.withLock { $0.removeFirst() }
                return HTTPResponse(status: answer.status, body: Array(answer.text.utf8))
            }
        }

        /// Of one run: what is posted again is one delivery, and another body another.
        private static func expectOneKeyABody(_ requests: [HTTPRequest]) throws {
            let keys = requests.compactMap { $0.headers["Idempotency-Key"] }
            try #require(keys.count == 4)
            #expect(keys[0] == keys[1] && keys[2] == keys[3] && keys[0] != keys[2])
            #expect(requests[0].body == requests[1].body && requests[2].body != requests[0].body)
        }

        private static func id(_ run: CommandRun) -> String? {
            let line = run.output.split(separator: "\n").first.map(String.init) ?? ""
            return (try? JSONValue(parsing: line))?["id"]?.stringValue
        }
    }
}

extension ExampleScripts {
    /// What the scripts have not cleared away.
    fileprivate func left() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory.path)
            .filter { $0.hasPrefix("tmp.") }
    }
}
