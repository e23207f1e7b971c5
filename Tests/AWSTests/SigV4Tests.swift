import Foundation
import HTTP
import JSON
import Lifecycle
import Telemetry
import Testing

@testable import AWS

@Suite("Signature version 4")
struct SigV4Tests {
    static let vectorRoot = "/work/shared/fixtures/sigv4/aws-c-auth-v4"
    static let vectorNames =
        (try? FileManager.default.contentsOfDirectory(atPath: vectorRoot))?
        .filter { !["LICENSE", "NOTICE"].contains($0) }.sorted() ?? []

    /// The header files of awslabs/aws-c-auth; the query files are for presigned URLs, which the
    /// bridge does not make.
    @Test("the vectors of aws-c-auth", arguments: vectorNames)
    func vectors(name: String) throws {
        let vector = try SigV4Vector(folder: "\(Self.vectorRoot)/\(name)")
        let full = SigV4.unsigned(
            vector.request, credentials: vector.credentials, at: vector.time,
            options: vector.options)
        let canonical = SigV4.canonicalRequest(full, options: vector.options)
        #expect(canonical == vector.canonicalRequest)
        let scope = SigV4Scope(day: "20150830", region: vector.region, service: vector.service)
        let toSign = SigV4.stringToSign(canonical, date: "20150830T123600Z", scope: scope)
        #expect(toSign == vector.stringToSign)
        let signature = SigV4.signature(
            of: toSign, secret: vector.credentials.secretAccessKey, scope: scope)
        #expect(signature == vector.signature)
        let headers = SigV4.sign(
            vector.request, credentials: vector.credentials, region: vector.region,
            service: vector.service, at: vector.time, options: vector.options)
        #expect(headers["Authorization"] == vector.authorization)
        #expect(
            headers["X-Amz-Security-Token"] == vector.credentials.sessionToken?.reveal())
    }

    @Test("all 38 vectors are there")
    func vectorCount() {
        guard FileManager.default.fileExists(atPath: Self.vectorRoot) else { return }
        #expect(Self.vectorNames.count == 38)
    }

    @Test("dates are whole seconds in UTC")
    func dates() throws {
        let time = try #require(Timestamp(iso8601: "2026-11-20T01:02:03.987Z"))
        #expect(SigV4.date(time) == "20261120T010203Z")
        #expect(SigV4.time("20261120T010203Z")?.iso8601 == "2026-11-20T01:02:03.000Z")
    }

    @Test(
        "only this form of a date is read",
        arguments: [
            "", "20261120", "2026-11-20T01:02:03Z", "20261120T010203", "20261120T010203z",
            "20261320T010203Z", "20261120T250203Z", "20261120T010203+", "２0261120T010203Z",
            "20261120T01020éZ", "20260230T010203Z",
        ])
    func badDates(text: String) {
        #expect(SigV4.time(text) == nil)
    }

    @Test("a path that is encoded already is encoded once more")
    func doubleEncoding() {
        #expect(SigV4Canonical.path("/a%20b", normalizes: true) == "/a%2520b")
        #expect(SigV4Canonical.path("", normalizes: true) == "/")
    }
}

/// One folder of the suite.
private struct SigV4Vector {
    let request: SigV4Request
    let credentials: Credentials
    let region: String
    let service: String
    let time: Timestamp
    let options: SigV4.Options
    let canonicalRequest: String
    let stringToSign: String
    let signature: String
    let authorization: String

    init(folder: String) throws {
        func text(_ file: String) throws -> String {
            try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
        }
        let context = try JSONValue(parsing: text("context.json"))
        let keys = context["credentials"]
        credentials = Credentials(
            accessKeyId: try #require(keys?["access_key_id"]?.stringValue),
            secretAccessKey: Secret(try #require(keys?["secret_access_key"]?.stringValue)),
            sessionToken: (keys?["token"]?.stringValue).map(Secret.init))
        region = try #require(context["region"]?.stringValue)
        service = try #require(context["service"]?.stringValue)
        time = try #require(Timestamp(iso8601: context["timestamp"]?.stringValue ?? ""))
        var options = SigV4.Options()
        options.normalizesPath = context["normalize"]?.boolValue == true
        options.addsPayloadHash = context["sign_body"]?.boolValue == true
        options.signsSessionToken = context["omit_session_token"]?.boolValue != true
        self.options = options
        request = try Self.request(text("request.txt"))
        canonicalRequest = try text("header-canonical-request.txt")
        stringToSign = try text("header-string-to-sign.txt")
        signature = try text("header-signature.txt")
        let line = try text("header-signed-request.txt").split(separator: "\n")
            .first { $0.hasPrefix("Authorization:") }
        authorization = String(try #require(line).dropFirst("Authorization:".count))
    }

    private static func request(_ text: String) throws -> SigV4Request {
        let head = text.components(separatedBy: "\n\n")
        var lines = head[0].components(separatedBy: "\n").filter { !$0.isEmpty }
        let start = lines.removeFirst().dropLast(" HTTP/1.1".count)
        let method = start.prefix { $0 != " " }
        let target = start.dropFirst(method.count + 1)
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var fields: [HTTPHeaders.Field] = []
        for line in lines {
            if line.hasPrefix(" ") {
                fields[fields.count - 1].value += "\n" + line
            } else {
                let field = line.split(separator: ":", maxSplits: 1)
                fields.append((String(field[0]), field.count == 2 ? String(field[1]) : ""))
            }
        }
        return SigV4Request(
            method: String(method), path: String(parts[0]),
            query: parts.count == 2 ? String(parts[1]) : "", headers: HTTPHeaders(fields),
            body: Array(head.dropFirst().joined(separator: "\n\n").utf8))
    }
}
