internal import CMicroHTTPD

/// The functions libmicrohttpd calls, each on the thread that owns the connection. `context` is
/// the unretained `ServerCore`, which the daemon keeps alive.
enum ServerCallbacks {
    typealias Context = UnsafeMutableRawPointer

    /// MHD_NotifyConnectionCallback: "MHD_CONNECTION_NOTIFY_STARTED: a new connection has been
    /// started; MHD_CONNECTION_NOTIFY_CLOSED: a connection is closed". In 0.9.75 the latter comes
    /// before the socket is closed (MHD_cleanup_connections).
    static let connection:
        @convention(c) (
            Context?, OpaquePointer?, UnsafeMutablePointer<Context?>?,
            MHD_ConnectionNotificationCode
        ) -> Void = { context, handle, slot, event in
            guard let context = unsafe context, let handle = unsafe handle,
                let slot = unsafe slot
            else { return }
            let core = unsafe Unmanaged<ServerCore>.fromOpaque(context).takeUnretainedValue()
            if event == .CONNECTION_NOTIFY_STARTED {
                let connection = unsafe makeConnection(handle, core)
                unsafe slot.pointee = Unmanaged.passRetained(connection).toOpaque()
                core.table.add(connection)
            } else if let stored = unsafe slot.pointee {
                unsafe slot.pointee = nil
                core.table.remove(
                    unsafe Unmanaged<ServerConnection>.fromOpaque(stored).takeRetainedValue())
            }
        }

    /// MHD_OPTION_URI_LOG_CALLBACK: called with the request target before it is taken apart; the
    /// result becomes `*con_cls` of the other callbacks and is released by `completed`.
    static let requestLine:
        @convention(c) (Context?, UnsafePointer<CChar>?, OpaquePointer?) -> Context? = {
            context, target, handle in
            guard let context = unsafe context, let target = unsafe target,
                let handle = unsafe handle,
                let stored = unsafe hookferry_mhd_socket_context(handle)
            else { return nil }
            let exchange = unsafe Exchange(
                core: Unmanaged<ServerCore>.fromOpaque(context).takeUnretainedValue(),
                connection: Unmanaged<ServerConnection>.fromOpaque(stored).takeUnretainedValue(),
                target: target)
            return unsafe Unmanaged.passRetained(exchange).toOpaque()
        }

    /// MHD_AccessHandlerCallback: "@return MHD_YES if the connection was handled successfully,
    /// MHD_NO if the socket must be closed due to a serious error while handling the request".
    /// `*upload_data_size` is "set to the number of bytes NOT processed": always all of them.
    static let proceed:
        @convention(c) (
            Context?, OpaquePointer?, UnsafePointer<CChar>?, UnsafePointer<CChar>?,
            UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafeMutablePointer<Int>?,
            UnsafeMutablePointer<Context?>?
        ) -> MHD_Result = { _, handle, _, method, version, piece, pieceSize, slot in
            guard let handle = unsafe handle, let method = unsafe method,
                let version = unsafe version, let pieceSize = unsafe pieceSize,
                let stored = unsafe slot?.pointee
            else { return .NO }
            let exchange = unsafe Unmanaged<Exchange>.fromOpaque(stored).takeUnretainedValue()
            let bytes = unsafe UnsafeRawBufferPointer(start: piece, count: pieceSize.pointee)
            unsafe pieceSize.pointee = 0
            let isWanted = unsafe exchange.proceed(
                handle, method: method, version: version, piece: bytes)
            return isWanted ? .YES : .NO
        }

    /// MHD_RequestCompletedCallback: "Signature of the callback used by MHD to notify the
    /// application about completed requests", whether answered, broken off by the client or
    /// ended by the daemon; once per `requestLine`.
    static let completed:
        @convention(c) (
            Context?, OpaquePointer?, UnsafeMutablePointer<Context?>?, MHD_RequestTerminationCode
        ) -> Void = { _, _, slot, _ in
            guard let slot = unsafe slot, let stored = unsafe slot.pointee else { return }
            unsafe slot.pointee = nil
            unsafe Unmanaged<Exchange>.fromOpaque(stored).takeRetainedValue().complete()
        }

    private static func makeConnection(
        _ handle: OpaquePointer, _ core: ServerCore
    ) -> ServerConnection {
        let address = unsafe hookferry_mhd_address(handle)
            .flatMap { unsafe IPAddress(socketAddress: UnsafeRawPointer($0)) }
        let end =
            monotonicMilliseconds() + UInt64(core.limits.requestDeadlineMilliseconds)
        return unsafe ServerConnection(
            handle: handle, socket: hookferry_mhd_socket(handle),
            remoteAddress: address?.text ?? "", isTLS: core.isTLS,
            deadline: ConnectionDeadline(.waiting, milliseconds: end))
    }
}
