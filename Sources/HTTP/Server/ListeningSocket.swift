internal import Glibc

/// A bound and listening TCP socket, made here and not by libmicrohttpd, which would not say why
/// it failed. Closed unless handed over with `release()`.
struct ListeningSocket: ~Copyable {
    let port: UInt16
    private let descriptor: Int32

    init(host: String, port: UInt16) throws(HTTPServerError) {
        let place = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        guard let address = IPAddress(host) else {
            throw HTTPServerError(
                code: .badHost, message: "“\(host)” is not an IPv4 or IPv6 address.",
                place: place, hint: "Listen on 0.0.0.0 or :: for every interface.")
        }
        let isIPv6 = address.bytes.count == 16
        let type =
            Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
            | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(isIPv6 ? AF_INET6 : AF_INET, type, 0)
        guard descriptor >= 0 else {
            throw Self.error(errno, place: place)
        }
        Self.set(SO_REUSEADDR, at: SOL_SOCKET, to: 1, of: descriptor)
        if isIPv6 { Self.set(IPV6_V6ONLY, at: Int32(IPPROTO_IPV6), to: 0, of: descriptor) }
        // The backlog is cut to net.core.somaxconn by the kernel.
        guard Self.bind(descriptor, to: address, port: port), listen(descriptor, 4_096) == 0 else {
            let error = Self.error(errno, place: place)
            _ = close(descriptor)
            throw error
        }
        self.descriptor = descriptor
        self.port = Self.boundPort(of: descriptor)
    }

    /// The descriptor; the caller closes it.
    consuming func release() -> Int32 {
        let released = descriptor
        discard self
        return released
    }

    deinit { _ = close(descriptor) }

    private static func set(_ option: Int32, at level: Int32, to value: Int32, of socket: Int32) {
        var value = value
        let size = socklen_t(MemoryLayout<Int32>.size)
        unsafe _ = setsockopt(socket, level, option, &value, size)
    }

    private static func bind(_ socket: Int32, to address: IPAddress, port: UInt16) -> Bool {
        let bytes = address.socketAddress(port: port)
        return unsafe bytes.withUnsafeBytes { raw in
            guard let start = raw.baseAddress else { return false }
            let pointer = unsafe start.assumingMemoryBound(to: sockaddr.self)
            return unsafe Glibc.bind(socket, pointer, socklen_t(raw.count)) == 0
        }
    }

    private static func boundPort(of socket: Int32) -> UInt16 {
        // Large enough for IPv6; the port stands at the same place in IPv4.
        var bytes = [UInt8](repeating: 0, count: 28)
        var size = socklen_t(bytes.count)
        let result = unsafe bytes.withUnsafeMutableBytes { raw in
            guard let start = raw.baseAddress else { return Int32(-1) }
            return unsafe getsockname(
                socket, start.assumingMemoryBound(to: sockaddr.self), &size)
        }
        return result == 0 ? UInt16(bytes[2]) << 8 | UInt16(bytes[3]) : 0
    }

    private static func error(_ number: Int32, place: String) -> HTTPServerError {
        switch number {
        case EADDRINUSE:
            HTTPServerError(
                code: .addressInUse, message: "Another program listens on \(place).",
                place: place, hint: "`ss -ltnp` shows which.")
        case EACCES, EPERM:
            HTTPServerError(
                code: .notPermitted, message: "The system does not permit listening on \(place).",
                place: place, hint: "Ports below 1024 need CAP_NET_BIND_SERVICE.")
        case EADDRNOTAVAIL:
            HTTPServerError(
                code: .badHost, message: "This machine has no address for \(place).", place: place)
        default:
            HTTPServerError(
                code: .cannotListen, message: "Cannot listen on \(place) (errno \(number)).",
                place: place)
        }
    }
}
