import HTTP
import JSON
import Lifecycle
import Testing

@testable import HookferryApp

@Suite("Slack stand-in")
struct SlackStandInTests {
    private let standIn = SlackStandIn { _ in }

    private func post(
        _ body: JSONValue, path: String = SlackStandIn.path, type: String = "application/json",
        method: String = "POST"
    ) -> (status: Int, word: String) {
        let response = standIn.respond(
            to: HTTPRequest(
                method: method, path: path, headers: ["Content-Type": type],
                body: body.serializedBytes()))
        return (response.status, String(decoding: response.body, as: UTF8.self))
    }

    @Test("the first good message is throttled, the next one is posted")
    func theFirstIsThrottled() {
        #expect(post(["text": "a"]) == (429, "rate_limited"))
        #expect(post(["text": "a"]) == (200, "ok"))
    }

    @Test("what Slack refuses is refused with its word, before any throttling")
    func whatSlackRefusesIsRefused() {
        #expect(post(["text": "a"], path: "/services/other") == (404, "no_service"))
        #expect(post(["text": "a"], type: "text/plain") == (400, "invalid_payload"))
        #expect(post(["text": "a"], method: "PUT") == (400, "invalid_payload"))
        #expect(post([:]) == (400, "no_text"))
        #expect(post(["text": ""]) == (400, "no_text"))
        let long = String(repeating: "x", count: 40_001)
        #expect(post(["text": .string(long)]) == (400, "msg_too_long"))
        let section: JSONValue = ["text": ["text": .string(String(long.prefix(3_001)))]]
        #expect(
            post(["text": "a", "attachments": [["blocks": [section]]]]) == (400, "invalid_blocks"))
        let many: JSONValue = .array(Array(repeating: ["blocks": []], count: 101))
        #expect(post(["text": "a", "attachments": many]) == (400, "too_many_attachments"))
    }

    @Test("a body that is not JSON is refused")
    func notJSON() {
        let response = standIn.respond(
            to: HTTPRequest(
                method: "POST", path: SlackStandIn.path,
                headers: ["Content-Type": "application/json"], body: Array("{".utf8)))
        #expect(response.status == 400)
    }
}
