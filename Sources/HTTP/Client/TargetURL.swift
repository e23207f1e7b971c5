internal import CCurl

/// A URL as libcurl itself understands it: what is checked here is what is connected to.
@safe package final class TargetURL: @unchecked Sendable {
    // Unchecked: nothing changes after `init`, and libcurl only reads the handle.
    let handle: OpaquePointer
    package let isHTTPS: Bool
    /// Without the brackets of an IPv6 address.
    package let host: String
    /// `scheme://host:port`.
    let origin: String
    /// Whether the port is the scheme's own.
    package var isStandardPort: Bool { origin.hasSuffix(isHTTPS ? ":443" : ":80") }

    /// nil unless it is an absolute http or https URL without user information.
    package init?(_ text: String) {
        // libcurl also takes one slash and three, which others read differently.
        guard let slashes = text.firstRange(of: "://"), text[slashes.upperBound...].first != "/",
            CurlLibrary.isReady, let handle = unsafe curl_url()
        else { return nil }
        // PATH_AS_IS: the path may be covered by a signature, so "/../" must stay.
        let flags = UInt32(CURLU_PATH_AS_IS)
        guard !text.utf8.contains(0),
            unsafe curl_url_set(handle, CURLUPART_URL, text, flags) == CURLUE_OK,
            let scheme = unsafe Self.part(CURLUPART_SCHEME, of: handle),
            scheme == "https" || scheme == "http",
            let host = unsafe Self.part(CURLUPART_HOST, of: handle), !host.isEmpty,
            let port = unsafe Self.part(CURLUPART_PORT, of: handle),
            unsafe Self.part(CURLUPART_USER, of: handle) == nil,
            unsafe Self.part(CURLUPART_PASSWORD, of: handle) == nil
        else {
            unsafe curl_url_cleanup(handle)
            return nil
        }
        unsafe self.handle = handle
        isHTTPS = scheme == "https"
        self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        origin = "\(scheme)://\(host):\(port)"
    }

    deinit { unsafe curl_url_cleanup(handle) }

    private static func part(_ part: CURLUPart, of handle: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        let flags = UInt32(CURLU_DEFAULT_PORT)
        guard unsafe curl_url_get(handle, part, &text, flags) == CURLUE_OK,
            let found = unsafe text
        else { return nil }
        // "The returned pointer must be freed with curl_free".
        defer { unsafe curl_free(found) }
        return unsafe String(cString: found)
    }
}

enum CurlLibrary {
    /// "You must call this function at least once within a program before the program calls any
    /// other function in libcurl"; a `static let` runs once, whatever the threads.
    static let isReady = hookferry_curl_global_init() == CURLE_OK
}
