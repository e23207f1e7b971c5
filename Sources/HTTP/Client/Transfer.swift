internal import CCurl
internal import Glibc

/// One request on its way, with the libcurl handle that carries it. A class, because libcurl's
/// callbacks need an address that stays.
@safe final class Transfer: @unchecked Sendable {
    // Unchecked: the caller's task makes it and hands it over through the inbox; from then on
    // only the transfer thread (or, if it never got there, whoever took it out) touches it.
    typealias Outcome = Result<HTTPResponse, HTTPClientError>

    let request: HTTPClientRequest
    let url: TargetURL
    /// Until when it waits for a free connection; monotonic milliseconds.
    let deadline: UInt64
    private let whenEnded: @Sendable (Outcome) -> Void
    private(set) var easy: UnsafeMutableRawPointer?
    private var headerLines: UnsafeMutablePointer<curl_slist>?
    // "CURL_ERROR_SIZE: the buffer must be at least 256 bytes big".
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    private var responseHeaders = HTTPHeaders()
    private var responseHeaderBytes = 0
    private var isHeaderComplete = false
    private var responseBody: [UInt8] = []
    private var isTooLarge = false
    /// The body was longer than what is wanted of it.
    private var isCutOff = false
    private var isAddressRefused = false
    private var isRepeatRefused = false
    private(set) var isRequestSent = false

    init(
        _ request: HTTPClientRequest, url: TargetURL,
        whenEnded: @escaping @Sendable (Outcome) -> Void
    ) {
        self.request = request
        self.url = url
        deadline = monotonicMilliseconds() + UInt64(max(0, request.timeoutMilliseconds))
        self.whenEnded = whenEnded
        unsafe errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        if let easy = unsafe easy { unsafe curl_easy_cleanup(easy) }
        unsafe curl_slist_free_all(headerLines)
        unsafe errorText.deallocate()
    }

    // MARK: Start

