import HTTP
import Lifecycle

/// A metadata server as strict as EC2's.
final class MetadataStandIn: Sendable {
    private let server: StandIn
    private let tokens = Locked<Set<String>>([])

    var url: String { server.url }
    var log: [String] { server.requests.map { "\($0.method) \($0.path)" } }

    init(
        role: HTTPResponse = SecretAnswer.response("bridge+role_1=,.@-"),
        credentials: HTTPResponse = SecretAnswer.response()
    ) throws {
        let tokens = tokens
        let rolePath = "/latest/meta-data/iam/security-credentials/"
        let rolesCredentials =
            rolePath + String(decoding: role.body, as: UTF8.self).replacing("\n", with: "")
        server = try StandIn { request, number in
            let token = request.headers.values(of: "X-aws-ec2-metadata-token")
            let seconds = request.headers.values(of: "X-aws-ec2-metadata-token-ttl-seconds")
            let foreign = ["Authorization", "X-Forwarded-For"].compactMap { request.headers[$0] }
            guard foreign.isEmpty, request.body.isEmpty, request.query == nil else {
                return HTTPResponse(status: 400)
            }
            if request.method == "PUT", request.path == "/latest/api/token" {
                guard seconds == ["21600"], token.isEmpty else { return HTTPResponse(status: 400) }
                let new = "hush-token-\(number)=="
                tokens.withLock { _ = $0.insert(new) }
                return SecretAnswer.response(new)
            }
            guard request.method == "GET", seconds.isEmpty, token.count == 1 else {
                return HTTPResponse(status: 400)
            }
            guard tokens.withLock({ $0.contains(token[0]) }) else {
                return HTTPResponse(status: 401)
            }
            switch request.path {
            case rolePath: return role
            case rolesCredentials: return credentials
            default: return HTTPResponse(status: 404)
            }
        }
    }

    func forgetTokens() { tokens.withLock { $0 = [] } }
}
