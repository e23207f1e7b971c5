import Foundation
import HTTP
import JSON
import TestSupport
import Testing

/// A configuration with a source of each kind that needs no vendor, and its bridge.
private struct SendStage {
    let directory: TemporaryDirectory
    let configuration: String
    let environment = [
        "PIPELINE_TOKEN": "marked-token", "BASIC_PASSWORD": "marked-password", "PATH": "/bin",
        // Nothing listens there, and nobody is to ask it.
        "http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9",
    ]

    init() async throws {
        directory = try TemporaryDirectory()
        configuration = "\(directory.path)/hookferry.yaml"
        let made = try await CommandRun(["send", "--new-sns-key", "--config", configuration])
        #expect(made.exitCode == 0, "\(made.error)")
        try write()
    }

    /// - Parameter listen: where the bridge listens or, once it runs, where `send` is to think so.
    func write(listen: String = "127.0.0.1:0", extra: String = "") throws {
        try directory.write(
            """
            listen: \(listen)
            admin: 127.0.0.1:0
            journal: sqlite:journal.db
            \(extra)
            sources:
              topic:
                type: sns
                topics: ["arn:aws:sns:us-east-2:123456789012:config-*"]
                certificates: sns-certificates
              pipeline: { type: token, tokens: [{ env: PIPELINE_TOKEN }], path: /ci }
              basic: { type: basic, username: ci, password: { env: BASIC_PASSWORD } }

            """, to: "hookferry.yaml")
    }

    func start() throws -> BridgeProcess {
        try BridgeProcess(["serve", "--config", configuration], environment: environment)
    }

    func run(_ words: [String], input: String = "") async throws -> CommandRun {
        let run = try await CommandRun(
            words + ["--config", configuration], environment: environment, input: input)
        #expect(!(run.output + run.error).contains("marked"))
        return run
    }

    func send(_ words: String..., input: String = #"{"a":1}"#) async throws -> CommandRun {
        try await run(["send", "--source"] + words, input: input)
    }

    func certificateName() throws -> String {
        try #require(
            FileManager.default.contentsOfDirectory(atPath: "\(directory.path)/sns-certificates")
                .first)
    }
}

extension EndToEnd {
    @Suite("hookferry send")
    struct SendTests {
        @Test("with a key of its own an SNS message arrives, as do callbacks, each as an event")
        func everyKind() async throws {
            let stage = try await SendStage()
            let bridge = try stage.start()
            let intake = try #require(await bridge.addresses()).intake
            let message = #"{"messageType":"ConfigurationSnapshotDeliveryFailed"}"#
            for words in [["topic"], ["pipeline"], ["basic"]] {
                let run = try await stage.run(
                    ["send", "--source"] + words + ["-", "--url", intake], input: message)
                #expect(run.error == "")
                #expect(run.output.wholeMatch(of: /202 accepted [0-9A-Z]{26}\n/) != nil, "\(run)")
                #expect(run.exitCode == 0)
            }
            let listed = try await stage.run(["events", "--json"]).output.split(separator: "\n")
            let events = try listed.map { try JSONValue(parsing: String($0)) }
            #expect(events.map { $0["source"] } == ["basic", "pipeline", "topic"])
            #expect(events.last?["eventSource"] == "aws.config")
            // The same id is the same delivery, and the whole answer is one JSON object.
            let file = try stage.directory.write(message, to: "message.json")
            for status in ["accepted", "duplicate"] {
                let again = try await stage.send(
                    "pipeline", file, "--url", intake, "--id", "build 42", "--json")
                #expect(try JSONValue(parsing: again.output)["status"]?.stringValue == status)
                #expect(again.exitCode == 0)
            }
            // A CloudEvent may have any name; the list shows its start.
            let long = String(repeating: "e\u{301}", count: 50_000)
            let named = try await stage.run(
                ["send", "--source", "pipeline", "-", "--url", intake],
                input: #"{"specversion":"1.0","id":"1","source":"s","type":"\#(long)"}"#)
            #expect(named.exitCode == 0, "\(named)")
            let list = try await stage.run(["events", "--limit", "1"]).output
            #expect(list.contains(String(repeating: "e\u{301}", count: 50) + "…  no rule\n"))
            let waited = try await stage.send("pipeline", "-", "--url", intake, "--wait", "5")
            #expect(waited.exitCode == 0 && waited.output.hasPrefix("20"), "\(waited)")
            bridge.signal(SIGTERM)
            #expect(await bridge.exitCode() == 0)
            #expect(!bridge.log.joined().contains("marked"))
        }

        @Test("what is refused is 1, with the bridge's own words")
        func refused() async throws {
            let stage = try await SendStage()
            let bridge = try stage.start()
            let intake = try #require(await bridge.addresses()).intake
            let stranger = try await SendStage()
            // Another key, whose certificate the sender has pinned under our certificate's name.
            let theirs = try stranger.certificateName()
            let folder = "\(stranger.directory.path)/sns-certificates"
            try FileManager.default.moveItem(
                atPath: "\(folder)/\(theirs)", toPath: "\(folder)/\(stage.certificateName())")
            let forged = try await stranger.send("topic", "-", "--url", intake)
            #expect(
                forged.output
                    == "403 not_allowed\n  The signature does not match the message.\n")
            #expect(forged.exitCode == 1)
            let json = try await stranger.send("topic", "-", "--url", intake, "--json")
            #expect(try JSONValue(parsing: json.output)["error"]?["code"] == "not_allowed")
            #expect(json.exitCode == 1)
            // The key that the source does not pin is found out before anything is sent.
            let unpinned = try await stage.send(
                "topic", "-", "--url", intake, "--sns-key",
                "\(stranger.directory.path)/sns-key.pem")
            #expect(unpinned.exitCode == 1 && unpinned.output == "")
            #expect(unpinned.error.contains("none of the certificates that the source pins"))
            let elsewhere = try await stage.send("pipeline", "-", "--url", "\(intake)/nowhere")
            #expect(elsewhere.output.hasPrefix("404 not_found\n  "))
            #expect(elsewhere.exitCode == 1)
            bridge.signal(SIGTERM)
            #expect(await bridge.exitCode() == 0)
        }

