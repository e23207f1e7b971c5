internal import Glibc

/// A range of IP addresses, written `10.0.0.0/8`, `fd00::/8`, or one address alone.
package struct AddressRange: Sendable, Hashable {
    private let network: IPAddress
    private let prefixBits: Int

    /// nil for anything but an address and a prefix length that fits it. Bits behind the prefix
    /// are ignored, so `10.1.2.3/8` is `10.0.0.0/8`.
    package init?(cidr: String) {
        let parts = cidr.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = IPAddress(String(parts[0])) else { return nil }
        guard parts.count == 2 else {
            self.init(network: address, prefixBits: address.bytes.count * 8)
            return
        }
        let digits = parts[1]
        guard (1...3).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57) ~= $0 }),
            let bits = Int(digits), bits <= address.bytes.count * 8
        else { return nil }
        self.init(network: address, prefixBits: bits)
    }

    private init(network: IPAddress, prefixBits: Int) {
        self.network = network
        self.prefixBits = prefixBits
    }

    /// Whether the address, given as text, lies in the range. An IPv4 address mapped into IPv6
    /// counts as that IPv4 address; text that is no address lies in no range.
    package func contains(address: String) -> Bool {
        IPAddress(address).map { contains($0) } ?? false
    }

    func contains(_ address: IPAddress) -> Bool {
        if contains(exactly: address) { return true }
        return address.mappedIPv4.map { contains(exactly: $0) } ?? false
    }

    private func contains(exactly address: IPAddress) -> Bool {
        guard address.bytes.count == network.bytes.count else { return false }
        let wholeBytes = prefixBits / 8
        guard address.bytes[..<wholeBytes] == network.bytes[..<wholeBytes] else { return false }
        let restBits = prefixBits % 8
        guard restBits > 0 else { return true }
        let mask = UInt8(truncatingIfNeeded: 0xFF00 >> restBits)
        return (address.bytes[wholeBytes] ^ network.bytes[wholeBytes]) & mask == 0
    }
}

/// An IPv4 (4 bytes) or IPv6 (16 bytes) address in network order.
struct IPAddress: Sendable, Hashable {
    let bytes: [UInt8]

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads only the full textual forms (`inet_pton`), not `127.1` or `0x7f000001`.
    init?(_ text: String) {
        let family = text.utf8.contains(UInt8(ascii: ":")) ? AF_INET6 : AF_INET
        var bytes = [UInt8](repeating: 0, count: family == AF_INET6 ? 16 : 4)
        // "inet_pton() returns 1 on success".
        guard unsafe inet_pton(family, text, &bytes) == 1 else { return nil }
        self.bytes = bytes
    }

    /// Reads a `struct sockaddr`; nil for another family than IPv4 and IPv6.
    init?(socketAddress: UnsafeRawPointer) {
        let family = unsafe socketAddress.loadUnaligned(as: UInt16.self)
        guard let layout = SocketAddressLayout(family: Int32(family)) else { return nil }
        let start = unsafe socketAddress.advanced(by: layout.addressOffset)
        bytes = unsafe Array(UnsafeRawBufferPointer(start: start, count: layout.addressBytes))
    }

    var family: Int32 { bytes.count == 4 ? AF_INET : AF_INET6 }

    /// The bytes of a `struct sockaddr_in` or `sockaddr_in6`.
    func socketAddress(port: UInt16) -> [UInt8] {
        let layout = bytes.count == 4 ? SocketAddressLayout.ipv4 : .ipv6
        var result = [UInt8](repeating: 0, count: layout.size)
        unsafe result.withUnsafeMutableBytes { raw in
            unsafe raw.storeBytes(of: UInt16(layout.family), as: UInt16.self)
            unsafe raw.storeBytes(of: port.bigEndian, toByteOffset: 2, as: UInt16.self)
        }
        result.replaceSubrange(
            layout.addressOffset..<layout.addressOffset + bytes.count, with: bytes)
        return result
    }

    /// The IPv4 address inside `::ffff:a.b.c.d`.
    var mappedIPv4: IPAddress? {
        guard bytes.count == 16, bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10] == 0xFF,
            bytes[11] == 0xFF
        else { return nil }
        return IPAddress(bytes: Array(bytes[12...]))
    }

    /// As `inet_ntop` writes it; a mapped IPv4 address as IPv4.
    var text: String {
        let shown = mappedIPv4 ?? self
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let size = UInt32(buffer.count)
        guard unsafe inet_ntop(shown.family, shown.bytes, &buffer, size) != nil else {
            return ""
        }
        let length = buffer.firstIndex(of: 0) ?? buffer.count
        return String(decoding: buffer[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

/// Where things stand in the socket addresses of ip(7) and ipv6(7): the family first (2 bytes),
/// then the port (2 bytes, network order). Taken by offset, because which Clang module owns
/// `struct sockaddr` depends on the order of imports, and with it whether its members are visible.
private struct SocketAddressLayout {
    let family: Int32
    let addressOffset: Int
    let addressBytes: Int
    let size: Int

    static let ipv4 = Self(family: AF_INET, addressOffset: 4, addressBytes: 4, size: 16)
    static let ipv6 = Self(family: AF_INET6, addressOffset: 8, addressBytes: 16, size: 28)

    private init(family: Int32, addressOffset: Int, addressBytes: Int, size: Int) {
        self.family = family
        self.addressOffset = addressOffset
        self.addressBytes = addressBytes
        self.size = size
    }

    init?(family: Int32) {
        switch family {
        case AF_INET: self = .ipv4
        case AF_INET6: self = .ipv6
        default: return nil
        }
    }
}
