import HTTP
import Testing

@Suite("HTTP client failures")
struct HTTPClientFailureTests {
    /// Sends to a server that follows the script and gives back the error.
    private func failure(
        method: String = "GET", timeoutMilliseconds: Int = 8_000, responseBytesMax: Int = 1_000,
        _ script: @escaping @Sendable (RawSocket, Int) -> Void
    ) async throws -> HTTPClientError? {
        let server = ScriptedServer(script)
        let client = try HTTPClient()
        let request = HTTPClientRequest(
            method: method, url: "http://127.0.0.1:\(server.port)/secret?token=secret",
            timeoutMilliseconds: timeoutMilliseconds, responseBytesMax: responseBytesMax)
        let error = await #expect(throws: HTTPClientError.self) { try await client.send(request) }
        #expect(error?.origin == "http://127.0.0.1:\(server.port)")
        #expect(error?.message.contains("secret") == false)
        return error
    }

    @Test(
        "a server that resets, ends, answers half or nonsense",
        arguments: [
            "", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", "HTTP/1.1 200 OK\r\nX-Ha",
            "nonsense\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        ])
    func connectionLost(answer: String) async throws {
        for isReset in [false, true] {
            let error = try await failure { socket, _ in
                _ = socket.receive(until: "\r\n\r\n")
                socket.send(answer)
                if isReset { socket.reset() } else { socket.close() }
            }
            #expect(error?.code == .connectionLost)
            #expect(error?.requestSent == true)
        }
    }

    @Test(
        "a server that hangs", arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"])
    func timedOut(answer: String) async throws {
        let error = try await failure(timeoutMilliseconds: 200) { socket, _ in
            _ = socket.receive(until: "\r\n\r\n")
            socket.send(answer)
            _ = socket.receiveAll()
        }
        #expect(error?.code == .timedOut)
        #expect(error?.requestSent == true)
        #expect(error?.status == (answer.isEmpty ? nil : 200))
    }

    @Test(
        "an answer longer than the limit, in body or header",
        arguments: [
            "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n"
                + String(repeating: "x", count: 1_001),
            "HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 100_000),
            "HTTP/1.1 200 OK\r\n" + String(repeating: "X-Long: 45678\r\n", count: 5_000),
        ])
    func responseTooLarge(answer: String) async throws {
        let error = try await failure { socket, _ in
            _ = socket.receive(until: "\r\n\r\n")
            socket.send(answer)
            _ = socket.receiveAll()
        }
        #expect(error?.code == .responseTooLarge)
        #expect(error?.status == 200)
    }

    @Test(
        "of a longer body the beginning is taken where that will do",
        arguments: [
            "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n186A0\r\n",
            "HTTP/1.1 200 OK\r\n\r\n",
        ])
    func beginning(header: String) async throws {
        let server = ScriptedServer { socket, _ in
            _ = socket.receive(until: "\r\n\r\n")
            socket.send(header + String(repeating: "x", count: 999))
            socket.send(String(repeating: "y", count: 100_000))
            _ = socket.receiveAll()
        }
        var request = HTTPClientRequest(
            url: "http://127.0.0.1:\(server.port)/", responseBytesMax: 1_000)
        request.takesBeginning = true
        let answer = try await HTTPClient().send(request)
        #expect(answer.status == 200)
        #expect(answer.body == [UInt8](repeating: 120, count: 999) + [121])
    }

    @Test("of a header that is too long nothing is taken")
    func longHeader() async throws {
        let server = ScriptedServer { socket, _ in
            _ = socket.receive(until: "\r\n\r\n")
            socket.send(
                "HTTP/1.1 200 OK\r\n" + String(repeating: "X-Long: 45678\r\n", count: 5_000))
            _ = socket.receiveAll()
        }
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(server.port)/")
        request.takesBeginning = true
        let client = try HTTPClient()
        let error = await #expect(throws: HTTPClientError.self) { try await client.send(request) }
        #expect(error?.code == .responseTooLarge)
    }

    @Test("an answer as long as the limit is taken")
    func responseAtLimit() async throws {
        let server = try startServer { _ in
            HTTPResponse(status: 200, body: [UInt8](repeating: 120, count: 1_000))
        }
        let client = try HTTPClient()
        let answer = try await client.send(
            HTTPClientRequest(url: "http://127.0.0.1:\(server.port)/", responseBytesMax: 1_000))
        #expect(answer.body.count == 1_000)
    }

    @Test(
        "a POST is not repeated when its kept connection breaks; a GET is",
        arguments: [
            ("POST", 1), ("GET", 2),
        ])
    func repeats(method: String, expected: Int) async throws {
        let seen = Counter()
        let server = ScriptedServer { socket, number in
            guard !socket.receive(until: "\r\n\r\n").isEmpty else { return }
            if number == 2 { seen.raise() }
            socket.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            guard number == 1, !socket.receive(until: "\r\n\r\n").isEmpty else { return }
            seen.raise()
            socket.close()
        }
        let client = try HTTPClient()
        let url = "http://127.0.0.1:\(server.port)/"
        _ = try await client.send(HTTPClientRequest(url: url))
        let result = await Task {
            try await client.send(HTTPClientRequest(method: method, url: url))
        }.result
        #expect(result.failureCode == (method == "POST" ? .connectionLost : nil))
        #expect(seen.value == expected)
    }

    @Test(
        "what cannot be reached is told apart, and surely was not sent",
        arguments: [
            ("http://127.0.0.1:1/", HTTPClientError.Code.connectFailed),
            ("http://no-such-host.invalid/", .unresolved), ("ftp://127.0.0.1/", .invalidURL),
        ])
    func unreachable(url: String, code: HTTPClientError.Code) async throws {
        let client = try HTTPClient()
        let error = await #expect(throws: HTTPClientError.self) {
            try await client.send(HTTPClientRequest(url: url))
        }
        #expect(error?.code == code)
        #expect(error?.requestSent == false)
    }

    @Test("TLS with a server that speaks none fails before anything is sent")
    func tlsFailed() async throws {
        let server = try startServer()
        let client = try HTTPClient()
        let error = await #expect(throws: HTTPClientError.self) {
            try await client.send(HTTPClientRequest(url: "https://127.0.0.1:\(server.port)/"))
        }
        #expect(error?.code == .tlsFailed)
        #expect(error?.requestSent == false)
    }

    @Test(
        "a method or header that would break the request apart is refused",
        arguments: [
            HTTPClientRequest(method: "GET / HTTP/1.1\r\nX:", url: "http://127.0.0.1:1/"),
            HTTPClientRequest(url: "http://127.0.0.1:1/", headers: ["X": "a\r\nY: b"]),
            HTTPClientRequest(url: "http://127.0.0.1:1/", headers: ["X: a\r\nY": "b"]),
        ])
    func invalidRequest(request: HTTPClientRequest) async throws {
        let client = try HTTPClient()
        let error = await #expect(throws: HTTPClientError.self) { try await client.send(request) }
        #expect(error?.code == .invalidRequest)
    }

    @Test("the address policy holds for literal addresses, names and kept connections")
    func refusedAddress() async throws {
        let server = try startServer(host: "::")
        let client = try HTTPClient()
        let range = try #require(AddressRange(cidr: "10.0.0.0/8"))
        for host in ["127.0.0.1", "localhost", "[::1]", "127.1", "2130706433"] {
            for ranges in [[], [range]] {
                var request = HTTPClientRequest(url: "http://\(host):\(server.port)/")
                // A connection opened for a laxer policy stays in the pool.
                #expect(try await client.send(request).status == 200)
                request.addressPolicy = .publicHTTPS(allowing: ranges)
                let error = await #expect(throws: HTTPClientError.self) {
                    try await client.send(request)
                }
                #expect(error?.code == .refusedAddress)
                #expect(error?.requestSent == false)
            }
        }
    }

