import Foundation
import HTTP
import Lifecycle
import Telemetry
import Testing

@testable import AWS

@Suite("Instance credentials")
struct InstanceCredentialsTests {
    private static func source(
        _ url: String, _ more: [String: String] = [:], isInstance: Bool = false
    ) throws -> InstanceCredentials {
        InstanceCredentials(
            environment: more.merging(["AWS_EC2_METADATA_SERVICE_ENDPOINT": url]) { $1 },
            http: try HTTPClient(), isInstance: { isInstance }, timeoutMilliseconds: 300)
    }

    @Test("token, role, credentials: three requests; the next time two")
    func requests() async throws {
        let server = try MetadataStandIn()
        // A slash at the end of the address is not doubled.
        let source = try Self.source(server.url + "/")
        SecretAnswer.expect(try await source.credentials(at: CredentialsTests.now))
        SecretAnswer.expect(try await source.credentials(at: CredentialsTests.now))
        let role = "/latest/meta-data/iam/security-credentials/"
        #expect(
            server.log == [
                "PUT /latest/api/token", "GET \(role)", "GET \(role)bridge+role_1=,.@-",
                "GET \(role)", "GET \(role)bridge+role_1=,.@-",
            ])
    }

    @Test("a token is used until a minute before its end")
    func tokenLifetime() async throws {
        let server = try MetadataStandIn()
        let source = try Self.source(server.url)
        for (seconds, tokens) in [(0, 1), (21_539, 1), (21_540, 2), (21_541, 2)] as [(Int64, Int)] {
            let time = CredentialsTests.now.adding(milliseconds: seconds * 1_000)
            _ = try await source.credentials(at: time)
            #expect(server.log.count { $0.hasPrefix("PUT") } == tokens)
        }
        #expect(InstanceCredentials.tokenSeconds == 21_600)
        #expect(InstanceCredentials.timeoutMilliseconds == 1_000)
    }

    @Test("a token that is refused is replaced once")
    func refusedToken() async throws {
        let server = try MetadataStandIn()
        let source = try Self.source(server.url)
        _ = try await source.credentials(at: CredentialsTests.now)
        server.forgetTokens()
        SecretAnswer.expect(try await source.credentials(at: CredentialsTests.now))
        #expect(server.log.count { $0.hasPrefix("PUT") } == 2)

        let stubborn = try StandIn { request, _ in
            HTTPResponse(
                status: request.method == "PUT" ? 200 : 401, body: Array("hush-token".utf8))
        }
        let error = await SecretAnswer.failure(try Self.source(stubborn.url))
        #expect(error?.code == .unavailable)
        #expect(stubborn.requests.map(\.method) == ["PUT", "GET", "PUT", "GET"])
    }

    @Test(
        "nobody to ask", arguments: ["true", "TRUE", " True "])
    func disabled(value: String) async throws {
        let server = try MetadataStandIn()
        let source = try Self.source(server.url, ["AWS_EC2_METADATA_DISABLED": value])
        #expect(await SecretAnswer.failure(source)?.code == .notConfigured)
        #expect(server.log.isEmpty)
        let enabled = try Self.source(server.url, ["AWS_EC2_METADATA_DISABLED": "false"])
        SecretAnswer.expect(try await enabled.credentials(at: CredentialsTests.now))
    }

    @Test(
        "where to ask",
        arguments: [
            (nil, nil, "http://169.254.169.254"), (nil, "IPv4", "http://169.254.169.254"),
            (nil, "IPv6", "http://[fd00:ec2::254]"), (nil, "ipv6", "http://[fd00:ec2::254]"),
            (nil, "IPv5", nil), ("http://127.0.0.1:1338/", "IPv6", "http://127.0.0.1:1338"),
            ("http://imds.example/base//", nil, "http://imds.example/base"),
            ("imds.example", nil, nil), ("http://a/?b", nil, nil), ("http://a/#b", nil, nil),
            ("http://hush@a/", nil, nil), ("file:///a", nil, nil), ("http://a\r\nb/", nil, nil),
        ] as [(String?, String?, String?)])
    func address(endpoint: String?, mode: String?, url: String?) {
        var environment: [String: String] = [:]
        environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = endpoint
        environment["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"] = mode
        #expect((try? InstanceCredentials.server(in: environment)) == url)
    }

    @Test(
        "a token refused for good means no instance, and version 1 is never asked",
        arguments: [
            (400, .notConfigured), (403, .notConfigured), (404, .notConfigured),
            (405, .notConfigured), (408, .unavailable), (429, .unavailable), (500, .unavailable),
            (503, .unavailable), (302, .unavailable), (201, .unavailable),
        ] as [(Int, CredentialError.Code)])
    func tokenRefused(status: Int, code: CredentialError.Code) async throws {
        let server = try StandIn { request, _ in
            request.method == "PUT"
                ? HTTPResponse(status: status, headers: ["Location": "/hush"]) : .ok
        }
        #expect(await SecretAnswer.failure(try Self.source(server.url))?.code == code)
        #expect(server.requests.map(\.method) == ["PUT"])
    }

    @Test("no server on this machine, and the sentence says so")
    func absent() async throws {
        let hanging = try RawServer(hasBodies: false) { _ in "" }
        for url in [try RawServer.freeURL(), hanging.url, "http://hookferry.invalid"] {
            let error = await SecretAnswer.failure(try Self.source(url))
            #expect(error?.code == .notConfigured)
            #expect(error?.message.hasPrefix("No metadata server answers. \(url)") == true)
            let slow = await SecretAnswer.failure(try Self.source(url, isInstance: true))
            #expect(slow?.code == .unavailable)
        }
        #expect(hanging.requestCount == 2)
    }

    @Test("what was an instance once has an outage when nobody answers")
    func outage() async throws {
        var server: MetadataStandIn? = try MetadataStandIn()
        let source = try Self.source(try #require(server?.url))
        _ = try await source.credentials(at: CredentialsTests.now)
        server = nil
        #expect(await SecretAnswer.failure(source)?.code == .unavailable)
        let later = CredentialsTests.now.adding(milliseconds: 21_600_000)
        await #expect {
            try await source.credentials(at: later)
        } throws: {
            ($0 as? CredentialError)?.code == .unavailable
        }
    }

    @Test("an instance without a role")
    func noRole() async throws {
        for (status, body) in [(404, "hush"), (200, ""), (200, "\n")] {
            let server = try MetadataStandIn(role: SecretAnswer.response(body, status: status))
            let error = await SecretAnswer.failure(try Self.source(server.url))
            #expect(error?.code == .notConfigured)
            #expect(error?.message == "The instance has no role.")
        }
    }

    @Test(
        "what is no name of a role becomes no path",
        arguments: [
            ".", "..", "../hush", "a/b", "/", "a\r\nX: hush", "a\nb", "a\r", "a b", "a?b", "a#b",
            "a%2e", "\u{e9}", "a\0", String(repeating: "a", count: 65), "<html>hush</html>",
        ])
    func roleNames(name: String) async throws {
        let server = try MetadataStandIn(role: SecretAnswer.response(name))
        #expect(await SecretAnswer.failure(try Self.source(server.url))?.code == .unavailable)
        #expect(server.log.count == 2)
    }

    @Test("a role of 64 characters, with a line end")
    func longRole() async throws {
        let name = String(repeating: "a", count: InstanceCredentials.roleBytesMax)
        let server = try MetadataStandIn(role: SecretAnswer.response(name + "\n"))
        SecretAnswer.expect(
            try await Self.source(server.url).credentials(at: CredentialsTests.now))
        #expect(server.log.last?.hasSuffix("/\(name)") == true)
    }

    @Test(
        "an answer that gives no credentials",
        arguments: SecretAnswer.broken + [
            SecretAnswer.body.replacing("Success", with: "Failed"),
            SecretAnswer.body.replacing("Success", with: "hush\\r\\nhush"),
            SecretAnswer.body.replacing("\"Success\"", with: "null"),
            SecretAnswer.body.replacing("\"Success\"", with: "{}"),
        ])
    func broken(body: String) async throws {
        let server = try MetadataStandIn(credentials: SecretAnswer.response(body))
        #expect(await SecretAnswer.failure(try Self.source(server.url))?.code == .unavailable)
        #expect(server.log.count == 3)
    }

    @Test("AWS's own word for what is wrong is told")
    func code() async throws {
        let body = "{\"Code\": \"AssumeRoleUnauthorizedAccess\", \"Message\": \"hush\"}"
        let server = try MetadataStandIn(credentials: SecretAnswer.response(body))
        let error = await SecretAnswer.failure(try Self.source(server.url))
        #expect(error?.message.contains("AssumeRoleUnauthorizedAccess") == true)
    }

    @Test("faults of the server at each of the three requests")
    func faults() async throws {
        let fault = SecretAnswer.response("hush", status: 500)
        let huge = SecretAnswer.response(String(repeating: "h", count: 65_537))
        for answer in [fault, huge, SecretAnswer.response("hush", status: 403)] {
            for server in [
                try MetadataStandIn(role: answer), try MetadataStandIn(credentials: answer),
            ] {
                #expect(
                    await SecretAnswer.failure(try Self.source(server.url))?.code == .unavailable)
            }
        }
        for token in ["", "hush token", "hush\r\nX: y", "\u{e9}"] {
            let server = try StandIn(SecretAnswer.response(token))
            #expect(await SecretAnswer.failure(try Self.source(server.url))?.code == .unavailable)
            #expect(server.requests.count == 1)
        }
    }

    @Test("a server that hangs up or breaks off")
    func hangUp() async throws {
        for text in [nil, "hush\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhush"] {
            let server = try RawServer(hasBodies: false) { _ in text }
            #expect(await SecretAnswer.failure(try Self.source(server.url))?.code == .unavailable)
        }
    }
}
