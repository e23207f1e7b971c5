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
/// `AWS_ENDPOINT_URL`, the section that the profile names with `services`, the profile's
/// `endpoint_url`, the regional default
/// (https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html).
package struct Endpoints: Sendable, Undisclosed {
    private let environment: [String: String]
    private let location: ProfileLocation

    /// - Parameter profile: the profile somebody asked for by name; without one `AWS_PROFILE`,
    ///   else `default`.
    package init(environment: [String: String], profile: String? = nil) {
        self.environment = environment
        location = ProfileLocation(environment: environment, profile: profile)
    }

    /// The shared files are read each time, as for credentials. Throws `configuration` for a name
    /// that is no region, a service that is not there, a configured URL that cannot be used, and
    /// shared files that cannot be read.
    package func endpoint(
        for service: AWSService, region: String
    ) throws(AWSError) -> Endpoint {
        guard let partition = Partition.of(region: region) else {
            throw .configuration("InvalidRegion", "'\(AWSError.clean(region))' is no AWS region.")
        }
        let settings = try EndpointSettings(environment: environment, location: location)
        // A configured URL stands as it is, as in botocore: whoever wants its FIPS sibling says so.
        if let configured = try settings.url(for: service) { return try configured.endpoint() }
        let variant = EndpointVariant(
            isFIPS: settings.isTrue("AWS_USE_FIPS_ENDPOINT"),
            isDualStack: settings.isTrue("AWS_USE_DUALSTACK_ENDPOINT"))
        guard let host = service.host(region: region, partition: partition, variant: variant)
        else {
            throw .configuration(
                "InvalidRegion", "\(service.signingName) is not available in \(region).")
        }
        return Endpoint(origin: "https://\(host)", authority: host, path: "/")
    }
}

/// What environment and profile say of endpoints.
private struct EndpointSettings: Undisclosed {
    private let environment: [String: String]
    /// Nil when nobody has a profile.
    private let profile: Profile?
    private let files: ProfileFiles

    init(environment: [String: String], location: ProfileLocation) throws(AWSError) {
        self.environment = environment
        do throws(CredentialError) {
            files = try location.files()
            profile = try Self.profile(location.name, in: files)
        } catch {
            throw .configuration("InvalidProfile", error.description)
        }
    }

    private static func profile(
        _ name: String, in files: ProfileFiles
    ) throws(CredentialError) -> Profile? {
        do throws(CredentialError) {
            return try files.profile(name)
        } catch {
            guard error.code == .notConfigured else { throw error }
            return nil
        }
    }

    /// The variable counts, else the profile's key, which is `use_fips_endpoint` for
    /// `AWS_USE_FIPS_ENDPOINT`.
    func isTrue(_ variable: String) -> Bool {
        let key = variable.dropFirst("AWS_".count).lowercased()
        let value = environment.nonEmpty(variable) ?? profile?.setting(key)
        return value?.lowercased() == "true"
    }

    func url(for service: AWSService) throws(AWSError) -> ConfiguredURL? {
        guard !isTrue("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") else { return nil }
        for name in ["AWS_ENDPOINT_URL_\(service.serviceID)", "AWS_ENDPOINT_URL"] {
            if let text = environment.nonEmpty(name) {
                return ConfiguredURL(place: name, text: text)
            }
        }
        guard let profile else { return nil }
        if let name = profile.setting("services") {
            let title = "services \(name)"
            guard files.config?.sections[title] != nil else {
                throw .configuration(
                    "InvalidProfile", "profile \(profile.name): There is no section [\(title)].")
            }
            let key = service.serviceID.lowercased()
            if let text = files.config?.nested[title]?[key]?.nonEmpty("endpoint_url") {
                return ConfiguredURL(place: "endpoint_url of \(key) in [\(title)]", text: text)
            }
        }
        return profile.setting("endpoint_url").map {
            ConfiguredURL(place: "endpoint_url of profile \(profile.name)", text: $0)
        }
    }
}

/// An endpoint's URL with the place where somebody wrote it.
private struct ConfiguredURL: Undisclosed {
    let place: String
    let text: String

    func endpoint() throws(AWSError) -> Endpoint {
        guard let endpoint = Endpoint(url: text) else {
            throw .configuration(
                "InvalidEndpoint",
                "\(place) is no http:// or https:// URL of a host, a port and a path.")
        }
        return endpoint
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
