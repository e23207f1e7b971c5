/// Which addresses a request may reach. It is checked on the resolved address at the moment of
/// connecting (and again when a kept connection is reused), so a name that resolves to another
/// address the second time (DNS rebinding) gains nothing.
package enum AddressPolicy: Sendable, Hashable {
    /// Every address, http and https: for endpoints the operator or AWS names.
    case any
    /// Public addresses over https; addresses in the ranges whatever they are, also over http.
    /// With a proxy from the environment the address checked is the proxy's (it resolves the
    /// name), so a private proxy must be in the ranges; literal addresses in the URL are checked
    /// all the same.
    case publicHTTPS(allowing: [AddressRange])
    /// Only addresses in the ranges, over http and https.
    case within([AddressRange])

    func permits(_ address: IPAddress, isHTTPS: Bool) -> Bool {
        switch self {
        case .any:
            return true
        case .publicHTTPS(let ranges):
            if ranges.contains(where: { $0.contains(address) }) { return true }
            return isHTTPS && Self.isPublic(address)
        case .within(let ranges):
            return ranges.contains { $0.contains(address) }
        }
    }

    /// Whether the scheme may do at all, before any address is known.
    func permitsScheme(isHTTPS: Bool) -> Bool {
        switch self {
        case .any, .within: true
        case .publicHTTPS(let ranges): isHTTPS || !ranges.isEmpty
        }
    }

    private static func isPublic(_ address: IPAddress) -> Bool {
        if address.bytes.count == 4 { return !notPublicIPv4.contains { $0.contains(address) } }
        // IANA has assigned only 2000::/3 as global unicast, which rules out loopback, mapped
        // IPv4 (::ffff/96), NAT64 (64:ff9b::/96), unique local, link-local and multicast at once.
        return address.bytes[0] & 0xE0 == 0x20 && !notPublicIPv6.contains { $0.contains(address) }
    }

    // https://www.iana.org/assignments/iana-ipv4-special-registry
    private static let notPublicIPv4: [AddressRange] = [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
        // Azure's wire server: a public number that answers only inside, with secrets.
        "168.63.129.16/32",
    ].compactMap(AddressRange.init(cidr:))

    // https://www.iana.org/assignments/iana-ipv6-special-registry
    private static let notPublicIPv6: [AddressRange] = [
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
    ].compactMap(AddressRange.init(cidr:))
}
