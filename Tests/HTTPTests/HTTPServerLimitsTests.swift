import Dispatch
import HTTP
import Testing

@Suite("HTTP server limits")
struct HTTPServerLimitsTests {
    /// 64 KiB of body, and deadlines short enough to wait for.
    private static var small: HTTPServerLimits {
        var limits = HTTPServerLimits()
        limits.bodyBytesMax = 64 * 1024
        limits.requestDeadlineMilliseconds = 300
        limits.idleDeadlineMilliseconds = 300
        return limits
    }

    private func exchange(
        _ limits: HTTPServerLimits, threads: Int = 2,
        _ talk: @escaping @Sendable (RawSocket) -> String
    ) async throws -> String {
        let server = try startServer(limits: limits, threads: threads)
        return try await blocking { [port = server.port] in talk(try RawSocket(port: port)) }
    }

    @Test(
        "a body as long as the limit is taken, one byte more is answered 413",
        arguments: [
            (0, "200"), (1, "413"),
        ])
    func bodyEdge(excess: Int, status: String) async throws {
        let answer = try await exchange(HTTPServerLimits()) { socket in
            let count = 2 * 1024 * 1024 + excess
            socket.send(
                "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
                    + "Content-Length: \(count)\r\n\r\n")
            socket.send([UInt8](repeating: 120, count: count))
            return socket.receive(until: "\r\n\r\n")
        }
        #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
    }

    @Test("a client that sends 3 MiB before it reads sees the 413")
    func bodyTooLarge() async throws {
        let answer = try await exchange(HTTPServerLimits()) { socket in
            let count = 3 * 1024 * 1024
            socket.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: \(count)\r\n\r\n")
            let isAllSent = socket.send([UInt8](repeating: 120, count: count))
            return "\(isAllSent) " + socket.receiveAll()
        }
        #expect(answer.hasPrefix("true HTTP/1.1 413 Content Too Large\r\nConnection: close\r\n"))
        #expect(answer.hasSuffix(#"{"refused":"bodyTooLarge"}"#))
    }

    @Test("the 413 to an announced length does not wait for the body")
    func bodyTooLargeAtOnce() async throws {
        let answer = try await exchange(HTTPServerLimits()) { socket in
            socket.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999\r\n\r\n")
            return socket.receiveAll()
        }
        #expect(answer.hasPrefix("HTTP/1.1 413 "))
    }

    @Test("with Expect: 100-continue the 413 comes instead of the leave")
    func bodyTooLargeExpecting() async throws {
        let answer = try await exchange(HTTPServerLimits()) { socket in
            socket.send(
                "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n"
                    + "Content-Length: 3000000\r\n\r\n")
            return socket.receiveAll()
        }
        #expect(answer.hasPrefix("HTTP/1.1 413 "))
        #expect(answer.hasSuffix(#"{"refused":"bodyTooLarge"}"#))
    }

    @Test("a chunked body beyond the limit is answered 413")
    func chunkedTooLarge() async throws {
        let answer = try await exchange(Self.small) { socket in
            socket.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = "4000\r\n" + String(repeating: "x", count: 0x4000) + "\r\n"
            for _ in 1...10 { socket.send(chunk) }
            socket.send("0\r\n\r\n")
            return socket.receiveAll()
        }
        #expect(answer.hasPrefix("HTTP/1.1 413 "))
    }

    @Test("no more than the limit of a refused body is read")
    func discardLimit() async throws {
        var limits = Self.small
        limits.requestDeadlineMilliseconds = 8_000
        limits.discardedBytesMax = 256 * 1024
        let isAllSent = try await exchange(limits) { socket in
            socket.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999\r\n\r\n")
            return "\(socket.send([UInt8](repeating: 120, count: 64 * 1024 * 1024)))"
        }
        #expect(isAllSent == "false")
    }

    @Test(
        "header fields beyond 16 KiB are answered 431, also far beyond",
        arguments: [
            (15_000, "200"), (17_000, "431"), (200_000, "431"),
        ])
    func headersTooLarge(count: Int, status: String) async throws {
        let answer = try await exchange(HTTPServerLimits()) { socket in
            let line = "X-A: " + String(repeating: "a", count: 90) + "\r\n"
            let lines = String(repeating: line, count: count / line.utf8.count)
            socket.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\(lines)\r\n")
            return socket.receiveAll()
        }
        #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
    }

