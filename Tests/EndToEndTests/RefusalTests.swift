import Foundation
import HTTP
import Intake
import JSON
import TestSupport
import Testing

/// One bad request with the answer it must get.
private struct Attack: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let status: Int
    let code: String
    let body: @Sendable (SNSSender) throws -> [UInt8]

    static let all = [
        Attack(testDescription: "wrong signature", status: 403, code: "not_allowed") { sns in
            let body = try sns.signer.body(SNSSender.content(snapshot: "right"))
            let text = String(decoding: body, as: UTF8.self)
            return Array(text.replacingOccurrences(of: "right", with: "wrong").utf8)
        },
        Attack(testDescription: "wrong topic", status: 403, code: "topic_not_allowed") { sns in
            try sns.signer.body(
                SNSSender.content(
                    snapshot: "x", topic: "arn:aws:sns:us-east-2:999999999999:config-topic"))
        },
        Attack(testDescription: "3 MiB body", status: 413, code: "body_too_large") { _ in
            [UInt8](repeating: 0x20, count: 3 << 20)
        },
        Attack(testDescription: "bad JSON", status: 400, code: "malformed_body") { _ in
            Array(#"{"Type":"Notification","#.utf8)
        },
        Attack(testDescription: "somebody else's key", status: 403, code: "not_allowed") { sns in
            let stranger = try SNSSender()
            let body = try stranger.signer.body(SNSSender.content(snapshot: "x"))
            return Array(
                String(decoding: body, as: UTF8.self).replacingOccurrences(
                    of: stranger.signer.certificateFileName, with: sns.signer.certificateFileName
                ).utf8)
        },
        Attack(testDescription: "key twice", status: 400, code: "malformed_body") { sns in
            let body = try sns.signer.body(SNSSender.content(snapshot: "x"))
            return Array(#"{"Message":"other","#.utf8) + body.dropFirst()
        },
    ]
}

extension EndToEnd {
    @Suite("Refusals of the built binary")
    struct RefusalTests {
        @Test("each bad request gets its answer, a log line, and leaves nothing in the journal")
        func eachBadRequestGetsItsAnswer() async throws {
            let stage = try Stage()
            let bridge = try stage.start()
            let intake = try #require(await bridge.addresses()).intake
            for attack in Attack.all {
                let request = SNSSender.request(
                    try attack.body(stage.sns), to: "\(intake)/hooks/config-topic")
                let answer = try await stage.client.send(request)
                #expect(answer.status == attack.status, "\(attack.testDescription)")
                let error = try JSONValue(parsing: answer.body)["error"]
                #expect(error?["code"]?.stringValue == attack.code, "\(attack.testDescription)")
                #expect(error?["message"]?.stringValue?.isEmpty == false)
                let line = await bridge.line {
                    $0["message"] == "request refused" && $0["code"]?.stringValue == attack.code
                }
                #expect(line?["level"] == "warning", "\(attack.testDescription)")
            }
            let unknown = try await stage.client.send(
                SNSSender.request([], to: "\(intake)/hooks/nobody"))
            #expect(unknown.status == 404)
            let get = try await stage.client.send(
                HTTPClientRequest(method: "GET", url: "\(intake)/hooks/config-topic"))
            #expect(get.status == 405)
            #expect(get.headers["Allow"] == "POST")
            bridge.signal(SIGTERM)
            #expect(await bridge.exitCode() == 0)
            #expect(try await stage.events().isEmpty)
            #expect(stage.slack.received.isEmpty)
            expectNoSecret(in: bridge.log.joined())
        }

        @Test("half a body is no event, and the bridge goes on")
        func halfABodyIsNoEvent() async throws {
            let stage = try Stage()
            let bridge = try stage.start()
            let intake = try #require(await bridge.addresses()).intake
            let port = try #require(URL(string: intake)?.port)
            let body = try stage.sns.signer.body(SNSSender.content(snapshot: "half"))
            let head =
                "POST /hooks/config-topic HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.count)"
            let half = String(decoding: body.prefix(body.count / 2), as: UTF8.self)
            let file = try stage.directory.write("\(head)\r\n\r\n\(half)", to: "half")
            try RawSocket.send(file, to: port)
            let whole = await stage.send(SNSSender.content(snapshot: "whole"), to: intake)
            #expect(whole?.status == 202)
            bridge.signal(SIGTERM)
            #expect(await bridge.exitCode() == 0)
            #expect(try await stage.events().count == 1)
        }

        @Test("health and readiness are answered")
        func healthAndReadiness() async throws {
            let stage = try Stage()
            let bridge = try stage.start()
            let addresses = try #require(await bridge.addresses())
            for url in [
                "\(addresses.intake)/healthz", "\(addresses.admin)/healthz",
                "\(addresses.admin)/readyz",
            ] {
                let answer = try await stage.client.send(HTTPClientRequest(method: "GET", url: url))
                #expect(answer.status == 200, "\(url)")
            }
            bridge.signal(SIGINT)
            #expect(await bridge.exitCode() == 0)
        }

        private func expectNoSecret(in text: String) {
            for secret in Stage.secrets { #expect(!text.contains(secret)) }
        }
    }
}
