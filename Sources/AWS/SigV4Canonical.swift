import Cryptography
import HTTP

/// The canonical request: one spelling for all requests that mean the same.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
enum SigV4Canonical {
    static func request(
        _ request: SigV4Request, payloadHash: String, normalizesPath: Bool
    ) -> String {
        let fields = headers(request.headers)
        return [
            request.method,
            path(request.path, normalizes: normalizesPath),
            query(request.query),
            fields.map { "\($0.name):\($0.value)\n" }.joined(),
            fields.map(\.name).joined(separator: ";"),
            payloadHash,
        ].joined(separator: "\n")
    }

    /// Names in lower case and in byte order; values of one name joined with commas in their order.
    static func headers(_ headers: HTTPHeaders) -> [HTTPHeaders.Field] {
        var values: [String: [String]] = [:]
        for field in headers {
            values[field.name.lowercased(), default: []].append(trimmed(field.value))
        }
        return values.map { (name: $0.key, value: $0.value.joined(separator: ",")) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// White space, also that of a folded line, shrinks to one space, and to none at the ends.
    private static func trimmed(_ value: String) -> String {
        value.split { $0 == " " || $0 == "\t" || $0.isNewline }.joined(separator: " ")
    }

    static func path(_ path: String, normalizes: Bool) -> String {
        guard normalizes else {
            return PercentEncoding.encoded(path.utf8, keeping: [UInt8(ascii: "/")])
        }
        var segments: [Substring] = []
        for segment in path.split(separator: "/") where segment != "." {
            if segment == ".." { _ = segments.popLast() } else { segments.append(segment) }
        }
        let isFolder = path.hasSuffix("/") || path.hasSuffix("/.") || path.hasSuffix("/..")
        let joined = "/" + segments.joined(separator: "/")
        return PercentEncoding.encoded(
            (isFolder && !segments.isEmpty ? joined + "/" : joined).utf8,
            keeping: [UInt8(ascii: "/")])
    }

    /// Parameters in byte order of their encoded names, then values; each has its `=`.
    static func query(_ query: String) -> String {
        query.split(separator: "&").map { parameter in
            let parts = parameter.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = PercentEncoding.encoded(decoded(parts[0].utf8))
            return (name, parts.count == 2 ? PercentEncoding.encoded(decoded(parts[1].utf8)) : "")
        }
        .sorted { $0 < $1 }
        .map { "\($0)=\($1)" }
        .joined(separator: "&")
    }

    private static func decoded(_ bytes: Substring.UTF8View) -> [UInt8] {
        var rest = Substring(bytes).utf8[...]
        var result: [UInt8] = []
        while let byte = rest.popFirst() {
            let digits = String(Substring(rest.prefix(2)))
            if byte == UInt8(ascii: "%"), let value = Hex.decode(digits), !value.isEmpty {
                result += value
                rest = rest.dropFirst(2)
            } else {
                result.append(byte)
            }
        }
        return result
    }
}
