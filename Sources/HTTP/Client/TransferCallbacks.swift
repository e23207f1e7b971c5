internal import CCurl

/// The functions libcurl calls, all on the transfer thread. `context` is the unretained
/// `Transfer`, which the thread holds as long as its handle is added.
enum TransferCallbacks {
    typealias Context = UnsafeMutableRawPointer

    /// CURLOPT_WRITEFUNCTION: "if that amount differs from the amount passed to your callback
    /// function, it signals an error condition to the library".
    static let body: curl_write_callback = { start, size, count, context in
        unsafe take(start, size * count, context) { unsafe $0.take(body: $1) }
    }

    /// CURLOPT_HEADERFUNCTION: "called once for each header and only complete header lines".
    static let header: curl_write_callback = { start, size, count, context in
        unsafe take(start, size * count, context) { unsafe $0.take(headerLine: $1) }
    }

    /// CURLOPT_OPENSOCKETFUNCTION: called with the resolved address instead of `socket`;
    /// "return CURL_SOCKET_BAD" makes libcurl try the next address.
    static let openSocket: curl_opensocket_callback = { context, _, address in
        guard let context = unsafe context, let address = unsafe address,
            let resolved = unsafe hookferry_curl_address(address)
        else { return CURL_SOCKET_BAD }
        let transfer = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
        guard unsafe transfer.permits(IPAddress(socketAddress: resolved)) else {
            return CURL_SOCKET_BAD
        }
        return unsafe hookferry_curl_open_socket(address)
    }

    /// CURLOPT_PREREQFUNCTION: "called by libcurl after a connection has been established or a
    /// connection has been reused (including any SSL handshaking), but before any request is
    /// actually made on the connection"; so a connection opened for a laxer policy is checked too.
    static let beforeRequest: curl_prereq_callback = { context, peer, _, _, _ in
        guard let context = unsafe context, let peer = unsafe peer else {
            return CURL_PREREQFUNC_ABORT
        }
        let transfer = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
        let isPermitted = unsafe transfer.mayBegin(at: IPAddress(String(cString: peer)))
        return isPermitted ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
    }

    private static func take(
        _ start: UnsafeMutablePointer<CChar>?, _ count: Int, _ context: Context?,
        _ body: (Transfer, UnsafeRawBufferPointer) -> Bool
    ) -> Int {
        guard let context = unsafe context else { return 0 }
        let transfer = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
        let piece = unsafe UnsafeRawBufferPointer(start: start, count: count)
        // 0 is no error for an empty piece, and any other number than `count` is one.
        return unsafe body(transfer, piece) ? count : -1
    }
}
