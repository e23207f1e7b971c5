import HTTP
import JSON

/// Reads a verified body as JSON.
enum CallbackBody {
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    /// How a gzip stream begins (RFC 1952, section 2.3.1).
    private static let gzipMark: [UInt8] = [0x1F, 0x8B]
    /// `utf8` is nobody's registered name, and many write it.
    private static let charsets: Set = ["utf-8", "utf8", "us-ascii"]

    /// Throws `malformedBody` for what is not JSON, alone or in a form, in UTF-8 and uncompressed.
    /// A `Content-Type` that is missing or says something else makes no difference: pipelines
    /// seldom set one.
    static func payload(of request: HTTPRequest) throws(Refusal) -> JSONValue {
        try checkCoding(request)
        let type = try MediaType(of: request.headers)
        guard type?.charsets.allSatisfy(charsets.contains) ?? true else {
            throw .malformedBody("The body must be in UTF-8.")
        }
        // A CloudEvent need not have data, and in binary mode the body is the data.
        if request.body.isEmpty, CloudEvent.isClaimed(by: request.headers) { return [:] }
        if type?.name == FormBody.mediaType, !beginsAsJSON(request.body) {
            return try json(try FormBody.payload(request.body), named: "The form's payload")
        }
        return try json(request.body)
    }

    static func json(
        _ bytes: [UInt8], named name: String = "The body"
    ) throws(Refusal) -> JSONValue {
        guard !bytes.isEmpty else { throw .malformedBody("\(name) is empty.") }
        // "Implementations … MAY ignore the presence of a byte order mark" (RFC 8259, section
        // 8.1). Scripts on Windows put one before what they read from a file.
        let text =
            bytes.starts(with: byteOrderMark)
            ? Array(bytes.dropFirst(byteOrderMark.count)) : bytes
        do throws(JSONError) {
            return try JSONValue(parsing: text, limits: .event)
        } catch {
            throw .malformedBody("\(name) is not JSON: \(error).")
        }
    }

    /// A compressed body of 2 MiB may hold 2 GiB, and no sender of callbacks compresses unasked.
    private static func checkCoding(_ request: HTTPRequest) throws(Refusal) {
        let codings = request.headers.values(of: "Content-Encoding")
        guard codings.allSatisfy({ $0.lowercased() == "identity" }),
            !request.body.starts(with: gzipMark)
        else { throw .malformedBody("The body is compressed: send it uncompressed.") }
    }

    /// `curl -d` calls everything a form. The name of a form's field never begins so: there these
    /// characters are percent-encoded.
    private static func beginsAsJSON(_ body: [UInt8]) -> Bool {
        let spaces = " \t\r\n".utf8
        let first = body.first { !spaces.contains($0) }
        return first.map { "{[\"".utf8.contains($0) } ?? false
    }
}
