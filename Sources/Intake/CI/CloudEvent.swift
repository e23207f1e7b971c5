import Cryptography
import HTTP
import JSON
import Lifecycle

/// An event as CloudEvents 1.0 describes it (https://github.com/cloudevents/spec/tree/v1.0.2), of
/// which the bridge keeps what its own envelope has a place for.
///
/// In binary mode the attributes are header fields, which a signature of the body does not cover.
/// Whoever replays a signed body under another `ce-id` is found out by the fingerprint of the body
/// that `CallbackReader` makes.
struct CloudEvent: Sendable, Hashable {
    let id: String
    let source: String
    let type: String
    /// ISO 8601 in UTC.
    let time: String?
    let subject: String?
    /// An empty object when there is none, so that patterns and templates find their detail.
    let data: JSONValue

    private static let mediaType = "application/cloudevents"
    private static let required = ["specversion", "id", "source", "type"]

    /// What names the event: "Producers MUST ensure that `source` + `id` is unique for each
    /// distinct event." Neither has a limit, so what is too long or strange is a digest.
    var deliveryID: String {
        let name = "\(source) \(id)"
        if name.isSenderName, !source.utf8.contains(UInt8(ascii: " ")) { return name }
        let pair: JSONValue = [.string(source), .string(id)]
        return Hex.encode(Digest.digest(pair.serializedBytes(), .sha256))
    }

    /// Whether the header fields say that the body is a CloudEvent's data.
    static func isClaimed(by headers: HTTPHeaders) -> Bool {
        required.contains { headers["ce-\($0)"] != nil }
    }

    /// Nil for what neither claims to be a CloudEvent nor looks like one. Throws `malformedBody`
    /// for what claims to be one and is none.
    static func read(
        _ payload: JSONValue, _ headers: HTTPHeaders
    ) throws(Refusal) -> CloudEvent? {
        // The content type decides before the fields do: in structured mode these may be copies.
        if let name = try MediaType(of: headers)?.name, name.hasPrefix(mediaType) {
            guard !name.hasPrefix(mediaType + "-batch") else {
                throw .malformedBody("A batch of CloudEvents is not taken: send them one by one.")
            }
            guard name == mediaType || name == mediaType + "+json" else {
                throw .malformedBody("CloudEvents are taken as \(mediaType)+json.")
            }
            return try CloudEvent(structured: payload)
        }
        if isClaimed(by: headers) { return try CloudEvent(data: payload, headers) }
        let looksLikeOne =
            required.allSatisfy { payload[$0]?.text != nil }
            && isKnownVersion(payload["specversion"]?.stringValue ?? "")
        return looksLikeOne ? try CloudEvent(structured: payload) : nil
    }

    /// Structured mode: attributes and data in one object.
    private init(structured payload: JSONValue) throws(Refusal) {
        try self.init(data: Self.data(of: payload)) { payload[$0]?.text }
    }

    /// Binary mode: the attributes in header fields.
    private init(data: JSONValue, _ headers: HTTPHeaders) throws(Refusal) {
        try self.init(data: data) { (name: String) throws(Refusal) in
            let values = headers.values(of: "ce-\(name)")
            guard values.count <= 1 else { throw .malformedBody("ce-\(name) came twice.") }
            guard let value = values.first else { return nil }
            guard let text = CloudEventField.text(value) else {
                throw .malformedBody("ce-\(name) is not percent-encoded UTF-8.")
            }
            return text.isEmpty ? nil : text
        }
    }

    private init(
        data: JSONValue, _ attribute: (String) throws(Refusal) -> String?
    ) throws(Refusal) {
        guard let version = try attribute("specversion"), let id = try attribute("id"),
            let source = try attribute("source"), let type = try attribute("type")
        else {
            var missing: [String] = []
            for name in Self.required where try attribute(name) == nil { missing.append(name) }
            throw .malformedBody(
                "The CloudEvent lacks \(missing.joined(separator: ", ")).")
        }
        guard Self.isKnownVersion(version) else {
            throw .malformedBody("CloudEvents of specversion 1.0 are taken, and no others.")
        }
        self.id = id
        self.source = source
        self.type = type
        self.data = data
        time = try attribute("time").flatMap { JSONValue.string($0).timeText }
        subject = try attribute("subject")
    }

    /// Of version 1 there is only 1.0, and a later one would not change what it says.
    private static func isKnownVersion(_ version: String) -> Bool {
        let minor = version.dropFirst(2)
        return version.hasPrefix("1.") && !minor.isEmpty && minor.utf8.allSatisfy(\.isASCIIDigit)
    }

    /// `data` as it stands. `data_base64` that is said to be JSON, or nothing else, and is JSON, is
    /// opened; any other stays the base64 text it is.
    private static func data(of payload: JSONValue) -> JSONValue {
        guard let encoded = payload["data_base64"], !encoded.isNull,
            payload["data"]?.isNull ?? true
        else { return payload["data"] ?? [:] }
        guard isJSON(payload["datacontenttype"]?.text),
            let bytes = encoded.stringValue.flatMap({ Base64.decode($0) }),
            let json = try? CallbackBody.json(bytes)
        else { return encoded }
        return json
    }

    /// "*/json or */*+json", and JSON when nothing is said
    /// (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md,
    /// section 3.1.1).
    private static func isJSON(_ contentType: String?) -> Bool {
        guard let name = contentType.map({ MediaType($0).name }) else { return true }
        return name.hasSuffix("/json") || name.hasSuffix("+json")
    }
}

/// The value of a `ce-` field (HTTP protocol binding, section 3.1.3.2).
enum CloudEventField {
    /// Unquoted, then percent-decoded once; nil when that gives no UTF-8.
    static func text(_ value: String) -> String? {
        unquoted(Array(value.utf8)).flatMap { PercentDecoding.bytes($0) }
            .flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// "any HTTP header value MUST first be unescaped with respect to double-quoted strings"
    private static func unquoted(_ value: [UInt8]) -> [UInt8]? {
        let quote = UInt8(ascii: "\"")
        guard value.first == quote else { return value }
        var text: [UInt8] = []
        var rest = value.dropFirst()
        while let byte = rest.popFirst() {
            switch byte {
            case quote: return rest.isEmpty ? text : nil
            case UInt8(ascii: "\\"):
                guard let escaped = rest.popFirst() else { return nil }
                text.append(escaped)
            default: text.append(byte)
            }
        }
        return nil
    }
}
