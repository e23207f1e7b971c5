/// Where a service is called.
package struct Endpoint: Sendable, Hashable {
    /// `https://config.us-east-2.amazonaws.com`, without a path.
    package let origin: String
    /// The `Host` header: without the port where it is the scheme's own.
    package let authority: String
    /// `/` unless a configured URL has a path.
    package let path: String

    package var url: String { origin + path }
}

/// Finds endpoints in the order of the AWS SDKs: `AWS_ENDPOINT_URL_<SERVICE_ID>`,
/// `AWS_ENDPOINT_URL`, the regional default
/// (https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html).
package struct Endpoints: Sendable {
    private let environment: [String: String]

    package init(environment: [String: String]) { self.environment = environment }

    /// Throws `configuration` for a name that is no region, a service that is not there, and a
    /// configured URL that cannot be used.
    package func endpoint(
        for service: AWSService, region: String
    ) throws(AWSError) -> Endpoint {
        guard let partition = Partition.of(region: region) else {
            throw .configuration("InvalidRegion", "'\(AWSError.clean(region))' is no AWS region.")
        }
        if let configured = try configured(for: service) { return configured }
        guard !isTrue("AWS_USE_FIPS_ENDPOINT") else {
            throw .configuration(
                "UnsupportedEndpoint",
                "AWS_USE_FIPS_ENDPOINT is not supported yet; set AWS_ENDPOINT_URL_"
                    + "\(service.serviceID) to the FIPS endpoint.")
        }
        guard let host = service.host(region: region, partition: partition) else {
            throw .configuration(
                "InvalidRegion", "\(service.signingName) is not available in \(region).")
        }
        return Endpoint(origin: "https://\(host)", authority: host, path: "/")
    }

    private func configured(for service: AWSService) throws(AWSError) -> Endpoint? {
        guard !isTrue("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") else { return nil }
        for name in ["AWS_ENDPOINT_URL_\(service.serviceID)", "AWS_ENDPOINT_URL"] {
            guard let text = environment.nonEmpty(name) else { continue }
            guard let endpoint = Endpoint(url: text) else {
                throw .configuration(
                    "InvalidEndpoint",
                    "\(name) is no http:// or https:// URL of a host, a port and a path.")
            }
            return endpoint
        }
        return nil
    }

    private func isTrue(_ name: String) -> Bool {
        environment.nonEmpty(name)?.lowercased() == "true"
    }
}

extension Endpoint {
    /// Nil for anything but scheme, host, port and path: a query or user information would get
    /// lost or signed wrongly.
    init?(url: String) {
        guard let (scheme, port) = Self.schemes.first(where: { url.lowercased().hasPrefix($0.0) }),
            url.utf8.allSatisfy({ (0x21...0x7e).contains($0) }),
            !url.contains(where: { "?#\\\"<>^`{|}".contains($0) })
        else { return nil }
        let rest = url.dropFirst(scheme.count)
        let host = rest.prefix { $0 != "/" }.lowercased()
        guard Self.isAuthority(host) else { return nil }
        authority = host.hasSuffix(":\(port)") ? String(host.dropLast(port.count + 1)) : host
        origin = scheme + authority
        let path = rest.dropFirst(host.count)
        self.path = path.isEmpty ? "/" : String(path)
    }

    private static let schemes = [("http://", "80"), ("https://", "443")]

    /// `host`, `host:port`, `[::1]` or `[::1]:port`.
    private static func isAuthority(_ text: String) -> Bool {
        let closing = text.firstIndex(of: "]")
        let portStart = text.lastIndex(of: ":").flatMap { colon in
            closing.map { colon > $0 } ?? true ? colon : nil
        }
        let host = text[..<(portStart ?? text.endIndex)]
        let port = portStart.map { text[text.index(after: $0)...] }
        let isPort = port.map { (UInt16($0) ?? 0) > 0 && $0.first != "+" } ?? true
        guard closing != nil else { return isPort && isName(host) }
        return isPort && host.first == "[" && host.last == "]" && host.count > 3
            && host.dropFirst().dropLast().allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
    }

    private static func isName(_ host: Substring) -> Bool {
        !host.isEmpty
            && host.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
