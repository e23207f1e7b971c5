internal import CMicroHTTPD
internal import Glibc

/// What every connection of a server shares.
final class ServerCore: Sendable {
    let limits: HTTPServerLimits
    let isTLS: Bool
    let refuse: @Sendable (HTTPRefusal) -> HTTPResponse
    let respond: @Sendable (HTTPRequest) async -> HTTPResponse
    let table: ConnectionTable
    let bodies: BodyBudget

    init(
        configuration: HTTPServerConfiguration,
        refuse: @escaping @Sendable (HTTPRefusal) -> HTTPResponse,
        respond: @escaping @Sendable (HTTPRequest) async -> HTTPResponse
    ) {
        limits = configuration.limits
        isTLS = configuration.tls != nil
        self.refuse = refuse
        self.respond = respond
        bodies = BodyBudget(limits)
        table = ConnectionTable(limits: limits) { ServerAnswer.bytes(refuse($0)) }
    }

    /// The header fields; each passes the scan.
    static func headers(of handle: OpaquePointer, _ scan: inout HeadScan) -> HTTPHeaders {
        var head = Head(scan: scan)
        unsafe withUnsafeMutablePointer(to: &head) { head in
            unsafe _ = MHD_get_connection_values_n(
                handle, .HEADER_KIND,
                { context, _, name, nameSize, value, valueSize in
                    guard let head = unsafe context?.assumingMemoryBound(to: Head.self)
                    else { return .NO }
                    let name = unsafe UnsafeRawBufferPointer(start: name, count: nameSize)
                    let value = unsafe UnsafeRawBufferPointer(start: value, count: valueSize)
                    unsafe head.pointee.add(name, value)
                    return .YES
                }, head)
        }
        scan = head.scan
        return HTTPHeaders(head.fields)
    }

    private struct Head {
        var fields: [HTTPHeaders.Field] = []
        var scan: HeadScan

        mutating func add(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
            unsafe scan.passField(name: name, value: value)
            unsafe fields.append(
                (
                    name: String(decoding: name, as: UTF8.self),
                    value: String(decoding: value, as: UTF8.self)
                ))
        }
    }
}

/// A running `MHD_Daemon` with its polling threads.
@safe final class ServerDaemon: @unchecked Sendable {
    // Unchecked: `raw` never changes, and libmicrohttpd lets any thread stop a daemon;
    // `ConnectionTable` sees to it that each happens once, in this order.
    private let raw: OpaquePointer
    private let core: ServerCore
    private let listeningDescriptor: Int32
    let port: UInt16

    init(_ configuration: HTTPServerConfiguration, core: ServerCore) throws(HTTPServerError) {
        let listening = try ListeningSocket(host: configuration.host, port: configuration.port)
        let port = listening.port
        let descriptor = listening.release()
        var options = unsafe Self.options(configuration, core: core, listening: descriptor)
        let raw = unsafe Self.start(configuration, core: core, options: &options)
        guard let raw = unsafe raw else {
            // libmicrohttpd takes the socket over only when it starts.
            _ = close(descriptor)
            throw Self.error(configuration)
        }
        unsafe self.raw = raw
        self.core = core
        listeningDescriptor = descriptor
        self.port = port
    }

    /// New clients are refused, open connections live on.
    ///
    /// Not by `MHD_quiesce_daemon`: up to version 0.9.75 at least it ends the process when one of
    /// the polling threads happens to let go of the socket at the same moment.
    func stopAccepting() {
        hookferry_tcp_stop_listening(listeningDescriptor)
    }

    /// Closes what is open and joins the threads; no connection may be suspended any more.
    func stop() {
        // Closes what stands at the listening socket's number as well.
        unsafe MHD_stop_daemon(raw)
    }
}

