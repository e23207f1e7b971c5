internal import CMicroHTTPD

/// Answers in the form the wire or libmicrohttpd wants.
enum ServerAnswer {
    /// Hands the answer to libmicrohttpd; what cannot be sent becomes an empty 500. False if
    /// libmicrohttpd takes none, and the connection must be closed.
    static func queue(_ response: HTTPResponse, on handle: OpaquePointer, closing: Bool) -> Bool {
        let isFinal = (200...599).contains(response.status)
        if isFinal, let made = unsafe make(response, closing: closing) {
            return unsafe queue(made, status: response.status, on: handle)
        }
        guard let empty = unsafe make(HTTPResponse(status: 500), closing: closing) else {
            return false
        }
        return unsafe queue(empty, status: 500, on: handle)
    }

    /// The whole answer as bytes, for a connection that ends with it.
    static func bytes(_ response: HTTPResponse) -> [UInt8] {
        let phrase =
            unsafe MHD_get_reason_phrase_for(UInt32(response.status))
            .map { unsafe String(cString: $0) } ?? ""
        var head = "HTTP/1.1 \(response.status) \(phrase)\r\nConnection: close\r\n"
        head += "Content-Length: \(response.body.count)\r\n"
        for field in response.headers where isOurs(field) == false && HTTPHeaders.isSendable(field)
        {
            head += "\(field.name): \(field.value)\r\n"
        }
        return Array((head + "\r\n").utf8) + response.body
    }

    private static func queue(
        _ made: OpaquePointer, status: Int, on handle: OpaquePointer
    ) -> Bool {
        // "MHD_destroy_response: decrease reference counter of a response object"; the queue
        // holds its own reference.
        defer { unsafe MHD_destroy_response(made) }
        return unsafe MHD_queue_response(handle, UInt32(status), made) == .YES
    }

    private static func make(_ response: HTTPResponse, closing: Bool) -> OpaquePointer? {
        let made = unsafe response.body.withUnsafeBytes { bytes in
            // MUST_COPY: the buffer is only read, despite the mutable pointer.
            unsafe MHD_create_response_from_buffer(
                bytes.count, UnsafeMutableRawPointer(mutating: bytes.baseAddress),
                .RESPMEM_MUST_COPY)
        }
        guard let made = unsafe made else { return nil }
        let fields = response.headers.fields.filter { !isOurs($0) }
        let all = closing ? fields + [(name: "Connection", value: "close")] : fields
        for field in all {
            guard HTTPHeaders.isSendable(field),
                unsafe MHD_add_response_header(made, field.name, field.value) == .YES
            else {
                unsafe MHD_destroy_response(made)
                return nil
            }
        }
        return unsafe made
    }

    /// Fields that frame the message or manage the connection, which are not `respond`'s to set.
    private static func isOurs(_ field: HTTPHeaders.Field) -> Bool {
        ["Content-Length", "Transfer-Encoding", "Connection", "Date"]
            .contains { HTTPHeaders.isSameName($0, field.name) }
    }
}