    /// Makes the libcurl handle. False if memory is short or libcurl refuses an option.
    func prepare(identifier: UInt64) -> Bool {
        guard let easy = unsafe curl_easy_init() else { return false }
        unsafe self.easy = easy
        let this = unsafe Unmanaged.passUnretained(self).toOpaque()
        let identifier = unsafe UnsafeMutableRawPointer(bitPattern: UInt(identifier))
        let results = unsafe [
            hookferry_curl_set_pointer(easy, CURLOPT_CURLU, UnsafeMutableRawPointer(url.handle)),
            hookferry_curl_set_pointer(easy, CURLOPT_PRIVATE, identifier),
            hookferry_curl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText),
            hookferry_curl_set_text(easy, CURLOPT_PROTOCOLS_STR, "http,https"),
            hookferry_curl_set_long(easy, CURLOPT_NOSIGNAL, 1),
            hookferry_curl_set_long(easy, CURLOPT_FOLLOWLOCATION, 0),
            // One request, one connection: `isRequestSent` then means what it says.
            hookferry_curl_set_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1)),
            // Servers close idle connections after 60 s and more; half of that keeps away from
            // the moment when both sides act at once.
            hookferry_curl_set_long(easy, CURLOPT_MAXAGE_CONN, 30),
            // Without it, ending a transfer waits for its name resolution, and so do all others.
            hookferry_curl_set_long(easy, CURLOPT_QUICK_EXIT, 1),
            hookferry_curl_set_long(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1),
            hookferry_curl_set_long(easy, CURLOPT_TIMEOUT_MS, max(1, request.timeoutMilliseconds)),
            hookferry_curl_set_long(
                easy, CURLOPT_CONNECTTIMEOUT_MS, max(1, request.connectTimeoutMilliseconds)),
            hookferry_curl_set_pointer(easy, CURLOPT_WRITEDATA, this),
            hookferry_curl_set_write(easy, CURLOPT_WRITEFUNCTION, TransferCallbacks.body),
            hookferry_curl_set_pointer(easy, CURLOPT_HEADERDATA, this),
            hookferry_curl_set_write(easy, CURLOPT_HEADERFUNCTION, TransferCallbacks.header),
            hookferry_curl_set_pointer(easy, CURLOPT_OPENSOCKETDATA, this),
            hookferry_curl_set_open_socket(easy, TransferCallbacks.openSocket),
            hookferry_curl_set_pointer(easy, CURLOPT_PREREQDATA, this),
            hookferry_curl_set_before_request(easy, TransferCallbacks.beforeRequest),
        ]
        return unsafe results.allSatisfy { $0 == CURLE_OK } && setMethodAndBody(of: easy)
            && setHeaders(of: easy) && setServer(of: easy)
    }

    /// Whom the request is for.
    private func setServer(of easy: UnsafeMutableRawPointer) -> Bool {
        var results: [CURLcode] = []
        if let key = request.pinnedKey {
            // "This option is independent of CURLOPT_SSL_VERIFYPEER. If you turn off that option
            // then the peer is still verified by public key"
            // (https://curl.se/libcurl/c/CURLOPT_PINNEDPUBLICKEY.html).
            unsafe results += [
                hookferry_curl_set_text(easy, CURLOPT_PINNEDPUBLICKEY, "sha256//\(key)"),
                hookferry_curl_set_long(easy, CURLOPT_SSL_VERIFYPEER, 0),
                hookferry_curl_set_long(easy, CURLOPT_SSL_VERIFYHOST, 0),
            ]
        }
        if !request.usesProxies {
            unsafe results.append(hookferry_curl_set_text(easy, CURLOPT_NOPROXY, "*"))
        }
        return results.allSatisfy { $0 == CURLE_OK }
    }

    private func setMethodAndBody(of easy: UnsafeMutableRawPointer) -> Bool {
        let carriesBody =
            ["POST", "PUT", "PATCH"].contains(request.method) || !request.body.isEmpty
        var results: [CURLcode] = []
        if request.method == "HEAD" {
            unsafe results.append(hookferry_curl_set_long(easy, CURLOPT_NOBODY, 1))
        } else if carriesBody {
            let size = request.body.count
            unsafe results.append(
                hookferry_curl_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, size))
            unsafe request.body.withUnsafeBytes { bytes in
                // An empty array may have no address, and NULL would mean "read from stdin".
                unsafe withUnsafeBytes(of: UInt8(0)) { none in
                    let start = unsafe bytes.baseAddress ?? none.baseAddress
                    unsafe results.append(
                        hookferry_curl_set_pointer(
                            easy, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: start)))
                }
            }
        }
        unsafe results.append(hookferry_curl_set_text(easy, CURLOPT_CUSTOMREQUEST, request.method))
        return results.allSatisfy { $0 == CURLE_OK }
    }

    private func setHeaders(of easy: UnsafeMutableRawPointer) -> Bool {
        // "Name;" sends a field without value, "Name:" removes libcurl's own.
        var lines = request.headers.map {
            $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)"
        }
        // No asking for leave: our bodies are small, and the wait costs up to a second.
        if request.headers["Expect"] == nil { lines.append("Expect:") }
        // What the request does not say is not said for it.
        for name in ["Accept", "Content-Type"] where request.headers[name] == nil {
            lines.append("\(name):")
        }
        for line in lines {
            // "NULL if anything went wrong, otherwise the new list pointer"
            guard let longer = unsafe curl_slist_append(headerLines, line) else { return false }
            unsafe headerLines = longer
        }
        return unsafe hookferry_curl_set_pointer(easy, CURLOPT_HTTPHEADER, headerLines) == CURLE_OK
    }

    // MARK: Callbacks

    /// False to stop the transfer.
    func take(body piece: UnsafeRawBufferPointer) -> Bool {
        let room = request.responseBytesMax - responseBody.count
        guard piece.count <= room else {
            isTooLarge = !request.takesBeginning
            isCutOff = request.takesBeginning
            if isCutOff { unsafe responseBody.append(contentsOf: piece.prefix(room)) }
            return false
        }
        unsafe responseBody.append(contentsOf: piece)
        return true
    }

    /// One line of the answer's header; a status line begins another answer (after 100).
    func take(headerLine line: UnsafeRawBufferPointer) -> Bool {
        responseHeaderBytes += line.count
        guard responseHeaderBytes <= HTTPClientRequest.responseHeaderBytesMax else {
            isTooLarge = true
            return false
        }
        let text = unsafe String(decoding: line, as: UTF8.self)
        if text.hasPrefix("HTTP/") {
            responseHeaders = HTTPHeaders()
            isHeaderComplete = false
        } else if text == "\r\n" || text == "\n" {
            isHeaderComplete = true
        } else if let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) {
            responseHeaders.add(
                String(text[..<colon]), trimmed(text[text.utf8.index(after: colon)...]))
        }
        return true
    }

    func permits(_ address: IPAddress?) -> Bool {
        if case .any = request.addressPolicy { return true }
        let isPermitted =
            address.map { request.addressPolicy.permits($0, isHTTPS: url.isHTTPS) } ?? false
        isAddressRefused = isAddressRefused || !isPermitted
        return isPermitted
    }

    /// The connection stands, new or kept, and the next byte is the request's. False to stop.
    func mayBegin(at address: IPAddress?) -> Bool {
        guard permits(address) else { return false }
        // When a kept connection breaks, libcurl sends the request again by itself. What is not
        // idempotent (RFC 9110, section 9.2.2) might then happen twice.
        isRepeatRefused = isRequestSent && ["POST", "PATCH"].contains(request.method)
        isRequestSent = true
        return !isRepeatRefused
    }

    // MARK: End

    func end(_ code: HTTPClientError.Code, _ message: String) {
        whenEnded(
            .failure(
                HTTPClientError(
                    code: code, message: message, requestSent: isRequestSent, origin: url.origin,
                    status: status)))
    }

    func end(_ result: CURLcode) {
        // libcurl 7.88 takes a header that breaks off for a whole answer.
        guard result == CURLE_OK || isCutOff, isHeaderComplete, let status else {
            let (code, message) = explain(result)
            return end(code, message)
        }
        whenEnded(
            .success(HTTPResponse(status: status, headers: responseHeaders, body: responseBody)))
    }

    private var status: Int? {
        guard let easy = unsafe easy else { return nil }
        var status = 0
        let result = unsafe hookferry_curl_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
        // "The stored value is zero if no server response code has been received."
        return result == CURLE_OK && status != 0 ? status : nil
    }

    private func explain(_ result: CURLcode) -> (HTTPClientError.Code, String) {
        if isTooLarge {
            return (
                .responseTooLarge,
                "The answer of \(url.origin) is longer than \(request.responseBytesMax) bytes."
            )
        }
        if isRepeatRefused {
            return (.connectionLost, "\(url.origin) closed the connection without an answer.")
        }
        if isAddressRefused, result == CURLE_COULDNT_CONNECT || result == CURLE_ABORTED_BY_CALLBACK
        {
            return (.refusedAddress, "\(url.origin) has no address this request may reach.")
        }
        if result == CURLE_OK {
            return (.connectionLost, "\(url.origin) closed the connection within its answer.")
        }
        let detail = unsafe String(cString: errorText)
        let reason =
            detail.isEmpty ? unsafe String(cString: curl_easy_strerror(result)) : detail
        return (code(of: result), "\(url.origin): \(reason).")
    }

    private func code(of result: CURLcode) -> HTTPClientError.Code {
        switch result {
        case CURLE_URL_MALFORMAT: .invalidURL
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .unresolved
        case CURLE_COULDNT_CONNECT, CURLE_PROXY: .connectFailed
        case CURLE_OPERATION_TIMEDOUT: .timedOut
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS,
            CURLE_SSL_PINNEDPUBKEYNOTMATCH:
            .tlsFailed
        default: .connectionLost
        }
    }
}

/// Without blanks and the line end around.
private func trimmed(_ text: Substring) -> String {
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 9 || $0 == 13 || $0 == 10 }
    let bytes = text.utf8.drop(while: isBlank)
    guard let last = bytes.lastIndex(where: { !isBlank($0) }) else { return "" }
    return String(Substring(bytes[...last]))
}