extension ServerDaemon {
    private static func error(_ configuration: HTTPServerConfiguration) -> HTTPServerError {
        let place = "\(configuration.host):\(configuration.port)"
        guard configuration.tls == nil else {
            return HTTPServerError(
                code: .badCertificate, message: "The TLS certificate and key cannot be used.",
                place: place, hint: "Both must be PEM, and the key must belong to the certificate.")
        }
        return HTTPServerError(
            code: .cannotStart, message: "The HTTP server's threads cannot be started.",
            place: place)
    }

    private static func start(
        _ configuration: HTTPServerConfiguration, core: ServerCore,
        options: inout [MHD_OptionItem]
    ) -> OpaquePointer? {
        var flags =
            MHD_USE_EPOLL_INTERNAL_THREAD.rawValue | MHD_ALLOW_SUSPEND_RESUME.rawValue
        guard let tls = configuration.tls else {
            return unsafe start(flags, core, &options)
        }
        flags |= MHD_USE_TLS.rawValue
        // Read while starting only (MHD_init_daemon_certificate).
        var certificate = tls.certificatePEM + [0]
        var key = tls.keyPEM + [0]
        return unsafe certificate.withUnsafeMutableBytes { certificate in
            unsafe key.withUnsafeMutableBytes { key in
                unsafe options.insert(option(.HTTPS_MEM_CERT, certificate.baseAddress), at: 0)
                unsafe options.insert(option(.HTTPS_MEM_KEY, key.baseAddress), at: 0)
                return unsafe start(flags, core, &options)
            }
        }
    }

    private static func start(
        _ flags: UInt32, _ core: ServerCore, _ options: inout [MHD_OptionItem]
    ) -> OpaquePointer? {
        let context = unsafe Unmanaged.passUnretained(core).toOpaque()
        return unsafe hookferry_mhd_start(flags, ServerCallbacks.proceed, context, &options)
    }

    private static func options(
        _ configuration: HTTPServerConfiguration, core: ServerCore, listening: Int32
    ) -> [MHD_OptionItem] {
        let limits = configuration.limits
        let context = unsafe Unmanaged.passUnretained(core).toOpaque()
        let connection = unsafe unsafeBitCast(ServerCallbacks.connection, to: Int.self)
        let requestLine = unsafe unsafeBitCast(ServerCallbacks.requestLine, to: Int.self)
        let completed = unsafe unsafeBitCast(ServerCallbacks.completed, to: Int.self)
        var options = unsafe [
            option(.LISTEN_SOCKET, Int(listening)),
            option(.CONNECTION_LIMIT, limits.connectionsMax),
            option(.PER_IP_CONNECTION_LIMIT, limits.connectionsPerAddressMax),
            option(.CONNECTION_MEMORY_LIMIT, limits.connectionMemoryBytes),
            option(.CONNECTION_MEMORY_INCREMENT, 8 * 1024),
            option(.STRICT_FOR_CLIENT, 1),
            MHD_OptionItem(option: .NOTIFY_CONNECTION, value: connection, ptr_value: context),
            MHD_OptionItem(option: .URI_LOG_CALLBACK, value: requestLine, ptr_value: context),
            MHD_OptionItem(option: .NOTIFY_COMPLETED, value: completed, ptr_value: context),
        ]
        // A pool of one is refused with a warning; without a pool there is one thread.
        if configuration.threads > 1 {
            unsafe options.append(option(.THREAD_POOL_SIZE, configuration.threads))
        }
        // "The array must be terminated with an entry {MHD_OPTION_END, 0, NULL}."
        unsafe options.append(option(.END, 0))
        return unsafe options
    }

    private static func option(_ option: MHD_OPTION, _ value: Int) -> MHD_OptionItem {
        unsafe MHD_OptionItem(option: option, value: value, ptr_value: nil)
    }

    private static func option(
        _ option: MHD_OPTION, _ pointer: UnsafeMutableRawPointer?
    ) -> MHD_OptionItem {
        unsafe MHD_OptionItem(option: option, value: 0, ptr_value: pointer)
    }
}
