import Foundation
import HTTP
import Lifecycle
import Telemetry
import Testing

@testable import AWS

@Suite("Container credentials")
struct ContainerCredentialsTests {
    private static let fullURI = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
    private static let relativeURI = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
    private static let token = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
    private static let tokenFile = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"

    private static func source(
        _ environment: [String: String], sleeps: Sleeps = Sleeps()
    ) throws -> ContainerCredentials {
        ContainerCredentials(
            environment: environment, http: try HTTPClient(),
            surroundings: AWSClient.Surroundings(
                clock: .system,
                sleep: { milliseconds in
                    try Task.checkCancellation()
                    sleeps.note(milliseconds)
                }, random: { 0.5 }, identifier: { "" }), timeoutMilliseconds: 300)
    }

    /// Answers only the request that an agent would.
    private static func agent(token: String?) throws -> StandIn {
        try StandIn { request, _ in
            guard request.method == "GET", request.path == "/v1/credentials",
                request.query == "id=a%2Fb", request.body.isEmpty,
                request.headers.values(of: "Accept") == ["application/json"],
                request.headers.values(of: "Authorization") == (token.map { [$0] } ?? [])
            else { return SecretAnswer.response("{\"message\": \"hush\"}", status: 400) }
            return SecretAnswer.response()
        }
    }

    @Test("without either variable there is nothing here")
    func notConfigured() async throws {
        for environment in [[:], [Self.fullURI: " ", Self.relativeURI: ""], [Self.token: "hush"]] {
            let error = await SecretAnswer.failure(try Self.source(environment))
            #expect(error?.code == .notConfigured)
            #expect(error?.message.contains(Self.fullURI) == true)
        }
    }

    @Test("one request, with the token if there is one", arguments: [nil, "Basic hush", "hush"])
    func request(token: String?) async throws {
        let agent = try Self.agent(token: token)
        var environment = [Self.fullURI: agent.url + "/v1/credentials?id=a%2Fb"]
        environment[Self.token] = token
        SecretAnswer.expect(
            try await Self.source(environment).credentials(at: CredentialsTests.now))
        #expect(agent.requests.count == 1)
    }

    @Test("a name that may be asked without TLS leads to loopback")
    func localhost() async throws {
        let agent = try StandIn(SecretAnswer.response())
        let url = agent.url.replacing("127.0.0.1", with: "localhost")
        SecretAnswer.expect(
            try await Self.source([Self.fullURI: url]).credentials(at: CredentialsTests.now))
    }

    @Test("the token's file comes first and is read each time")
    func tokenFile() async throws {
        let files = try SharedFiles()
        let path = files.home + "/token"
        let agent = try StandIn { request, number in
            request.headers.values(of: "Authorization") == ["hush-\(number)"]
                ? SecretAnswer.response() : SecretAnswer.response("", status: 401)
        }
        let source = try Self.source([
            Self.fullURI: agent.url + "/", Self.token: "hush-wrong", Self.tokenFile: path,
        ])
        for number in 1...2 {
            try "hush-\(number)".write(toFile: path, atomically: true, encoding: .utf8)
            SecretAnswer.expect(try await source.credentials(at: CredentialsTests.now))
        }
    }

    @Test(
        "a token that no header field can have is never sent",
        arguments: ["hush\r\nX: y", "hush\n", "hush\r", "hush\0", "hush\u{e9}", "\u{7f}hush"])
    func tokenMistakes(token: String) async throws {
        let files = try SharedFiles()
        let path = files.home + "/token"
        try token.write(toFile: path, atomically: true, encoding: .utf8)
        let agent = try StandIn(SecretAnswer.response())
        for variable in [Self.token: token, Self.tokenFile: path] {
            let error = await SecretAnswer.failure(
                try Self.source([
                    Self.fullURI: agent.url, variable.key: variable.value,
                ]))
            #expect(error?.code == .malformed)
            #expect(error?.message.contains(variable.key) == true)
        }
        #expect(agent.requests.isEmpty)
    }

