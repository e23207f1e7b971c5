internal import CMicroHTTPD
internal import Glibc

/// A bound and listening TCP socket, made here and not by libmicrohttpd, which would not say why
/// it failed. Closed unless handed over with `release()`.
struct ListeningSocket: ~Copyable {
    let port: UInt16
    private let descriptor: Int32

    /// Connections the kernel keeps until they are accepted; it cuts this to net.core.somaxconn.
    private static let backlogMax: Int32 = 4_096

    init(host: String, port: UInt16) throws(HTTPServerError) {
        let place = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        guard let address = IPAddress(host) else {
            throw HTTPServerError(
                code: .badHost, message: "“\(host)” is not an IPv4 or IPv6 address.",
                place: place, hint: "Listen on 0.0.0.0 or :: for every interface.")
        }
        let bytes = address.socketAddress(port: port)
        let descriptor = hookferry_tcp_socket(address.family)
        guard descriptor >= 0 else { throw Self.error(errno, place: place) }
        hookferry_tcp_set_listening_options(descriptor, address.family)
        guard unsafe hookferry_tcp_bind(descriptor, bytes, bytes.count) == 0,
            listen(descriptor, Self.backlogMax) == 0
        else {
            let error = Self.error(errno, place: place)
            _ = close(descriptor)
            throw error
        }
        self.descriptor = descriptor
        self.port = hookferry_tcp_port(descriptor)
    }

    /// The descriptor; the caller closes it.
    consuming func release() -> Int32 {
        let released = descriptor
        discard self
        return released
    }

    deinit { _ = close(descriptor) }

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
