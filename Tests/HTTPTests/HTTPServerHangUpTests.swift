import HTTP
import Testing

@Suite("HTTP server and clients that hang up")
struct HTTPServerHangUpTests {
    private static let get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"
    private static let wait = "GET /wait HTTP/1.1\r\nHost: h\r\n\r\n"

    /// One connection per address, and deadlines looked at every few milliseconds.
    private static var one: HTTPServerLimits {
        var limits = HTTPServerLimits()
        limits.connectionsPerAddressMax = 1
        limits.requestDeadlineMilliseconds = 300
        return limits
    }

    @Test(
        "who waits and hangs up gives the place back, and the task that answers is cancelled",
        arguments: [
            { $0.close() }, { $0.reset() }, { $0.endSending() },
        ] as [@Sendable (RawSocket) -> Void])
    func gone(hangUp: @escaping @Sendable (RawSocket) -> Void) async throws {
        let waiting = Gate()
        let cancelled = Gate()
        let server = try startServer(limits: Self.one) { request in
            guard request.path == "/wait" else { return await echo(request) }
            await waiting.open()
            await waiting.pass()
            try? await Task.sleep(for: .seconds(60))
            await cancelled.open()
            await cancelled.pass()
            return await echo(request)
        }
        let socket = try RawSocket(port: server.port)
        socket.send(Self.wait)
        await waiting.arrived()
        let start = ContinuousClock.now
        hangUp(socket)
        let isServed = try await blocking { [port = server.port] in
            while ContinuousClock.now - start < .seconds(5) {
                let next = try RawSocket(port: port)
                next.send(Self.get)
                if next.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 200 ") { return true }
                next.pause(milliseconds: 5)
            }
            return false
        }
        await cancelled.arrived()
        #expect(isServed)
        #expect(ContinuousClock.now - start < .seconds(2))
        #expect(try await blocking { socket.receiveAll() } == "")
        #expect(await server.drain(deadlineMilliseconds: 5_000))
    }

    @Test("who has sent the next request already and ends sending still gets both answers")
    func pipelined() async throws {
        let gate = Gate()
        let server = try startServer(limits: Self.one) { request in
            await gate.pass()
            #expect(!Task.isCancelled)
            return await echo(request)
        }
        let socket = try RawSocket(port: server.port)
        socket.send(Self.wait)
        await gate.arrived()
        // Apart from the first, so that these bytes wait in the kernel.
        socket.send(Self.get)
        socket.endSending()
        let isEarly = try await blocking {
            socket.waitUntilReadable(milliseconds: 600)
            return socket.isReadable
        }
        #expect(!isEarly)
        await gate.open()
        let answers = try await blocking { socket.receiveAll() }
        #expect(answers.contains("X-Path: /wait\r\n") && answers.contains("X-Path: /\r\n"))
    }

    @Test("who goes in the middle of a request gives the place back long before the deadline")
    func goneHalfway() async throws {
        var limits = Self.one
        limits.connectionsMax = 1
        limits.connectionsPerAddressMax = 3
        limits.requestDeadlineMilliseconds = 60_000
        let server = try startServer(limits: limits, threads: 1)
        let start = ContinuousClock.now
        let answer = try await blocking { [port = server.port] in
            let first = try RawSocket(port: port)
            first.send("POST / HT")
            // Comes to its turn with its end already there.
            let second = try RawSocket(port: port)
            second.send("POST / HT")
            second.close()
            let third = try RawSocket(port: port)
            third.send(Self.get)
            first.close()
            return third.receive(until: "\r\n\r\n")
        }
        #expect(answer.hasPrefix("HTTP/1.1 200 "))
        #expect(ContinuousClock.now - start < .seconds(30))
        #expect(await server.drain(deadlineMilliseconds: 5_000))
    }
}
