import JSON

/// How a service is spoken to.
package enum AWSProtocol: Sendable, Hashable {
    case json(AWSCall.ProtocolVersion)
    /// The query protocol, of which the bridge needs STS: a form goes there, XML comes back
    /// (https://smithy.io/2.0/aws/protocols/aws-query-protocol.html).
    ///
    /// - Parameters:
    ///   - version: of the service's API, such as `2011-06-15`.
    ///   - elements: the leaves of the answer that are wanted; they become the output's members.
    case query(version: String, elements: [String])

    var contentType: String {
        switch self {
        case .json(let version): "application/x-amz-json-\(version.rawValue)"
        case .query: "application/x-www-form-urlencoded; charset=utf-8"
        }
    }

    func body(of call: AWSCall) -> [UInt8] {
        switch self {
        case .json: call.input.serializedASCIIBytes()
        case .query(let version, _): Self.form(call, version: version)
        }
    }

    /// Strings bare, numbers as JSON writes them; the operations called have no lists.
    private static func form(_ call: AWSCall, version: String) -> [UInt8] {
        var fields = [("Action", call.target), ("Version", version)]
        for member in call.input.objectValue?.members ?? [] {
            let text =
                member.value.stringValue
                ?? String(decoding: member.value.serializedBytes(), as: UTF8.self)
            fields.append((member.key, text))
        }
        return Array(fields.map { "\($0.0)=\(encoded($0.1))" }.joined(separator: "&").utf8)
    }

    /// A form's space is a plus sign.
    private static func encoded(_ text: String) -> String {
        PercentEncoding.encoded(text.utf8, keeping: [UInt8(ascii: " ")])
            .replacing(" ", with: "+")
    }
}
