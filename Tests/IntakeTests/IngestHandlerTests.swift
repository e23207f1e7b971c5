import Events
import HTTP
import JSON
import Lifecycle
import Testing

@testable import Intake

@Suite("The intake's answers")
struct IngestHandlerTests {
    @Test("an accepted event is 202 with its id and its place")
    func accepted() async throws {
        let rig = try Rig()
        let answer = try await rig.post(Rig.notification())
        #expect(answer.summary == "202 accepted")
        let id = try #require(rig.seen.events.first?.intake.id)
        #expect(answer.text == #"{"id":"\#(id)","status":"accepted"}"#)
        #expect(answer.headers["Location"] == "/hooks/config-topic/events/\(id)")
        #expect(answer.headers["Content-Type"] == "application/json")
        #expect(
            rig.seen.acceptances == [
                AcceptanceRecord(
                    status: .accepted, source: "config-topic", id: id,
                    deliveryID: Rig.notification().messageID, eventSource: "aws.sns",
                    detailType: "SNS Notification", remoteAddress: "127.0.0.1")
            ])
        #expect(rig.seen.refusals.isEmpty)
    }

    @Test("a repeated delivery is 200 with the id of the first")
    func duplicate() async throws {
        let rig = try Rig()
        _ = try await rig.post(Rig.notification())
        rig.pass(milliseconds: 20_000)
        let answer = try await rig.post(Rig.notification())
        #expect(answer.summary == "200 duplicate")
        #expect(answer.json?["id"]?.stringValue == rig.seen.events.first?.intake.id)
        #expect(rig.seen.events.count == 1)
        #expect(rig.seen.acceptances.map(\.status) == [.accepted, .duplicate])
    }

    @Test(
        "what the journal cannot take is a 503 with Retry-After",
        arguments: [
            (AppendAnswer.unavailable, "503 journal_unavailable"),
            (.overloaded, "503 overloaded"), (.draining, "503 draining"),
        ])
    func journal(_ says: AppendAnswer, _ expected: String) async throws {
        let rig = try Rig()
        rig.world.withLock { $0.appendAnswer = says }
        for content in [Rig.notification(), Rig.confirmation()] {
            let answer = try await rig.post(content)
            #expect(answer.summary == expected)
            #expect(answer.headers["Retry-After"] == "5")
        }
        #expect(rig.seen.acceptances.isEmpty)
        #expect(rig.seen.refusals.count == 2)
    }

    @Test("health is 200, and only read")
    func health() async throws {
        let rig = try Rig()
        let answer = await rig.send(HTTPRequest(method: "GET", path: "/healthz"))
        #expect(answer.status == 200)
        #expect(answer.text == #"{"status":"ok"}"#)
        let post = await rig.send(HTTPRequest(method: "POST", path: "/healthz"))
        #expect(post.summary == "405 method_not_allowed")
        #expect(post.headers["Allow"] == "GET, HEAD")
    }

    @Test(
        "unknown places are 404",
        arguments: [
            ("/hooks/other", "404 unknown_source"), ("/hooks/", "404 unknown_source"),
            ("/hooks/config-topic/", "404 unknown_source"),
            ("/hooks/other/events/x", "404 unknown_source"),
            ("/hooks/config-topic/events", "404 unknown_source"),
            ("/hooks/config-topic/events/x/y", "404 unknown_source"),
            ("/hooks/config-topic/other/x", "404 unknown_source"),
            ("/", "404 not_found"), ("/metrics", "404 not_found"), ("", "404 not_found"),
        ])
    func unknown(_ path: String, _ expected: String) async throws {
        let rig = try Rig()
        let answer = await rig.send(HTTPRequest(method: "POST", path: path))
        #expect(answer.summary == expected)
        #expect(rig.seen.refusals.map(\.source) == [nil])
    }

    @Test(
        "another method than POST is 405 with Allow", arguments: ["GET", "PUT", "DELETE", "post"])
    func method(_ method: String) async throws {
        let answer = await (try Rig()).send(
            HTTPRequest(method: method, path: "/hooks/config-topic"))
        #expect(answer.summary == "405 method_not_allowed")
        #expect(answer.headers["Allow"] == "POST")
    }

    @Test("a body beyond 2 MiB is 413, one of 2 MiB is read")
    func bodyLimit() async throws {
        let rig = try Rig()
        let limit = IngestHandler.bodyBytesMax
        let long = await rig.post([UInt8](repeating: 0x20, count: limit + 1))
        #expect(long.summary == "413 body_too_large")
        let full = await rig.post([UInt8](repeating: 0x20, count: limit))
        #expect(full.summary == "400 malformed_body")
    }

    @Test(
        "what the server refuses itself has the same form and is told",
        arguments: [
            (HTTPRefusal.bodyTooLarge, "413 body_too_large"),
            (.headersTooLarge, "431 headers_too_large"),
            (.requestTimeout, "408 request_timeout"), (.malformed, "400 malformed_request"),
            (.overloaded, "503 overloaded"),
        ])
    func server(_ refusal: HTTPRefusal, _ expected: String) throws {
        let rig = try Rig()
        let answer = Answer(rig.handler.refuse(refusal))
        #expect(answer.summary == expected)
        #expect(answer.headers["Content-Type"] == "application/json")
        #expect(answer.headers["Retry-After"] == (refusal == .overloaded ? "5" : nil))
        #expect(rig.seen.refusals.map(\.remoteAddress) == [nil])
    }

    @Test("a refusal is told once, with its source, code, reason and address")
    func refusal() async throws {
        let rig = try Rig()
        let request = HTTPRequest(
            method: "POST", path: "/hooks/config-topic", body: Array("{".utf8),
            remoteAddress: "192.0.2.7")
        let answer = await rig.send(request)
        let record = try #require(rig.seen.refusals.first)
        #expect(rig.seen.refusals.count == 1)
        #expect(record.source == "config-topic")
        #expect(record.code == .malformedBody)
        #expect(record.remoteAddress == "192.0.2.7")
        #expect(record.reason.contains("line 1, column 2"))
        #expect(answer.json?["error"]?["message"]?.stringValue == record.reason)
    }

    @Test("a new table counts from the next request")
    func reload() async throws {
        let rig = try Rig()
        rig.use([])
        #expect(try await rig.post(Rig.notification()).summary == "404 unknown_source")
    }
}
