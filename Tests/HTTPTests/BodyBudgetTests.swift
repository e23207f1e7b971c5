import HTTP
import Testing

@Suite("HTTP server and the room for bodies")
struct BodyBudgetTests {
    private static var small: HTTPServerLimits {
        var limits = HTTPServerLimits()
        limits.smallBodyBytesMax = 1_000
        limits.largeBodyBytesMax = 10_000
        limits.requestDeadlineMilliseconds = 60_000
        return limits
    }

    private static func head(_ bytes: Int) -> String {
        "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: \(bytes)\r\n\r\n"
    }

    @Test("while large bodies take all the room one more is answered 503, a small one is taken")
    func overloaded() async throws {
        let gate = Gate()
        let server = try startServer(limits: Self.small) { request in
            if request.body.count > 1_000 { await gate.pass() }
            return await echo(request)
        }
        let holders = try await blocking { [port = server.port] in
            try (0..<2).map { _ in
                let socket = try RawSocket(port: port)
                socket.send(Self.head(6_000) + String(repeating: "x", count: 6_000))
                return socket
            }
        }
        await gate.arrived(2)
        let answers = try await blocking { [port = server.port] in
            try [2_000, 1_000].map { bytes in
                let socket = try RawSocket(port: port)
                socket.send(Self.head(bytes) + String(repeating: "x", count: bytes))
                return socket.receiveAll()
            }
        }
        #expect(answers[0].hasPrefix("HTTP/1.1 503 "))
        #expect(answers[0].hasSuffix(#"{"refused":"overloaded"}"#))
        #expect(answers[1].hasPrefix("HTTP/1.1 200 "))
        await gate.open()
        let isRoomAgain = try await blocking { [port = server.port] in
            for holder in holders { _ = holder.receiveAll() }
            // The room is given back a moment after the answer.
            return try (0..<100).contains { _ in
                let socket = try RawSocket(port: port)
                socket.send(Self.head(9_000) + String(repeating: "x", count: 9_000))
                return socket.receiveAll().hasPrefix("HTTP/1.1 200 ")
            }
        }
        #expect(isRoomAgain)
        #expect(await server.drain(deadlineMilliseconds: 5_000))
    }
}
