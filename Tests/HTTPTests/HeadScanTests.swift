import HTTP
import Testing

@Suite("Heads with hidden bytes")
struct HeadScanTests {
    private func exchange(
        _ talk: @escaping @Sendable (RawSocket) -> String
    ) async throws -> String {
        let server = try startServer()
        return try await blocking { [port = server.port] in talk(try RawSocket(port: port)) }
    }

    @Test(
        "what stands behind a NUL, and names that are none, are refused",
        arguments: [
            "POST / HTTP/1.1\r\nHost: h\r\nX-A: a\u{0}b\r\nX-B: c\r\n",
            "POST / HTTP/1.1\r\nX-A:a\u{0}b\r\nHost:h\r\n",
            "POST / HTTP/1.1\r\nHost: h\r\nX-A: a\u{0}b\r\n",
            "POST / HTTP/1.1\nHost: h\nX-A: a\u{0}b\n",
            "POST / HTTP/1.1\r\nHost: h\u{0}\u{0}b\r\n",
            "POST /a\u{0}b HTTP/1.1\r\nHost: h\r\n", "POST /\u{0}?b HTTP/1.1\r\nHost: h\r\n",
            "PO\u{0}ST / HTTP/1.1\r\nHost: h\r\n", "POST / HTTP/1.1\u{0}x\r\nHost: h\r\n",
            "POST / HTTP/1.1\r\nHost: h\r\nX\u{0}A: b\r\n",
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding : chunked\r\n",
            "POST / HTTP/1.1\r\nHost: h\r\nX A: b\r\n",
            "POST / HTTP/1.1\r\nHost: h\r\nX-A: a\r\n folded\r\nX-B: b\r\n\tfolded\r\n again\r\n",
            "POST / HTTP/1.1\r\nHost: h\r\nX-A: a\r\n folded\r\n",
            "POST / HTTP/1.1\r\nX-A: a\r\n folded\r\nX-B: c\r\nHost: h\r\n",
            "POST / HTTP/1.1\r\nX-A: a\n\tf\r\nHost: h\r\n",
            "POST / HTTP/1.1\r\nHost: h\r\nAuthorization: a\r\n \r\n",
            "POST / HTTP/1.1\r\nHost: h\r\nX-A: a\u{0}\r\n",
            "POST / HTTP/1.1\r\nHost: h\r\nX-A:\u{0}\r\nX-B: c\r\n",
            "POST / HTTP/1.1\r\nHost: h\r\nX-A: a \u{0}\u{0}\r\nX-B: c\r\n",
            "POST / HTTP/1.1\r\nHost: h\r\nX-A: a\rX-B: b\r\n",
            "POST / HTTP/1.1\r\nHost: h\r\nX-A: a\r\r\nX-B: b\r\n",
            "POST / HTTP/1.1\r\nHost: h\r\nX-A:\r b\r\n",
            "POST /a\rb HTTP/1.1\r\nHost: h\r\n", "PO\rST / HTTP/1.1\r\nHost: h\r\n",
            "POST / HTTP/1.1\r\nHost: h\r\n: b\r\n", "POST / HTTP/1.1\r\n X: b\r\nHost: h\r\n",
        ])
    func hiddenBytes(head: String) async throws {
        let answer = try await exchange { socket in
            socket.send(head + "Connection: close\r\nContent-Length: 0\r\n\r\n")
            return socket.receiveAll()
        }
        #expect(answer.hasPrefix("HTTP/1.1 400 "))
    }

    @Test(
        "what is odd and allowed is taken",
        arguments: [
            "X-A:\r\nX-B: \t \r\nX-C:c", "X-A:  a \t\r\nX-B:\tb", "X-A: a:b::c\r\nX-B: \"x; y\"",
            "X-A: é\r\n!#$%&'*+-.^_`|~9: x", "X-A: a\r\nX-A: b\r\nCookie: a=b; c=d; e",
            "X-A: a\nX-B: b",
            "X-Long: " + String(repeating: "x", count: 10_000),
        ])
    func oddHeads(fields: String) async throws {
        let answer = try await exchange { socket in
            socket.send(
                "\r\nPOST /a%20b/%00?c=%20d&e HTTP/1.1\r\nHost: h\r\n\(fields)\r\n"
                    + "Connection: close\r\nContent-Length: 2\r\n\r\n{}")
            return socket.receiveAll()
        }
        #expect(answer.hasPrefix("HTTP/1.1 200 "))
        #expect(answer.contains("X-Path: /a%20b/%00\r\nX-Query: c=%20d&e\r\n"))
    }

    @Test(
        "what ends the head is an empty line, not one that begins with a NUL",
        arguments: ["\u{0}\r\n", "\u{0}X: a\r\n", "\u{0}X: a\n"])
    func endOfHead(line: String) async throws {
        let answer = try await exchange { socket in
            socket.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\(line)")
            return socket.receiveAll()
        }
        #expect(answer.hasPrefix("HTTP/1.1 400 "))
    }

    @Test("every head of a connection is looked at, those that came with the one before too")
    func pipelined() async throws {
        let answer = try await exchange { socket in
            let good = "GET /1 HTTP/1.1\r\nHost: h\r\nX-A: a\r\n\r\n"
            socket.send(good + good + "GET /2 HTTP/1.1\r\nHost: h\r\nX-A: a\u{0}\r\n\r\n" + good)
            return socket.receiveAll()
        }
        let statuses = answer.split(separator: "HTTP/1.1 ").map { $0.prefix(3) }
        #expect(statuses == ["200", "200", "400"])
    }
}
