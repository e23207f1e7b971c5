import Foundation
import HTTP
import JSON
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Bad input to the built binary")
    struct BadInputTests {
        @Test("each bad request gets its answer, and the journal has the good ones only")
        func eachBadRequest() async throws {
            let stage = try Stage()
            let bridge = try stage.start()
            let port = try await port(of: bridge)
            let answers = try RawSocket.exchange(BadRequest.all.map(\.talk), with: port)
            try #require(answers.count == BadRequest.all.count)
            var accepted: Set<String> = []
            for (request, answer) in zip(BadRequest.all, answers) {
                guard let wanted = request.answer else { continue }
                let got = RawAnswer(answer)
                #expect(
                    wanted.contains(" ") ? got.summary == wanted : got.status == wanted,
                    "\(request.name): \(answer.prefix(300))")
                if let id = got.acceptedID { accepted.insert(id) }
                expectNoSecret(in: answer)
            }
            #expect(accepted.count == BadRequest.all.count { $0.answer == "202 accepted" })
            bridge.signal(SIGTERM)
            #expect(await bridge.exitCode() == 0)
            let kept = try await stage.events().compactMap { $0["id"]?.stringValue }
            #expect(Set(kept) == accepted)
            #expect(kept.count == accepted.count)
            // Nothing that came in has broken a line of the log.
            for line in bridge.log { #expect(throws: Never.self) { try JSONValue(parsing: line) } }
            expectNoSecret(in: bridge.log.joined())
        }

        @Test("a client that trickles is cut at the deadline, wherever it trickles")
        func trickle() async throws {
            let stage = try Stage()
            let bridge = try stage.start()
            let port = try await port(of: bridge)
            let head = "POST /hooks/pipeline HTTP/1.1\r\nHost: h\r\n"
            let results = try RawSocket.trickle(
                [
                    "", "POST /", head + "X-A: ", head + "Content-Length: 1000\r\n\r\n",
                    head + "Transfer-Encoding: chunked\r\n\r\n100\r\n",
                    head + "Transfer-Encoding: chunked\r\n\r\n",
                ], to: port)
            #expect(results.count == 6)
            for result in results {
                #expect((14.5...16.5).contains(result.seconds), "\(result)")
                #expect(RawAnswer(result.answer).summary == "408 request_timeout")
            }
            bridge.signal(SIGTERM)
            #expect(await bridge.exitCode() == 0)
        }

        @Test("strangers' large bodies leave nothing behind in memory")
        func memory() async throws {
            let stage = try Stage()
            let bridge = try stage.start()
            let intake = try #require(await bridge.addresses()).intake
            let before = try #require(bridge.residentKilobytes)
            let body =
                Array(#"{"a":["#.utf8) + Array(repeatElement("[],", count: 690_000).joined().utf8)
            let request = SNSSender.request(body, to: "\(intake)/hooks/config-topic")
            let client = stage.client
            await withTaskGroup(of: Int?.self) { group in
                for _ in 0..<24 { group.addTask { try? await client.send(request).status } }
                // A machine that is too slow to read them in time says so.
                for await status in group { #expect(status == 400 || status == 503) }
            }
            let after = try #require(bridge.residentKilobytes)
            #expect(after - before < 40 * 1024, "from \(before) to \(after) KiB")
        }

        @Test("a source that is posted to too often says when to come back; others go on")
        func rates() async throws {
            let stage = try Stage()
            try stage.directory.write(Self.configuration, to: "hookferry.yaml")
            let bridge = try stage.start()
            let intake = try #require(await bridge.addresses()).intake
            func post(_ body: String, to source: String) async throws -> HTTPResponse {
                try await stage.client.send(
                    SNSSender.request(
                        Array(body.utf8), ["Authorization": "Bearer \(Stage.token)"],
                        to: "\(intake)/hooks/\(source)"))
            }
            #expect(try await post("1", to: "slow").status == 202)
            // Refused before it is looked at: it is no JSON.
            let refused = try await post("{", to: "slow")
            #expect(refused.status == 429)
            #expect(
                try JSONValue(parsing: refused.body)["error"]?["code"] == "too_many_requests")
            let wait = try #require(refused.headers["Retry-After"].flatMap(Int.init))
            #expect((3_500...3_600).contains(wait))
            #expect(try await post("1", to: "slow-too").status == 202)
            #expect(try await post("2", to: "slow-too").status == 429)
            for number in 1...20 {
                #expect(try await post("\(number)", to: "pipeline").status == 202)
            }
            bridge.signal(SIGTERM)
            #expect(await bridge.exitCode() == 0)
        }

        @Test("refusals are counted by source and code, for those who have the admin token")
        func metrics() async throws {
            let stage = try Stage()
            try stage.directory.write(Self.configuration, to: "hookferry.yaml")
            let bridge = try stage.start()
            let admin = try #require(await bridge.addresses()).admin
            let port = try await port(of: bridge)
            _ = try RawSocket.exchange(
                BadRequest.all.filter { $0.answer != nil }.map(\.talk), with: port)
            let url = "\(admin)/metrics"
            let refused = try await stage.client.send(HTTPClientRequest(method: "GET", url: url))
            #expect(refused.status == 401)
            let answer = try await stage.client.send(
                HTTPClientRequest(
                    method: "GET", url: url, headers: ["Authorization": "Bearer admin-token"]))
            #expect(answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
            let text = String(decoding: answer.body, as: UTF8.self)
            let counts = Self.counts(text)
            for (labels, wanted) in Self.wantedCounts() {
                #expect(counts[labels] == wanted, "\(labels)")
            }
            #expect(counts.count == Self.wantedCounts().count, "\(text)")
            expectNoSecret(in: text)
            let health = try await stage.client.send(
                HTTPClientRequest(method: "GET", url: "\(admin)/healthz"))
            #expect(health.status == 200)
            bridge.signal(SIGTERM)
            #expect(await bridge.exitCode() == 0)
        }

        /// What the metrics must say after all bad requests. Codes of the HTTP server and of
        /// unknown paths have no source.
        private static func wantedCounts() -> [String: Int] {
            var counts: [String: Int] = [:]
            for answer in BadRequest.all.compactMap(\.answer) {
                let words = answer.split(separator: " ")
                guard words.count == 2 else { continue }
                let word = String(words[1])
                if word == "accepted" {
                    counts[#"accepted_total{source="pipeline",status="accepted"}"#, default: 0] += 1
                    continue
                }
                let isOurs = ["malformed_body", "method_not_allowed"].contains(word)
                let source = isOurs ? "pipeline" : ""
                counts[#"refused_total{source="\#(source)",code="\#(word)"}"#, default: 0] += 1
            }
            // The doubled key is the one malformed request that a source refuses.
            counts[#"refused_total{source="",code="malformed_request"}"#, default: 0] -= 1
            counts[#"refused_total{source="pipeline",code="malformed_request"}"#] = 1
            return counts
        }

        /// The samples without `hookferry_requests_`.
        private static func counts(_ text: String) -> [String: Int] {
            var counts: [String: Int] = [:]
            let lines = text.split(separator: "\n")
            for line in lines where line.hasPrefix("hookferry_requests_") {
                let parts = line.split(separator: " ")
                let name = String(parts[0].dropFirst("hookferry_requests_".count))
                counts[name] = parts.count == 2 ? Int(parts[1]) : nil
            }
            return counts
        }

        private static let configuration = """
            listen: 127.0.0.1:0
            admin: 127.0.0.1:0
            adminToken: admin-token
            journal: sqlite:journal.db
            sources:
              pipeline: { type: token, tokens: [{ env: PIPELINE_TOKEN }] }
              slow: { type: token, tokens: [{ env: PIPELINE_TOKEN }], rate: 1/h }
              slow-too: { type: token, tokens: [{ env: PIPELINE_TOKEN }], rate: 1/h }

            """

        private func port(of bridge: BridgeProcess) async throws -> Int {
            let intake = try #require(await bridge.addresses()).intake
            return try #require(URL(string: intake)?.port)
        }

        private func expectNoSecret(in text: String) {
            for secret in Stage.secrets { #expect(!text.contains(secret)) }
        }
    }
}

/// What came back on a raw connection.
private struct RawAnswer {
    let status: String
    let json: JSONValue?

    init(_ text: String) {
        let leave = "HTTP/1.1 100 Continue\r\n\r\n"
        let answer = text.hasPrefix(leave) ? String(text.dropFirst(leave.count)) : text
        status = String(answer.dropFirst("HTTP/1.1 ".count).prefix(3))
        let body = answer.range(of: "\r\n\r\n").map { answer[$0.upperBound...] } ?? ""
        json = try? JSONValue(parsing: String(body))
    }

    /// `202 accepted`, `400 malformed_body`.
    var summary: String {
        "\(status) \((json?["status"] ?? json?["error"]?["code"])?.stringValue ?? "-")"
    }

    var acceptedID: String? { status == "202" ? json?["id"]?.stringValue : nil }
}