        @Test("an outcome is told step by step, and a failed one is 1")
        func outcome() async throws {
            let stage = try await SendStage()
            let bridge = try StubUpstream { _ in
                let steps: JSONValue = [
                    [
                        "id": "snapshot", "call": "config:DeliverConfigSnapshot",
                        "status": "failed",
                        "error": "no such\u{1b}[2J channel",
                    ],
                    ["notify": "team", "status": "pending"],
                ]
                let body: JSONValue = [
                    "id": "01K", "status": "failed",
                    "deliveries": [["rule": "deploy", "status": "failed", "steps": steps]],
                ]
                return HTTPResponse(status: 424, body: body.serializedBytes())
            }
            let run = try await stage.send("pipeline", "-", "--url", bridge.url, "--wait", "9")
            #expect(
                run.output == """
                    424 failed 01K
                      rule deploy: failed
                        call config:DeliverConfigSnapshot: failed – no such?[2J channel
                        notify team: pending

                    """)
            #expect(run.exitCode == 1)
            #expect(bridge.received.map { $0.headers["Prefer"] } == ["wait=9"])
            let proxy = try StubUpstream { _ in
                HTTPResponse(status: 502, body: Array("<html>".utf8))
            }
            for more in [[], ["--json"]] {
                let strange = try await stage.run(
                    ["send", "--source", "basic", "-", "--url", proxy.url] + more, input: "{}")
                #expect(strange.output == "502\n  the answer is not one of Hookferry's\n")
                #expect(strange.exitCode == 1)
            }
        }

        @Test("without --url it posts to where the configuration listens, past any proxy")
        func listening() async throws {
            let stage = try await SendStage()
            let bridge = try stage.start()
            let intake = try #require(await bridge.addresses()).intake
            let unknown = try await stage.send("pipeline", "-")
            #expect(unknown.exitCode == 1 && unknown.error.contains("`listen` has port 0"))
            try stage.write(listen: intake.replacing("http://127.0.0.1", with: "0.0.0.0"))
            #expect(try await stage.send("pipeline", "-").output.hasPrefix("202 accepted "))
            bridge.signal(SIGTERM)
            #expect(await bridge.exitCode() == 0)
            let down = try await stage.send("pipeline", "-")
            #expect(down.exitCode == 1 && down.output == "")
            #expect(down.error.contains("cannot be reached: http://127.0.0.1:"))
        }