    @Test("a token's file that is empty, too long, no file or not there")
    func tokenFileMistakes() async throws {
        let files = try SharedFiles()
        let agent = try StandIn(SecretAnswer.response())
        let bytesMax = ContainerCredentials.tokenBytesMax
        #expect(bytesMax == 16_384)
        for (name, content) in [
            ("empty", ""), ("long", String(repeating: "h", count: bytesMax + 1)),
        ] {
            try content.write(toFile: "\(files.home)/\(name)", atomically: true, encoding: .utf8)
        }
        for (path, code) in [
            ("\(files.home)/empty", CredentialError.Code.malformed),
            ("\(files.home)/long", .malformed), ("/dev/zero", .unavailable),
            (files.home, .unavailable), ("/no/such", .unavailable),
        ] {
            let error = await SecretAnswer.failure(
                try Self.source([Self.fullURI: agent.url, Self.tokenFile: path]))
            #expect(error?.code == code)
        }
        #expect(agent.requests.isEmpty)
    }

    @Test(
        "a relative URI is a path of the task's server and comes first",
        arguments: [
            ("/v2/credentials/id", "http://169.254.170.2/v2/credentials/id"),
            ("/c?id=1", "http://169.254.170.2/c?id=1"), ("/", "http://169.254.170.2/"),
            ("//evil.example/", "http://169.254.170.2//evil.example/"),
            ("@evil.example/", nil), (".evil.example/", nil), (":80@evil.example/", nil),
            ("v2/credentials", nil), ("/a\r\nX: y", nil), ("/a b", nil),
        ])
    func relative(path: String, url: String?) {
        let environment = [Self.relativeURI: path, Self.fullURI: "https://example.com/"]
        #expect((try? ContainerCredentials.url(in: environment)) == url)
    }

    @Test(
        "who may be asked",
        arguments: [
            "https://example.com/c", "https://10.0.0.1/", "HTTPS://example.com", "http://127.0.0.1",
            "http://127.0.0.1:51679/c", "http://127.255.255.254/", "http://[::1]:8080/c?a=b",
            "http://localhost/", "http://LocalHost:1/", "http://169.254.170.2/",
            "http://169.254.170.23/v1/credentials", "http://[fd00:ec2::23]/v1/credentials",
            "http://[fd00:0ec2:0:0:0:0:0:23]/",
            // libcurl reads these as 127.0.0.1, and connects to what it has read.
            "http://127.1/", "http://0x7f000001/",
        ])
    func allowed(url: String) throws {
        #expect(try ContainerCredentials.url(in: [Self.fullURI: url]) == url)
    }

    @Test(
        "who may not be asked is named before any request",
        arguments: [
            ("http://example.com/hush", "example.com"), ("http://10.0.0.1/hush", "10.0.0.1"),
            ("http://169.254.169.254/", "169.254.169.254"),
            ("http://169.254.170.3/", "169.254.170.3"), ("http://126.255.255.255/", "126.255"),
            ("http://128.0.0.1/", "128.0.0.1"), ("http://0.0.0.0/", "0.0.0.0"),
            ("http://[::]/", "::"), ("http://[::2]/", "::2"),
            ("http://[fd00:ec2::254]/", "fd00:ec2::254"),
            ("http://localhost.evil.example/", "localhost.evil.example"),
            ("http://127.0.0.1.evil.example/", "127.0.0.1.evil.example"),
            ("http://127.0.0.1#@evil.example/", ""), ("http://127.0.0.1@evil.example/", ""),
            ("http://hush:hush@127.0.0.1/", ""), ("file:///etc/passwd", ""), ("127.0.0.1/", ""),
            ("ftp://127.0.0.1/", ""), ("http:///127.0.0.1/", ""), ("http://evil.example\n/", ""),
        ])
    func refused(url: String, named: String) async throws {
        guard url != "http://127.0.0.1#@evil.example/" else {
            // Everything behind # stays here.
            #expect(try ContainerCredentials.url(in: [Self.fullURI: url]) == url)
            return
        }
        let error = await SecretAnswer.failure(try Self.source([Self.fullURI: url]))
        #expect(error?.code == .malformed)
        #expect(error?.message.contains(Self.fullURI) == true)
        #expect(named.isEmpty || error?.message.contains(named) == true)
    }

