import Foundation
import HTTP
import JSON
import TestSupport
import Testing

/// A pipeline that waits for the outcome, as pipelines do it: with curl.
private struct Gate {
    let stage: Stage
    let slack: StubUpstream

    init() throws {
        stage = try Stage(rules: Self.rules)
        slack = try StubUpstream { request in
            // Busy for a quarter of an hour: the step waits and no attempt is under way.
            Stage.text(request).contains("busy")
                ? HTTPResponse(status: 429, headers: ["Retry-After": "900"])
                : HTTPResponse(status: 200, body: Array("ok".utf8))
        }
    }

    func start() throws -> BridgeProcess {
        var environment = stage.environment
        environment["SLACK_URL"] = slack.url + Stage.slackPath
        return try BridgeProcess(
            ["serve", "--config", stage.configurationPath, "--log-level", "debug"],
            environment: environment)
    }

    struct Answer {
        let exitCode: Int32
        let status: Int
        let location: String
        let body: JSONValue?
    }

    /// `curl --silent` with the pipeline's token and whatever else is wanted.
    func curl(_ arguments: String...) async throws -> Answer {
        let token = ["--header", "Authorization: Bearer marked-pipeline-token"]
        let shown = ["--write-out", "\n%{http_code} %header{location}"]
        let run = try await CommandRun(
            ["--silent"] + token + shown + arguments, of: "/usr/bin/curl")
        let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
        let last = (lines.last ?? "").split(separator: " ")
        return Answer(
            exitCode: run.exitCode, status: last.first.flatMap { Int($0) } ?? 0,
            location: last.count > 1 ? String(last[1]) : "",
            body: try? JSONValue(parsing: lines.dropLast().joined(separator: "\n")))
    }

    /// The pipeline's line: it fails when the call failed.
    func post(
        _ body: String, wait seconds: Int, key: String = UUID().uuidString, to intake: String
    ) async throws -> Answer {
        try await curl(
            "--fail", "--header", "Prefer: wait=\(seconds)", "--header",
            "Idempotency-Key: \(key)", "--data", body, "\(intake)/hooks/pipeline")
    }

    /// More connections than one address may have post and wait; one that does not wait tries until
    /// it is served after all of them were closed.
    static let hangUpProgram = """
        import json, socket, sys, time

        def post(key, preference=""):
            connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
            connection.settimeout(10)
            head = "POST /hooks/pipeline HTTP/1.1\\r\\nHost: h\\r\\nIdempotency-Key: " + key
            head += "\\r\\nAuthorization: Bearer marked-pipeline-token\\r\\n" + preference
            head += "Content-Length: " + str(len(sys.argv[2])) + "\\r\\n\\r\\n"
            try:
                connection.sendall((head + sys.argv[2]).encode())
            except OSError:
                pass
            return connection

        def isServed():
            with post("next") as connection:
                try:
                    return connection.recv(65536).startswith(b"HTTP/1.1 2")
                except OSError:
                    return False

        waiting = [post("k", "Prefer: wait=300\\r\\n") for _ in range(300)]
        refused = not isServed()
        for connection in waiting: connection.close()
        begin = time.monotonic()
        while not isServed() and time.monotonic() - begin < 20: time.sleep(0.02)
        print(json.dumps({"refused": refused, "seconds": time.monotonic() - begin}))
        """

    static let rules = """
        rules:
          record:
            match: { source: [ci], detail: { kind: [deployed] } }
            steps:
              - id: snapshot
                call: config:DeliverConfigSnapshot
                with: { deliveryChannelName: "{{ detail.channel }}" }
              - notify: ops
                text: "{{ detail.text }}"

        """
    static let good = #"{"kind":"deployed","channel":"c-1","text":"done"}"#
    /// Without a channel there is no call.
    static let bad = #"{"kind":"deployed","text":"never"}"#
    static let unwanted = #"{"kind":"other"}"#
    static let busy = #"{"kind":"deployed","channel":"c-2","text":"busy"}"#
}

extension EndToEnd {
    @Suite("The gate for pipelines")
    struct GateTests {
        @Test("curl --fail passes when all went well, and when nothing was wanted")
        func passes() async throws {
            let gate = try Gate()
            let bridge = try gate.start()
            let intake = try #require(await bridge.addresses()).intake
            let answer = try await gate.post(Gate.good, wait: 60, key: "k", to: intake)
            #expect((answer.exitCode, answer.status) == (0, 200))
            #expect(answer.body?["status"] == "succeeded")
            let deliveries = answer.body?["deliveries"]
            #expect(
                deliveries == [
                    [
                        "rule": "record", "status": "succeeded",
                        "steps": [
                            [
                                "id": "snapshot", "call": "config:DeliverConfigSnapshot",
                                "status": "succeeded", "result": ["configSnapshotId": "c-1"],
                            ],
                            ["notify": "ops", "status": "succeeded"],
                        ],
                    ]
                ], "\(deliveries ?? .null)")
            #expect(gate.slack.received.count == 1, "all of it was done before the answer")
            let again = try await gate.post(Gate.good, wait: 60, key: "k", to: intake)
            #expect((again.exitCode, again.status) == (0, 200))
            #expect(again.body?["status"] == "duplicate")
            #expect(again.body?["id"] == answer.body?["id"])
            #expect(again.body?["deliveries"] == deliveries)
            #expect(again.location == answer.location)
            let later = try await gate.curl("--fail", intake + answer.location)
            #expect((later.exitCode, later.body?["status"]) == (0, "succeeded"))
            #expect(later.body?["deliveries"] == deliveries)
            let unwanted = try await gate.post(Gate.unwanted, wait: 60, to: intake)
            #expect((unwanted.exitCode, unwanted.body?["status"]) == (0, "no_match"))
            #expect(unwanted.body?["deliveries"] == [])
            bridge.signal(SIGTERM)
            #expect(await bridge.exitCode() == 0)
            #expect(gate.stage.aws.received.count == 1 && gate.slack.received.count == 1)
        }

