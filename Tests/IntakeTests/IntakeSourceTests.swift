import HTTP
import Lifecycle
import Telemetry
import Testing

@testable import Intake

@Suite("Sources")
struct IntakeSourceTests {
    @Test("only allowed addresses may post")
    func allowFrom() async throws {
        let rig = try Rig()
        let range = try #require(AddressRange(cidr: "192.0.2.0/24"))
        let reader = rig.reader(.init(topics: []))
        rig.use([IntakeSource(name: "config-topic", allowFrom: [range], reader: reader)])
        func post(from address: String) async -> String {
            await rig.send(
                HTTPRequest(
                    method: "POST", path: "/hooks/config-topic", remoteAddress: address)
            ).summary
        }
        #expect(await post(from: "192.0.2.9") == "400 malformed_body")
        #expect(await post(from: "198.51.100.9") == "403 not_allowed")
    }

    @Test("a source too often used answers 429 until there is room")
    func rate() async throws {
        let rig = try Rig()
        let reader = rig.reader(.init(topics: []))
        let rate = Rate(count: 2, periodMilliseconds: 5_000)
        rig.use([IntakeSource(name: "config-topic", rate: rate, reader: reader)])
        _ = await rig.post([])
        #expect(await rig.post([]).summary == "400 malformed_body")
        let answer = await rig.post([])
        #expect(answer.summary == "429 too_many_requests")
        #expect(answer.headers["Retry-After"] == "3")
        rig.pass(milliseconds: 2_499)
        #expect(await rig.post([]).summary == "429 too_many_requests")
        rig.pass(milliseconds: 1)
        #expect(await rig.post([]).summary == "400 malformed_body")
        #expect(await rig.post([]).summary == "429 too_many_requests")
    }

    @Test("a clock that goes back gives no room and takes none")
    func clockBack() {
        let meter = RateMeter(Rate(count: 1, periodMilliseconds: 1_000))
        #expect(meter.take(at: Timestamp(milliseconds: 10_000)) == nil)
        #expect(meter.take(at: Timestamp(milliseconds: 0)) == 1_000)
        #expect(meter.take(at: Timestamp(milliseconds: 1_000)) == nil)
    }

    @Test("a source may have a path of its own")
    func path() async throws {
        let rig = try Rig()
        let reader = rig.reader(.init(topics: []))
        rig.use([IntakeSource(name: "config-topic", path: "/aws/sns", reader: reader)])
        let own = await rig.send(HTTPRequest(method: "POST", path: "/aws/sns"))
        #expect(own.summary == "400 malformed_body")
        #expect(await rig.post([]).summary == "404 unknown_source")
    }

    @Test("strangers do not use up what the sender may take")
    func strangers() async throws {
        let rig = try Rig()
        let source = CallbackSource(.token, .bearer([Secret("right")]))
        rig.use([
            IntakeSource(
                name: "config-topic", rate: Rate(count: 2, periodMilliseconds: 1_000),
                reader: CallbackReader(source))
        ])
        func post(_ token: String, _ body: String) async -> String {
            await rig.post(
                Array(body.utf8), headers: ["Authorization": "Bearer \(token)"]
            ).summary
        }
        for _ in 0..<5 { #expect(await post("wrong", "1") == "401 bad_credentials") }
        #expect(await post("right", "1") == "202 accepted")
        #expect(await post("right", "2") == "202 accepted")
        #expect(await post("right", "3") == "429 too_many_requests")
        #expect(await post("wrong", "3") == "429 too_many_requests")
    }
}
