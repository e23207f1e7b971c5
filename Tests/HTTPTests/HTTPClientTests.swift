import Foundation
import HTTP
import Testing

@Suite("HTTP client")
struct HTTPClientTests {
    @Test(
        "a request goes out as asked and the answer comes back",
        arguments: [
            "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD",
        ])
    func roundTrip(method: String) async throws {
        let server = try startServer()
        let client = try HTTPClient()
        let body = method == "GET" || method == "HEAD" ? [] : Array("body".utf8)
        let answer = try await client.send(
            HTTPClientRequest(
                method: method, url: "http://127.0.0.1:\(server.port)/a/../b?q=%2F",
                headers: ["X-Empty": "", "Content-Type": "text/plain"], body: body))
        #expect(answer.status == 200)
        #expect(answer.headers["x-method"] == method)
        #expect(answer.headers["x-path"] == "/a/../b")
        #expect(answer.headers["x-query"] == "q=%2F")
        #expect(answer.body == body)
    }

    @Test("nothing is added to the header but what HTTP needs; an empty POST has a length")
    func headers() async throws {
        let server = try startServer { request in
            let lines = request.headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
            return HTTPResponse(status: 200, body: Array(lines.utf8))
        }
        let client = try HTTPClient()
        let url = "http://127.0.0.1:\(server.port)/"
        let answer = try await client.send(
            HTTPClientRequest(method: "POST", url: url, headers: ["X-Empty": "", "X-B": "c"]))
        #expect(
            String(decoding: answer.body, as: UTF8.self)
                == "Host: 127.0.0.1:\(server.port)\nX-Empty: \nX-B: c\n"
                + "Content-Length: 0"
        )
        // Beyond 1 MiB libcurl would ask for leave (Expect: 100-continue).
        let large = try await client.send(
            HTTPClientRequest(
                method: "POST", url: url, body: [UInt8](repeating: 120, count: 2 * 1024 * 1024)))
        #expect(!String(decoding: large.body, as: UTF8.self).contains("Expect"))
    }

    @Test("redirects are answers, interim answers are not")
    func redirects() async throws {
        let server = ScriptedServer { socket, _ in
            _ = socket.receive(until: "\r\n\r\n")
            socket.send(
                "HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n"
                    + "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n"
                    + "X-Padded: \t a b \r\nContent-Length: 0\r\n\r\n")
        }
        let client = try HTTPClient()
        let answer = try await client.send(
            HTTPClientRequest(url: "http://127.0.0.1:\(server.port)/"))
        #expect(answer.status == 302)
        #expect(answer.headers["Location"] == "http://127.0.0.1:1/")
        #expect(answer.headers["X-Padded"] == "a b")
        #expect(answer.headers["X-Early"] == nil)
    }

    @Test("connections are reused")
    func reuse() async throws {
        let connections = Counter()
        let server = ScriptedServer { socket, number in
            connections.raise()
            while !socket.receive(until: "\r\n\r\n").isEmpty {
                socket.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n\(number)")
            }
        }
        let client = try HTTPClient()
        for _ in 1...5 {
            let url = "http://127.0.0.1:\(server.port)/"
            #expect(try await client.send(HTTPClientRequest(url: url)).body == Array("1".utf8))
        }
        #expect(connections.value == 1)
    }

    @Test("a hung host does not stall another one")
    func hungHost() async throws {
        let hung = ScriptedServer { socket, _ in _ = socket.receiveAll() }
        let server = try startServer()
        let client = try HTTPClient(limits: .init(connectionsPerOriginMax: 2, connectionsMax: 4))
        let hungURL = "http://127.0.0.1:\(hung.port)/"
        let stuck = (1...6).map { _ in
            Task { try await client.send(HTTPClientRequest(url: hungURL)) }
        }
        for _ in 1...50 {
            let url = "http://127.0.0.1:\(server.port)/"
            #expect(try await client.send(HTTPClientRequest(url: url)).status == 200)
        }
        for one in stuck { one.cancel() }
        for one in stuck { #expect(await one.result.failureCode == .cancelled) }
    }

    @Test("1,500 transfers, a third cancelled at once, a third at a random moment: none is lost")
    func cancelStorm() async throws {
        let server = try startServer { request in
            await Task.yield()
            return await echo(request)
        }
        // Fewer connections than transfers: most of them wait for one.
        let client = try HTTPClient(limits: HTTPClient.Limits(connectionsMax: 128))
        let url = "http://127.0.0.1:\(server.port)/"
        let ended = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<1_500 {
                group.addTask {
                    let transfer = Task { try await client.send(HTTPClientRequest(url: url)) }
                    if number % 3 == 1 { transfer.cancel() }
                    if number % 3 == 2 {
                        for _ in 0..<Int.random(in: 0...200) { await Task.yield() }
                        transfer.cancel()
                    }
                    switch await transfer.result {
                    case .success(let answer): return answer.status == 200
                    case .failure: return number % 3 != 0
                    }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(ended == 1_500)
        await client.shutdown()
        #expect(await server.drain(deadlineMilliseconds: 5_000))
    }
}

extension Result where Success == HTTPResponse {
    var failureCode: HTTPClientError.Code? {
        guard case .failure(let error) = self else { return nil }
        return (error as? HTTPClientError)?.code
    }
}
