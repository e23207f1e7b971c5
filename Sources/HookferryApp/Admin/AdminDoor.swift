import HTTP
import Intake
import Telemetry

/// Who is let in: whoever has the admin token; without one set, whoever is on this machine, but no
/// web page that is only being looked at there.
///
/// A page of a stranger can make a browser send requests to a loopback address. Under a name of
/// its own that it lets point there (DNS rebinding) it could also read the answers; so a name has
/// to be ours. What changes something must besides come from no other page: browsers tell in
/// `Origin` where a POST comes from (https://fetch.spec.whatwg.org/#origin-header).
struct AdminDoor: Sendable {
    private let proof: AuthorizationField?
    /// In lower case.
    private let hosts: Set<String>
    /// `https://hookferry.example.com`; nil when nobody has configured one.
    private let origin: String?

    /// - Parameters:
    ///   - token: what operators show; nil asks for nothing.
    ///   - host: what is listened on.
    ///   - url: where people reach the listener, if not there.
    init(token: Secret?, host: String, url: String?) {
        proof = token.map { AuthorizationField(scheme: "Bearer", Tokens([$0])) }
        let place = url.flatMap(Self.parts)
        hosts = Set(["localhost", host.lowercased()] + [place?.host].compactMap { $0 })
        origin = place?.origin
    }

    /// Whether requests have to show a token.
    var hasToken: Bool { proof != nil }

    /// Throws why the request is not let in.
    func admit(_ request: HTTPRequest) throws(AdminRefusal) {
        guard let proof else { return try checkHost(request) }
        guard proof.isRight(request.headers) else {
            throw AdminRefusal(
                .badCredentials, "The admin token is required as a bearer token.",
                headers: ["WWW-Authenticate": "Bearer realm=\"hookferry admin\""])
        }
    }

    /// Throws when another web page has sent a request that changes something.
    func admitChange(_ request: HTTPRequest) throws(AdminRefusal) {
        let origins = request.headers.values(of: "Origin").map { $0.lowercased() }
        let host = request.headers["Host"]?.lowercased() ?? ""
        let ours = ["http://\(host)", "https://\(host)"] + [origin].compactMap { $0 }
        guard origins.allSatisfy(ours.contains) else {
            throw AdminRefusal(.notAllowed, "Another web page may not ask for this.")
        }
    }

    /// A client without the field is no browser.
    private func checkHost(_ request: HTTPRequest) throws(AdminRefusal) {
        let fields = request.headers.values(of: "Host")
        let isOurs = fields.allSatisfy { field in
            let host = Self.host(of: field)
            return hosts.contains(host) || AddressRange(cidr: host) != nil && !host.contains("/")
        }
        guard fields.count <= 1, isOurs else {
            throw AdminRefusal(
                .notAllowed,
                "Without an admin token this is reached by an IP address, as localhost, or by the "
                    + "name in `adminUrl`.")
        }
    }

    /// Without port and brackets, in lower case.
    private static func host(of authority: String) -> String {
        let text = authority.lowercased()
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            return String(text[text.index(after: text.startIndex)..<end])
        }
        return String(text.prefix { $0 != ":" })
    }

    private static func parts(of url: String) -> (origin: String, host: String)? {
        let text = url.lowercased()
        guard let start = text.firstRange(of: "://")?.upperBound else { return nil }
        let authority = text[start...].prefix { $0 != "/" }
        return (String(text[..<start] + authority), host(of: String(authority)))
    }
}
