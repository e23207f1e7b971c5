import AWS
import Foundation
import HTTP
import Lifecycle
import Telemetry
import Testing

/// STS on a loopback port: it checks method, headers, form and signature of what it is asked and
/// answers as STS does. Sessions last an hour by its clock.
final class STSStandIn: Sendable {
    private let server: StandIn
    private let script: Locked<[HTTPResponse]>
    private let clock: WallClock
    private let secrets: [String: String]

    /// What one request asked for, and which key signed it; nil for none.
    struct Asked: Equatable {
        let form: [String: String]
        let key: String?
        let region: String?
    }

    var url: String { server.url }
    var count: Int { server.requests.count }
    var requests: [HTTPRequest] { server.requests }

    /// - Parameters:
    ///   - secrets: by access key; those of the sessions it gives are known to it.
    ///   - script: answers to the first requests instead of a session.
    init(
        clock: WallClock, secrets: [String: String] = ["AKIDBASE": "base-secret"],
        script: [HTTPResponse] = []
    ) throws {
        let script = Locked(script)
        (self.script, self.clock, self.secrets) = (script, clock, secrets)
        server = try StandIn { request, number in
            let scripted: HTTPResponse? = script.withLock {
                $0.isEmpty ? nil : $0.removeFirst()
            }
            if let scripted { return scripted }
            let now = clock.now()
            if let refusal = Self.refusal(of: request, secrets: secrets, now: now) {
                return .stsError(403, refusal.0, refusal.1)
            }
            return Self.session(request, number: number, now: now)
        }
    }

    /// Puts answers before the next sessions.
    func next(_ responses: HTTPResponse...) { script.withLock { $0 += responses } }

    var asked: [Asked] {
        server.requests.map { request in
            let scope = request.headers["Authorization"]?.split(separator: "Credential=").last
            let parts = scope?.split(separator: "/").map(String.init)
            return Asked(
                form: Self.form(request.body) ?? [:], key: parts?.first,
                region: parts.map { $0[2] })
        }
    }

    private static func refusal(
        of request: HTTPRequest, secrets: [String: String], now: Timestamp
    ) -> (String, String)? {
        guard request.method == "POST", request.path == "/", request.query == nil,
            request.headers["Content-Type"] == "application/x-www-form-urlencoded; charset=utf-8",
            request.headers["X-Amz-Target"] == nil, let form = form(request.body),
            form["Version"] == "2011-06-15", let action = form["Action"]
        else { return ("InvalidAction", "This is no query for STS.") }
        guard action == "AssumeRole" else {
            let isUnsigned = request.headers["Authorization"] == nil
            return isUnsigned && form["WebIdentityToken"] != nil
                ? nil : ("ValidationError", "A token and no signature belong here.")
        }
        let signed = SigV4Request(
            method: request.method, path: request.path, headers: request.headers,
            body: request.body)
        let region =
            request.headers["Authorization"]?.split(separator: "/").dropFirst(2).first
            .map(String.init) ?? ""
        let refusal = SigV4.verify(
            signed, secretFor: { key in (secrets[key] ?? sessionSecret(key)).map(Secret.init) },
            service: "sts", region: region, now: now)
        return refusal.map { ($0.code.rawValue, $0.message) }
    }

    private static func sessionSecret(_ key: String) -> String? {
        key.hasPrefix("ASIA") ? "session/secret+" + key : nil
    }

    /// Nil unless each field is there once and decodes.
    static func form(_ body: [UInt8]) -> [String: String]? {
        var form: [String: String] = [:]
        for part in String(decoding: body, as: UTF8.self).split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, form[String(pair[0])] == nil,
                let value = String(pair[1]).replacing("+", with: " ").removingPercentEncoding
            else { return nil }
            form[String(pair[0])] = value
        }
        return form
    }

    static func session(_ request: HTTPRequest, number: Int, now: Timestamp) -> HTTPResponse {
        let form = form(request.body) ?? [:]
        let action = form["Action"] ?? ""
        let key = "ASIA\(number)"
        let seconds = form["DurationSeconds"].flatMap(Int64.init) ?? 3_600
        let end = now.adding(milliseconds: seconds * 1_000).iso8601.prefix(19) + "Z"
        let body = """
            <\(action)Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
              <\(action)Result>
                <AssumedRoleUser>
                  <AssumedRoleId>ARO123EXAMPLE123:\(form["RoleSessionName"] ?? "")</AssumedRoleId>
                  <Arn>arn:aws:sts::123456789012:assumed-role/x/y</Arn>
                </AssumedRoleUser>
                <Credentials>
                  <AccessKeyId>\(key)</AccessKeyId>
                  <SecretAccessKey>\(sessionSecret(key) ?? "")</SecretAccessKey>
                  <SessionToken>session/token==&#x26;\(key)</SessionToken>
                  <Expiration>\(end)</Expiration>
                </Credentials>
              </\(action)Result>
              <ResponseMetadata><RequestId>c6104cbe-af31-11e0</RequestId></ResponseMetadata>
            </\(action)Response>

            """
        return HTTPResponse(
            status: 200, headers: ["Content-Type": "text/xml"], body: Array(body.utf8))
    }
}

extension HTTPResponse {
    /// As STS words an error.
    static func stsError(_ status: Int, _ code: String, _ message: String) -> HTTPResponse {
        let body = """
            <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
              <Error><Type>Sender</Type><Code>\(code)</Code><Message>\(message)</Message></Error>
              <RequestId>5de1ba91-5d3a-42c4</RequestId>
            </ErrorResponse>
            """
        return HTTPResponse(
            status: status, headers: ["Content-Type": "text/xml"], body: Array(body.utf8))
    }
}
