import HTTP
import Testing

@Suite("HTTP server drain", .timeLimit(.minutes(3)))
struct HTTPServerDrainTests {
    private static let get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"

    @Test("a request in flight is answered with Connection: close; new connections are refused")
    func inFlight() async throws {
        let gate = Gate()
        let server = try startServer { request in
            await gate.pass()
            return await echo(request)
        }
        let port = server.port
        async let answer = blocking {
            let socket = try RawSocket(port: port)
            socket.send(Self.get)
            return socket.receiveAll()
        }
        await gate.arrived()
        async let isFinished = server.drain(deadlineMilliseconds: 8_000)
        try await blocking { while (try? RawSocket(port: port)) != nil {} }
        await gate.open()
        #expect(try await answer.contains("Connection: close\r\n"))
        #expect(await isFinished)
    }

    @Test("idle connections do not hold it up, and a second drain tells the same")
    func idle() async throws {
        let server = try startServer()
        let sockets = try await blocking { [port = server.port] in
            try (1...10).map { _ in
                let socket = try RawSocket(port: port)
                socket.send(Self.get)
                _ = socket.receive(until: "\r\n\r\n")
                return socket
            }
        }
        async let first = server.drain(deadlineMilliseconds: 8_000)
        async let second = server.drain(deadlineMilliseconds: 8_000)
        #expect(await first)
        #expect(await second)
        #expect(await server.drain(deadlineMilliseconds: 8_000))
        #expect(try await blocking { sockets.allSatisfy { $0.receiveAll() == "" } })
    }

    @Test("servers that come and go at once do not touch each other's sockets")
    func comeAndGo() async throws {
        // A socket closed before the threads had let go of it, and its number given to the next
        // server: libmicrohttpd ended the process, or took connections that were not its own.
        await withThrowingTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<100 {
                        let server = try startServer()
                        #expect(await server.drain(deadlineMilliseconds: 8_000))
                    }
                }
            }
        }
    }

    @Test("a respond that does not come back is given up at the deadline")
    func givenUp() async throws {
        let gate = Gate()
        let server = try startServer { request in
            await gate.pass()
            return await echo(request)
        }
        async let answer = blocking { [port = server.port] in
            let socket = try RawSocket(port: port)
            socket.send(Self.get)
            return socket.receiveAll()
        }
        await gate.arrived()
        #expect(await server.drain(deadlineMilliseconds: 50) == false)
        #expect(try await answer == "")
        await gate.open()
        #expect(await server.drain(deadlineMilliseconds: 50) == false)
    }

    @Test("a server that is let go of stops")
    func letGo() async throws {
        let gate = Gate()
        var server: HTTPServer? = try startServer { request in
            await gate.pass()
            return await echo(request)
        }
        let port = try #require(server?.port)
        async let answer = blocking {
            let socket = try RawSocket(port: port)
            socket.send(Self.get)
            return socket.receiveAll()
        }
        await gate.arrived()
        server = nil
        #expect(try await answer == "")
        try await blocking { while (try? RawSocket(port: port)) != nil {} }
        await gate.open()
    }

    @Test("draining amid traffic loses no accepted request")
    func amidTraffic() async throws {
        for _ in 1...5 {
            let served = Counter()
            let server = try startServer { request in
                await Task.yield()
                served.raise()
                return await echo(request)
            }
            let port = server.port
            let clients = (1...8).map { _ in
                Task { try await blocking { Self.askUntilClosed(port) } }
            }
            while !Task.isCancelled, served.value < 100 { await Task.yield() }
            #expect(await server.drain(deadlineMilliseconds: 8_000))
            var answered = 0
            for client in clients { answered += try await client.value }
            #expect(answered == served.value)
        }
    }

    /// Asks on one connection until the server closes it; how many answers came.
    private static func askUntilClosed(_ port: UInt16) -> Int {
        guard let socket = try? RawSocket(port: port) else { return 0 }
        var count = 0
        while socket.send(get), !socket.receive(until: "\r\n\r\n").isEmpty { count += 1 }
        return count
    }
}