    @Test("three tries, a second apart")
    func tries() async throws {
        for status in [500, 503, 429, 404, 400, 302, 204] {
            let sleeps = Sleeps()
            let agent = try StandIn { _, number in
                HTTPResponse(
                    status: number < 3 ? status : 200, headers: ["Location": "http://127.0.0.1:1/"],
                    body: number < 3 ? [] : Array(SecretAnswer.body.utf8))
            }
            let source = try Self.source([Self.fullURI: agent.url], sleeps: sleeps)
            SecretAnswer.expect(try await source.credentials(at: CredentialsTests.now))
            #expect(sleeps.milliseconds == [1_000, 1_000])
            #expect(agent.requests.count == 3)
        }
    }

    @Test("a server that only fails is unavailable", arguments: SecretAnswer.broken)
    func broken(body: String) async throws {
        let sleeps = Sleeps()
        let agent = try StandIn(SecretAnswer.response(body))
        let error = await SecretAnswer.failure(
            try Self.source([Self.fullURI: agent.url], sleeps: sleeps))
        #expect(error?.code == .unavailable)
        #expect(agent.requests.count == ContainerCredentials.attemptsMax)
        #expect(sleeps.milliseconds.count == 2)
    }

    @Test("a server that refuses, is not there, hangs, hangs up, breaks off or never ends")
    func unreachable() async throws {
        let refusing = try StandIn(SecretAnswer.response("{\"message\": \"hush\"}", status: 401))
        let huge = try StandIn(
            SecretAnswer.response(
                SecretAnswer.body + String(repeating: " ", count: CredentialDocument.bytesMax)))
        let hanging = try RawServer(hasBodies: false) { _ in "" }
        let silent = try RawServer(hasBodies: false) { _ in nil }
        let breaking = try RawServer(hasBodies: false) { _ in
            "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"AccessKeyId\": \"hush"
        }
        let garbage = try RawServer(hasBodies: false) { _ in "hush\r\n\r\n" }
        let urls = [
            refusing.url, huge.url, hanging.url, silent.url, breaking.url, garbage.url,
            try RawServer.freeURL(),
        ]
        for url in urls {
            let sleeps = Sleeps()
            let error = await SecretAnswer.failure(
                try Self.source([Self.fullURI: url], sleeps: sleeps))
            #expect(error?.code == .unavailable)
            #expect(sleeps.milliseconds.count == 2)
        }
        #expect(hanging.requestCount == 3)
    }

    @Test("expired credentials are not asked for again at once")
    func expired() async throws {
        let agent = try StandIn(
            SecretAnswer.response(SecretAnswer.body.replacing("2030", with: "2020")))
        let error = await SecretAnswer.failure(try Self.source([Self.fullURI: agent.url]))
        #expect(error?.code == .expired)
        #expect(agent.requests.count == 1)
    }

    @Test("cancelling ends the tries")
    func cancellation() async throws {
        let hanging = try RawServer(hasBodies: false) { _ in "" }
        let source = try Self.source([Self.fullURI: hanging.url])
        let asking = Task {
            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            return await SecretAnswer.failure(source)
        }
        #expect(await asking.value?.code == .unavailable)
        #expect(hanging.requestCount <= 1)
    }

    @Test("time, size and no proxy")
    func limits() {
        let request = HTTPClientRequest(
            metadata: "http://127.0.0.1/", headers: [:],
            timeoutMilliseconds: ContainerCredentials.timeoutMilliseconds)
        #expect(request.timeoutMilliseconds == 2_000)
        #expect(request.connectTimeoutMilliseconds == 2_000)
        #expect(request.responseBytesMax == 65_536)
        #expect(!request.usesProxies)
    }
}
