import HTTP

/// Where a listener listens: `0.0.0.0:8080`, `[::1]:80`.
package struct SocketAddress: Sendable, Hashable, CustomStringConvertible {
    /// An IPv4 or IPv6 address, without brackets.
    package let host: String
    /// 0 asks the system for a free port.
    package let port: UInt16

    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// Nil for anything but an address and a port; names are not resolved.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let digits = text[text.index(after: colon)...]
        let isBracketed = text.hasPrefix("[") && text[..<colon].hasSuffix("]")
        let host = isBracketed ? text[..<colon].dropFirst().dropLast() : text[..<colon]
        guard digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= $0 }),
            let port = UInt16(digits), host.contains(":") == isBracketed, !host.contains("/"),
            AddressRange(cidr: String(host)) != nil
        else { return nil }
        self.init(host: String(host), port: port)
    }

    /// Whether only this machine can connect.
    package var isLoopback: Bool {
        ["127.0.0.0/8", "::1"].compactMap(AddressRange.init(cidr:))
            .contains { $0.contains(address: host) }
    }

    /// Where a program on this machine connects to whoever listens here.
    package var onThisMachine: SocketAddress {
        guard isWildcard else { return self }
        return SocketAddress(host: host.contains(":") ? "::1" : "127.0.0.1", port: port)
    }

    /// Whether it stands for every address of the machine.
    package var isWildcard: Bool {
        ["0.0.0.0/32", "::/128"].compactMap(AddressRange.init(cidr:))
            .contains { $0.contains(address: host) }
    }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