        @Test("curl --fail fails with 22 when a call failed, each time, and the place says why")
        func fails() async throws {
            let gate = try Gate()
            let bridge = try gate.start()
            let intake = try #require(await bridge.addresses()).intake
            let first = try await gate.post(Gate.bad, wait: 60, key: "k", to: intake)
            let again = try await gate.post(Gate.bad, wait: 60, key: "k", to: intake)
            for answer in [first, again] {
                #expect((answer.exitCode, answer.status) == (22, 424))
                #expect(answer.location == first.location)
            }
            let place = try await gate.curl(intake + first.location)
            #expect((place.exitCode, place.status) == (0, 424))
            #expect(place.body?["status"] == "failed")
            let delivery = place.body?["deliveries"]?[0]
            #expect(delivery?["status"] == "dead")
            #expect(place.body?["deliveries"]?.arrayValue?.count == 1, "no announcement")
            let steps = delivery?["steps"]
            #expect(steps?[0]?["error"]?["reason"] == "invalid_input")
            #expect(steps?[0]?["error"]?["message"]?.stringValue?.isEmpty == false)
            #expect(steps?[1] == ["notify": "ops", "status": "pending"])
            let head = try await gate.curl("--fail", "--head", intake + first.location)
            #expect(head.exitCode == 22)
            let stranger = try await gate.stage.client.send(
                HTTPClientRequest(method: "GET", url: intake + first.location))
            #expect(stranger.status == 401)
            #expect(stranger.headers["WWW-Authenticate"] == "Bearer realm=\"hookferry\"")
            bridge.signal(SIGTERM)
            #expect(await bridge.exitCode() == 0)
            for secret in Stage.secrets { #expect(!bridge.log.joined().contains(secret)) }
        }

        @Test("when time runs out the answer is 202 with what is known, and so it is later")
        func timeOut() async throws {
            let gate = try Gate()
            let bridge = try gate.start()
            let intake = try #require(await bridge.addresses()).intake
            let answer = try await gate.post(Gate.busy, wait: 1, key: "k", to: intake)
            #expect((answer.exitCode, answer.status) == (0, 202))
            let again = try await gate.post(Gate.busy, wait: 1, key: "k", to: intake)
            let place = try await gate.curl("--header", "Prefer: wait=1", intake + answer.location)
            for pending in [answer, again, place] {
                #expect((pending.status, pending.body?["status"]) == (202, "pending"))
                let steps = pending.body?["deliveries"]?[0]?["steps"]
                #expect(steps?[0]?["status"] == "succeeded")
                #expect(steps?[1]?["status"] == "pending")
                #expect(steps?[1]?["error"]?["reason"] == "throttled")
            }
            // Whoever does not want to wait, does not.
            let atOnce = try await gate.curl("--data", Gate.busy, "\(intake)/hooks/pipeline")
            #expect(atOnce.body?["status"] == "accepted")
            bridge.signal(SIGTERM)
            #expect(await bridge.exitCode() == 0)
        }

        @Test("SIGTERM answers who waits with 202, and the end does not wait for them")
        func drains() async throws {
            let gate = try Gate()
            let bridge = try gate.start()
            let intake = try #require(await bridge.addresses()).intake
            async let waiting = gate.post(Gate.busy, wait: 300, to: intake)
            _ = await bridge.line {
                $0["message"] == "attempt ended" && $0["reason"] == "throttled"
            }
            let start = ContinuousClock.now
            bridge.signal(SIGTERM)
            let answer = try await waiting
            #expect((answer.exitCode, answer.status) == (0, 202))
            #expect(answer.body?["status"] == "pending")
            #expect(await bridge.exitCode() == 0)
            #expect(ContinuousClock.now - start < .seconds(10))
            #expect(!bridge.log.contains { $0.contains("requests were cut short") })
        }

        @Test("a client that goes away while it waits harms nobody")
        func clientGone() async throws {
            let gate = try Gate()
            let bridge = try gate.start()
            let intake = try #require(await bridge.addresses()).intake
            for _ in 0..<3 {
                let gone = try await gate.curl(
                    "--max-time", "0.5", "--header", "Prefer: wait=300", "--data", Gate.busy,
                    "\(intake)/hooks/pipeline")
                #expect(gone.exitCode == 28)
            }
            let answer = try await gate.post(Gate.good, wait: 1, to: intake)
            #expect(answer.exitCode == 0)
            let start = ContinuousClock.now
            bridge.signal(SIGTERM)
            #expect(await bridge.exitCode() == 0)
            #expect(ContinuousClock.now - start < .seconds(10))
            #expect(try await gate.stage.events().count == 2, "the three were one delivery")
        }

        @Test("clients that hang up while they wait give the places of their address back")
        func placesGivenBack() async throws {
            let gate = try Gate()
            let bridge = try gate.start()
            let intake = try #require(await bridge.addresses()).intake
            let port = try #require(intake.split(separator: ":").last)
            let output = try Python.run(Gate.hangUpProgram, ["\(port)", Gate.busy])
            let result = try JSONValue(parsing: output)
            #expect(result["refused"] == true, "the address was at its limit")
            let seconds = try #require(result["seconds"]?.doubleValue)
            #expect(seconds < 2)
            #expect(try await gate.stage.events().count == 2, "what was sent is kept all the same")
            bridge.signal(SIGTERM)
            #expect(await bridge.exitCode() == 0)
        }
    }
}