    @Test("a name that resolves to a refused address is refused on a fresh connection too")
    func refusedName() async throws {
        let client = try HTTPClient()
        let error = await #expect(throws: HTTPClientError.self) {
            try await client.send(
                HTTPClientRequest(
                    url: "https://localhost:1/", addressPolicy: .publicHTTPS(allowing: [])))
        }
        #expect(error?.code == .refusedAddress)
    }

    @Test("an allowed range is reached over http")
    func allowedAddress() async throws {
        let server = try startServer()
        let client = try HTTPClient()
        let range = try #require(AddressRange(cidr: "127.0.0.0/8"))
        let answer = try await client.send(
            HTTPClientRequest(
                url: "http://localhost:\(server.port)/",
                addressPolicy: .publicHTTPS(allowing: [range])))
        #expect(answer.status == 200)
    }

    @Test("waiting for a connection counts against the time-out")
    func waitingTimesOut() async throws {
        let hung = ScriptedServer { socket, _ in _ = socket.receiveAll() }
        let client = try HTTPClient(limits: .init(connectionsPerOriginMax: 1, connectionsMax: 1))
        let url = "http://127.0.0.1:\(hung.port)/"
        let first = Task { try await client.send(HTTPClientRequest(url: url)) }
        let second = await Task {
            try await client.send(HTTPClientRequest(url: url, timeoutMilliseconds: 150))
        }.result
        // Where it is sent first after all, it has the connection, and no answer.
        #expect([.noConnection, .timedOut].contains(second.failureCode))
        await client.shutdown()
        #expect(await first.result.failureCode == .closed)
    }

    @Test("after the shutdown nothing is sent, and a second shutdown returns")
    func closed() async throws {
        let client = try HTTPClient()
        await client.shutdown()
        await client.shutdown()
        let error = await #expect(throws: HTTPClientError.self) {
            try await client.send(HTTPClientRequest(url: "http://127.0.0.1:1/"))
        }
        #expect(error?.code == .closed)
    }
}