        @Test(
            "with TLS the bridge on this machine is known by the configuration's own certificate",
            .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")))
        func tls() async throws {
            let stage = try await SendStage()
            func certificate(_ name: String) async throws {
                let made = try await CommandRun(
                    [
                        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
                        "/CN=hooks.example.com", "-keyout", "\(stage.directory.path)/\(name).key",
                        "-out", "\(stage.directory.path)/\(name).crt",
                    ], of: "/usr/bin/openssl")
                try #require(made.exitCode == 0, "\(made.error)")
            }
            try await certificate("own")
            try await certificate("other")
            func tls(_ name: String) -> String {
                "tls: { certificate: \(name).crt, key: \(name).key }"
            }
            try stage.write(extra: tls("own"))
            let bridge = try stage.start()
            let intake = try #require(await bridge.addresses()).intake
            let listen = intake.replacing("http://", with: "")
            try stage.write(listen: listen, extra: tls("own"))
            let run = try await stage.send("pipeline", "-")
            #expect(run.output.hasPrefix("202 accepted "), "\(run)")
            // What is not known by its key must be known to everybody.
            let named = try await stage.send("pipeline", "-", "--url", "https://\(listen)")
            #expect(named.exitCode == 1 && named.output == "")
            try stage.write(listen: listen, extra: tls("other"))
            let wrong = try await stage.send("pipeline", "-")
            #expect(wrong.exitCode == 1 && wrong.error.contains("certificate of `tls`"))
            bridge.signal(SIGTERM)
            #expect(await bridge.exitCode() == 0)
        }

        @Test("a key is made in the working directory where there is no configuration, and stays")
        func newKey() async throws {
            let directory = try TemporaryDirectory()
            func make(_ words: String) async throws -> CommandRun {
                try await CommandRun(
                    ["-c", "cd \"$0\" && exec \"$1\" send --new-sns-key \(words)"]
                        + [directory.path, BridgeProcess.binary], of: "/bin/sh")
            }
            let made = try await make("")
            #expect(made.exitCode == 0 && made.error == "")
            #expect(made.output.hasPrefix("made sns-key.pem, "))
            #expect(made.output.contains("\n    certificates: sns-certificates\n"))
            let key = try String(contentsOfFile: "\(directory.path)/sns-key.pem", encoding: .utf8)
            #expect(!made.output.contains("PRIVATE") && key.contains("PRIVATE KEY"))
            let again = try await make("--json")
            #expect(again.exitCode == 1 && again.output == "")
            #expect(again.error.contains("sns-key.pem is there already and is never replaced"))
            #expect(
                try String(contentsOfFile: "\(directory.path)/sns-key.pem", encoding: .utf8) == key)
        }

        @Test(
            "wrong usage is 2, before anything is read or sent",
            arguments: [
                [], ["-"], ["--source", "pipeline"], ["--source", "nobody", "-"],
                ["--source", "pipeline", "-", "--wait", "0"],
                ["--source", "pipeline", "-", "--wait", "301"],
                ["--source", "pipeline", "-", "--id", ""],
                ["--source", "pipeline", "-", "--event", "a\r\nb"],
                ["--source", "pipeline", "-", "--url", "example.com"],
                ["--source", "pipeline", "-", "--topic", "arn"],
                ["--source", "topic", "-", "--event", "push"],
                ["--source", "pipeline", "-", "-"], ["--new-sns-key", "-"],
                ["--new-sns-key", "--source", "topic"],
            ])
        func wrongUsage(words: [String]) async throws {
            let stage = try await SendStage()
            let run = try await stage.run(["send"] + words, input: "{}")
            #expect(run.exitCode == 2, "\(run)")
            #expect(run.output == "" && run.error.hasPrefix("hookferry send: "))
        }

        @Test("what cannot be sent is 1: no file, no JSON, too much, an unset secret, no key")
        func unsendable() async throws {
            let stage = try await SendStage()
            let missing = try await stage.send("pipeline", "/nonexistent")
            #expect(missing.exitCode == 1 && missing.error.contains("/nonexistent: "))
            try stage.write(listen: "127.0.0.1:9")
            let text = try await stage.send("pipeline", "-", input: "hello")
            #expect(text.exitCode == 1 && text.error.contains("not JSON"))
            let much = try await stage.send(
                "pipeline", "-", input: String(repeating: " ", count: (2 << 20) + 1))
            #expect(much.exitCode == 1 && much.error.contains("more than 2097152 bytes"))
            try FileManager.default.removeItem(atPath: "\(stage.directory.path)/sns-key.pem")
            let keyless = try await stage.send("topic", "-")
            #expect(keyless.exitCode == 1 && keyless.error.contains("--new-sns-key"))
            let unset = try await CommandRun(
                ["send", "--source", "pipeline", "-", "--config", stage.configuration],
                environment: ["BASIC_PASSWORD": "marked"])
            #expect(unset.exitCode == 1)
            #expect(unset.error.contains("\(stage.configuration):10:"), "\(unset.error)")
            #expect(unset.error.contains("PIPELINE_TOKEN is not set"))
        }
    }
}
