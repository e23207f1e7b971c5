import AWS
import Configuration
import HTTP
import JSON
import Telemetry

/// The admin listener of the bridge that runs with the same configuration on this machine.
struct AdminAddress: Sendable {
    private let origin: String
    private let token: Secret?

    private static let answerMilliseconds = 30_000
    private static let connectMilliseconds = 5_000
    /// Length of an answer in bytes.
    private static let answerBytesMax = 64 << 10

    init(_ settings: Settings) throws(RedriveError) {
        guard settings.admin.port != 0 else {
            throw RedriveError(
                "`admin` has port 0, so nobody knows at which one the running bridge listens")
        }
        origin = "http://\(settings.admin.onThisMachine)"
        token = settings.adminToken
    }

    /// Throws when no bridge answers there. Whoever has the port is not shown the token for it.
    func check(_ client: HTTPClient) async throws(RedriveError) {
        let answer = try await send(request("GET", "/healthz", token: nil), client)
        guard answer.status == 200, (try? JSONValue(parsing: answer.body)) == ["status": "ok"]
        else { throw RedriveError("what answers at \(origin) is no bridge") }
    }

    /// Asks for one delivery (design.md section 9).
    func redrive(_ id: String, _ client: HTTPClient) async throws(RedriveError) -> Redriver.Answer {
        let path = "/api/v1/deliveries/\(PercentEncoding.encoded(id.utf8))/redrive"
        let answer = try await send(request("POST", path, token: token), client)
        let error = (try? JSONValue(parsing: answer.body))?["error"]
        let code = error?["code"]?.stringValue
        switch (answer.status, code) {
        case (202, _): return .redriven
        case (409, "not_dead"):
            return .notDead(reason: error?["message"]?.stringValue ?? "The delivery is not dead.")
        case (404, "unknown_delivery"): return .unknown
        case (401, _):
            throw RedriveError(
                "the bridge at \(origin) refuses the adminToken of this configuration; is its "
                    + "secret set here?")
        default:
            let message = error?["message"]?.stringValue.map { ": \($0)" } ?? ""
            throw RedriveError("\(origin) answered \(answer.status)\(message)")
        }
    }

    private func request(
        _ method: String, _ path: String, token: Secret?
    ) -> HTTPClientRequest {
        var headers: HTTPHeaders = [:]
        if let token { headers["Authorization"] = "Bearer \(token.reveal())" }
        var request = HTTPClientRequest(
            method: method, url: origin + path, headers: headers,
            timeoutMilliseconds: Self.answerMilliseconds,
            connectTimeoutMilliseconds: Self.connectMilliseconds,
            responseBytesMax: Self.answerBytesMax, addressPolicy: .any)
        // No proxy stands before a bridge on this machine.
        request.usesProxies = false
        return request
    }

    private func send(
        _ request: HTTPClientRequest, _ client: HTTPClient
    ) async throws(RedriveError) -> HTTPResponse {
        do { return try await client.send(request) } catch {
            throw RedriveError("no bridge answers: \(error.message)")
        }
    }
}
