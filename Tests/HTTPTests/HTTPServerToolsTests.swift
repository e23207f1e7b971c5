import Foundation
import HTTP
import TestSupport
import Testing

/// The server as seen by other people's clients.
@Suite("HTTP server with curl and TLS")
struct HTTPServerToolsTests {
    private static func run(_ program: String, _ arguments: [String]) throws -> String {
        try SystemTool.run(program, arguments).text
    }

    /// A folder with `body` (3 MiB), `cert.pem` and `key.pem` for localhost.
    private static func makeFolder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("hookferry-http-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(repeating: 120, count: 3 * 1024 * 1024)
            .write(to: folder.appendingPathComponent("body"))
        _ = try run(
            "openssl",
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                "-keyout", "\(folder.path)/key.pem", "-out", "\(folder.path)/cert.pem",
            ])
        return folder
    }

    private static func tls(_ folder: URL) throws -> HTTPServerConfiguration.TLS {
        HTTPServerConfiguration.TLS(
            certificatePEM: Array(try Data(contentsOf: folder.appendingPathComponent("cert.pem"))),
            keyPEM: Array(try Data(contentsOf: folder.appendingPathComponent("key.pem"))))
    }

    @Test(
        "curl sees the 413 to 3 MiB, with and without Expect, announced and chunked",
        arguments: [
            [], ["-H", "Expect:"], ["-H", "Transfer-Encoding: chunked"],
            ["-H", "Transfer-Encoding: chunked", "-H", "Expect:"],
        ], [false, true])
    func curlSeesRefusal(options: [String], isTLS: Bool) async throws {
        let folder = try Self.makeFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let server = try startServer(tls: isTLS ? Self.tls(folder) : nil)
        let output = try await blocking { [port = server.port] in
            try Self.run(
                "curl",
                [
                    "-sS", "--noproxy", "*", "--cacert", "\(folder.path)/cert.pem",
                    "-w", " %{http_code}", "--data-binary", "@\(folder.path)/body",
                    "\(isTLS ? "https" : "http")://localhost:\(port)/",
                ] + options)
        }
        #expect(output == #"{"refused":"bodyTooLarge"} 413"#)
    }

    @Test("a client of HTTPS that hangs up while it waits is noticed, its farewell unread")
    func hangUp() async throws {
        let folder = try Self.makeFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let cancelled = Gate()
        let server = try startServer(tls: Self.tls(folder)) { request in
            try? await Task.sleep(for: .seconds(60))
            await cancelled.open()
            await cancelled.pass()
            return await echo(request)
        }
        _ = try await blocking { [port = server.port] in
            try Self.run(
                "curl",
                [
                    "-sS", "--noproxy", "*", "--cacert", "\(folder.path)/cert.pem",
                    "--max-time", "1", "https://localhost:\(port)/",
                ])
        }
        let start = ContinuousClock.now
        await cancelled.arrived()
        #expect(ContinuousClock.now - start < .seconds(2))
    }

    @Test("HTTPS is served, and draining works as without")
    func https() async throws {
        let folder = try Self.makeFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let server = try startServer(tls: Self.tls(folder)) { request in
            await Task.yield()
            return await echo(request)
        }
        let output = try await blocking { [port = server.port] in
            try Self.run(
                "curl",
                [
                    "-sS", "--noproxy", "*", "--cacert", "\(folder.path)/cert.pem", "-d", "hello",
                    "https://localhost:\(port)/a", "https://localhost:\(port)/b",
                ])
        }
        #expect(output == "hellohello")
        #expect(await server.drain(deadlineMilliseconds: 5_000))
    }

    @Test("our client trusts no certificate of unknown make")
    func unknownCertificate() async throws {
        let folder = try Self.makeFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let server = try startServer(tls: Self.tls(folder))
        let client = try HTTPClient()
        let error = await #expect(throws: HTTPClientError.self) {
            try await client.send(HTTPClientRequest(url: "https://localhost:\(server.port)/"))
        }
        #expect(error?.code == .tlsFailed)
    }

    @Test("our client takes any certificate of a pinned key, and no other")
    func pinnedKey() async throws {
        let folder = try Self.makeFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let server = try startServer(tls: Self.tls(folder))
        let digest = try Self.run(
            "sh",
            [
                "-c",
                "openssl x509 -in \(folder.path)/cert.pem -pubkey -noout"
                    + " | openssl pkey -pubin -outform der | openssl dgst -sha256 -binary"
                    + " | openssl base64 -A",
            ])
        var request = HTTPClientRequest(url: "https://127.0.0.1:\(server.port)/")
        request.usesProxies = false
        let client = try HTTPClient()
        request.pinnedKey = digest
        #expect(try await client.send(request).status == 200)
        request.pinnedKey = "YhKJKSzoTt2b5FP18fvpHo7fJYqQCjAa3HWY3tvRMwE="
        let error = await #expect(throws: HTTPClientError.self) { try await client.send(request) }
        #expect(error?.code == .tlsFailed && error?.requestSent == false)
    }

    @Test("a half TLS handshake cannot outlive the deadline")
    func halfHandshake() async throws {
        let folder = try Self.makeFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        var limits = HTTPServerLimits()
        limits.requestDeadlineMilliseconds = 300
        let server = try startServer(limits: limits, tls: Self.tls(folder))
        let answer = try await blocking { [port = server.port] in
            let socket = try RawSocket(port: port)
            socket.send([0x16, 3, 1, 2, 0])
            return socket.receiveAll()
        }
        #expect(answer == "")
    }

    @Test("a certificate that cannot be used is named")
    func badCertificate() throws {
        let tls = HTTPServerConfiguration.TLS(
            certificatePEM: Array("no".utf8), keyPEM: Array("no".utf8))
        let error = #expect(throws: HTTPServerError.self) { try startServer(tls: tls) }
        #expect(error?.code == .badCertificate)
    }
}
