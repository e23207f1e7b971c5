import Foundation
import HTTP
import Testing

@Suite("HTTP server")
struct HTTPServerTests {
    @Test("a request arrives whole and its answer goes out")
    func roundTrip() async throws {
        let server = try startServer()
        let answer = try await blocking { [port = server.port] in
            let socket = try RawSocket(port: port)
            socket.send(
                "POST /hooks/a%20b?x=1%2F2&y HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n"
                    + "Connection: close\r\n\r\nhello")
            return socket.receiveAll()
        }
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(answer.contains("X-Method: POST\r\n"))
        #expect(answer.contains("X-Path: /hooks/a%20b\r\n"))
        #expect(answer.contains("X-Query: x=1%2F2&y\r\n"))
        #expect(answer.contains("X-Remote: 127.0.0.1\r\n"))
        #expect(answer.hasSuffix("\r\n\r\nhello"))
    }

    @Test(
        "every method reaches respond; HEAD gets no body",
        arguments: [
            "GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "REPORT",
        ])
    func methods(method: String) async throws {
        let server = try startServer { request in
            HTTPResponse(status: 200, headers: ["X-Method": request.method], body: Array("b".utf8))
        }
        let answer = try await blocking { [port = server.port] in
            let socket = try RawSocket(port: port)
            socket.send("\(method) / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            return socket.receiveAll()
        }
        #expect(answer.contains("X-Method: \(method)\r\n"))
        #expect(answer.contains("Content-Length: 1\r\n"))
        #expect(answer.hasSuffix(method == "HEAD" ? "\r\n\r\n" : "\r\n\r\nb"))
    }

    @Test("a kept connection carries request after request, also when they come at once")
    func keepAliveAndPipelining() async throws {
        let server = try startServer { request in
            await Task.yield()
            return await echo(request)
        }
        let answer = try await blocking { [port = server.port] in
            let socket = try RawSocket(port: port)
            var all = ""
            for number in 1...3 {
                socket.send("POST /\(number) HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n.")
                all += socket.receive(until: "\r\n\r\n.")
            }
            let two = "POST /4 HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n44"
            socket.send(
                two + "GET /5 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            return all + socket.receiveAll()
        }
        let paths = answer.split(separator: "\r\n").filter { $0.hasPrefix("X-Path: ") }
        #expect(paths == (1...5).map { "X-Path: /\($0)" })
    }

    @Test("a chunked body arrives whole")
    func chunked() async throws {
        let server = try startServer()
        let answer = try await blocking { [port = server.port] in
            let socket = try RawSocket(port: port)
            socket.send(
                "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n"
                    + "Connection: close\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
            return socket.receiveAll()
        }
        #expect(answer.hasSuffix("\r\n\r\nabcde"))
    }

    @Test("a client that has ended its half still gets the answer of a slow respond")
    func halfClosed() async throws {
        let gate = Gate()
        let server = try startServer { request in
            await gate.pass()
            return await echo(request)
        }
        async let answer = blocking { [port = server.port] in
            let socket = try RawSocket(port: port)
            socket.send("GET /half HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            socket.endSending()
            return socket.receiveAll()
        }
        await gate.arrived()
        await gate.open()
        #expect(try await answer.contains("X-Path: /half\r\n"))
    }

    @Test("a client that goes away while respond runs harms nobody")
    func clientGone() async throws {
        let gate = Gate()
        let server = try startServer { request in
            await gate.pass()
            return await echo(request)
        }
        for number in 1...20 {
            let socket = try RawSocket(port: server.port)
            socket.send("GET /gone HTTP/1.1\r\nHost: h\r\n\r\n")
            await gate.arrived(number)
            socket.reset()
        }
        await gate.open()
        #expect(await server.drain(deadlineMilliseconds: 5_000))
    }

    @Test(
        "what cannot be sent becomes a 500",
        arguments: [
            HTTPResponse(status: 200, headers: ["X-Bad": "a\r\nb"]),
            HTTPResponse(status: 200, headers: ["X Bad": "a"]),
            HTTPResponse(status: 99), HTTPResponse(status: 1_000),
        ])
    func unsendable(response: HTTPResponse) async throws {
        let server = try startServer { _ in response }
        let answer = try await blocking { [port = server.port] in
            let socket = try RawSocket(port: port)
            socket.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            return socket.receiveAll()
        }
        #expect(answer.hasPrefix("HTTP/1.1 500 "))
    }

    @Test("IPv6 is served, and IPv4 through :: shows as IPv4")
    func dualStack() async throws {
        let server = try startServer(host: "::")
        let answer = try await blocking { [port = server.port] in
            let socket = try RawSocket(port: port)
            socket.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            return socket.receiveAll()
        }
        #expect(answer.contains("X-Remote: 127.0.0.1\r\n"))
    }

    @Test("a busy port and a bad host are named")
    func cannotListen() throws {
        let server = try startServer()
        let error = #expect(throws: HTTPServerError.self) {
            _ = try HTTPServer(
                HTTPServerConfiguration(port: server.port), refuse: refusal, respond: echo)
        }
        #expect(error?.code == .addressInUse)
        #expect(error?.place == "127.0.0.1:\(server.port)")
        let other = #expect(throws: HTTPServerError.self) { try startServer(host: "localhost") }
        #expect(other?.code == .badHost)
        let third = #expect(throws: HTTPServerError.self) { try startServer(host: "192.0.2.1") }
        #expect(third?.code == .badHost)
    }

    @Test("5,000 requests of 64 clients at once are all answered, suspended or not")
    func hammer() async throws {
        let served = Counter()
        let server = try startServer { request in
            if served.raise() % 2 == 0 { await Task.yield() }
            return await echo(request)
        }
        let client = try HTTPClient(
            limits: .init(connectionsPerOriginMax: 64, connectionsMax: 64))
        let port = server.port
        let answered = try await withThrowingTaskGroup(of: Int.self) { group in
            for worker in 0..<64 {
                group.addTask {
                    var count = 0
                    for number in stride(from: worker, to: 5_000, by: 64) {
                        let body = Array("body \(number)".utf8)
                        let answer = try await client.send(
                            HTTPClientRequest(
                                method: "POST", url: "http://127.0.0.1:\(port)/\(number)",
                                body: body))
                        if answer.status == 200, answer.body == body,
                            answer.headers["x-path"] == "/\(number)"
                        {
                            count += 1
                        }
                    }
                    return count
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(answered == 5_000)
        #expect(served.value == 5_000)
        await client.shutdown()
        #expect(await server.drain(deadlineMilliseconds: 5_000))
    }
}