    @Test(
        "framing that can be read in two ways is refused",
        arguments: [
            "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
            "Transfer-Encoding: gzip\r\n\r\nabc",
            "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            "Host: other\r\n\r\n", "Content-Length: -1\r\n\r\n", "Content-Length: 3x\r\n\r\nabc",
            "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        ])
    func malformed(rest: String) async throws {
        let answer = try await exchange(Self.small) { socket in
            socket.send("POST / HTTP/1.1\r\nHost: h\r\n" + rest)
            return socket.receiveAll()
        }
        #expect(answer.hasPrefix("HTTP/1.1 400 "))
    }

    @Test(
        "what is not HTTP never reaches respond",
        arguments: [
            "GET / HTTP/1.1\r\n\r\n", "GET / / HTTP/1.1\r\nHost: h\r\n\r\n",
            "GET /a\u{0}b HTTP/1.1\r\nHost: h\u{0}\r\n\r\n", "\u{16}\u{3}\u{1}\u{0}\u{0}\r\n\r\n",
            "GET / HTTP/9.9\r\nHost: h\r\n\r\n",
        ])
    func notHTTP(request: String) async throws {
        let reached = Counter()
        let server = try startServer(limits: Self.small) { request in
            if request.path == "/" { reached.raise() }
            return HTTPResponse(status: 200)
        }
        _ = try await blocking { [port = server.port] in
            let socket = try RawSocket(port: port)
            socket.send(request)
            return socket.receiveAll()
        }
        #expect(reached.value == 0)
    }

    @Test(
        "half a request, then silence: 408 and the end",
        arguments: [
            "", "POST / HT", "POST / HTTP/1.1\r\nHost: h\r\n",
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf",
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        ])
    func hang(request: String) async throws {
        let answer = try await exchange(Self.small) { socket in
            socket.send(request)
            return socket.receiveAll()
        }
        #expect(answer.hasPrefix("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n"))
        #expect(answer.hasSuffix(#"{"refused":"requestTimeout"}"#))
    }

    @Test(
        "what has arrived and is not read in time is answered 503: it is the server that is late",
        arguments: [("ok", "503", "overloaded"), ("", "408", "requestTimeout")])
    func serverIsLate(rest: String, status: String, refusal: String) async throws {
        var limits = Self.small
        limits.requestDeadlineMilliseconds = 1_000
        let (begun, end) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        @Sendable func block() {
            begun.signal()
            end.wait()
        }
        let reached = Counter()
        let server = try startServer(limits: limits, threads: 1) { request in
            if request.path == "/block" { block() } else { reached.raise() }
            return await echo(request)
        }
        let answer = try await blocking { [port = server.port] in
            let late = try RawSocket(port: port)
            late.send(
                "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
            _ = late.receive(until: "100 Continue\r\n\r\n")
            let other = try RawSocket(port: port)
            other.send("GET /block HTTP/1.1\r\nHost: h\r\n\r\n")
            begun.wait()
            defer { end.signal() }
            late.send(rest)
            return late.receiveAll()
        }
        #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
        #expect(answer.hasSuffix(#"{"refused":"\#(refusal)"}"#))
        #expect(await server.drain(deadlineMilliseconds: 5_000))
        #expect(reached.value == 0, "what was refused is not done after all")
    }

    @Test(
        "a client that trickles cannot outlive the deadline",
        arguments: [
            "POST / HTTP/1.1\r\nHost: h\r\nX-Slow: ",
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n",
            // A chunk whose extension never ends.
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1;",
        ])
    func trickle(start: String) async throws {
        var limits = Self.small
        limits.bodyBytesMax = 2_000_000
        let answer = try await exchange(limits) { socket in
            socket.send(start)
            let clock = ContinuousClock()
            let begin = clock.now
            // A byte every 20 ms for three seconds, unless the server ends it.
            for _ in 1...150 {
                guard socket.send("a") else { break }
                socket.waitUntilReadable(milliseconds: 20)
                if socket.isReadable { break }
            }
            return "\(clock.now - begin < .seconds(2)) " + socket.receiveAll()
        }
        // A byte that arrived just then looks as if the server were late.
        #expect(answer.hasPrefix("true HTTP/1.1 408 ") || answer.hasPrefix("true HTTP/1.1 503 "))
    }

    @Test("half a body, then the end: respond is not called and the server lives on")
    func halfBodyThenEnd() async throws {
        let reached = Counter()
        let server = try startServer(limits: Self.small) { request in
            reached.raise()
            return await echo(request)
        }
        let answer = try await blocking { [port = server.port] in
            let socket = try RawSocket(port: port)
            socket.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf")
            socket.endSending()
            return socket.receiveAll()
        }
        // libmicrohttpd may see the end only when the deadline wakes it (one edge for both).
        #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 408 "))
        #expect(reached.value == 0)
        #expect(await server.drain(deadlineMilliseconds: 5_000))
    }

    @Test("an idle kept connection is closed in silence")
    func idle() async throws {
        let answer = try await exchange(Self.small) { socket in
            socket.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            return socket.receiveAll()
        }
        #expect(answer.hasPrefix("HTTP/1.1 200 "))
        #expect(!answer.contains("408"))
    }

    /// A server that sends `largeAnswerBytes` for 300 ms, and a client that has seen the first.
    private func largeAnswer() throws -> (HTTPServer, RawSocket) {
        var limits = Self.small
        limits.responseDeadlineMilliseconds = 300
        let server = try startServer(limits: limits) { _ in
            HTTPResponse(
                status: 200, body: [UInt8](repeating: 120, count: Self.largeAnswerBytes))
        }
        let socket = try RawSocket(port: server.port)
        socket.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
        socket.waitUntilReadable(milliseconds: 5_000)
        return (server, socket)
    }

    private static let largeAnswerBytes = 64 * 1024 * 1024

    @Test("a client that does not read its answer is cut off")
    func neverReads() async throws {
        let (server, socket) = try largeAnswer()
        #expect(await server.drain(deadlineMilliseconds: 5_000))
        let answered = try await blocking { socket.receiveAll().utf8.count }
        #expect(answered < Self.largeAnswerBytes)
    }

    @Test("a client that reads its answer byte by byte is cut off too")
    func slowReader() async throws {
        let (server, socket) = try largeAnswer()
        // At 100 bytes every 5 ms the answer would take an hour.
        let isDone = Counter()
        async let answered = blocking {
            var count = 0
            while isDone.value == 0 {
                count += socket.receive(bytesMax: 100).count
                socket.pause(milliseconds: 5)
            }
            return count + socket.receiveAll().utf8.count
        }
        #expect(await server.drain(deadlineMilliseconds: 5_000))
        isDone.raise()
        #expect(try await answered < Self.largeAnswerBytes)
    }

    @Test("one address at its limit keeps no other out, and its places come free again")
    func connectionsOfAnotherAddress() async throws {
        let server = try startServer()
        let request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"
        try await blocking { [port = server.port] in
            func answer(from own: UInt8) throws -> String {
                let socket = try RawSocket(port: port, from: [127, 0, 0, own])
                socket.send(request)
                return socket.receive(until: "\r\n\r\n")
            }
            var sockets: [RawSocket] = []
            for _ in 1...256 {
                let socket = try RawSocket(port: port)
                socket.send(request)
                #expect(socket.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 200 "))
                sockets.append(socket)
            }
            #expect(try answer(from: 1).isEmpty)
            #expect(try answer(from: 2).contains("X-Remote: 127.0.0.2\r\n"))
            sockets.removeLast()
            // The server sees the end a moment later.
            let isServed = try (1...1_000).contains { _ in
                try answer(from: 1).hasPrefix("HTTP/1.1 200 ")
            }
            #expect(isServed)
        }
    }

    @Test("of 300 connections of one address 256 are served")
    func connectionsPerAddress() async throws {
        let server = try startServer()
        let served = try await blocking { [port = server.port] in
            let sockets = try (1...300).map { _ in try RawSocket(port: port) }
            for socket in sockets { socket.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n") }
            return sockets.count { $0.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 200 ") }
        }
        #expect(served == 256)
    }

    @Test("beyond the total limit clients wait for their turn")
    func connections() async throws {
        var limits = Self.small
        limits.connectionsMax = 8
        let server = try startServer(limits: limits)
        let served = try await blocking { [port = server.port] in
            let sockets = try (1...40).map { _ in try RawSocket(port: port) }
            for socket in sockets {
                socket.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            }
            return sockets.count { $0.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 200 ") }
        }
        #expect(served == 40)
    }
}
