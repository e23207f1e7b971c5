/// A form whose field `payload` holds the JSON, which GitHub posts when it is set to
/// `application/x-www-form-urlencoded`
/// (https://docs.github.com/en/webhooks/using-webhooks/creating-webhooks).
enum FormBody {
    static let mediaType = "application/x-www-form-urlencoded"
    private static let fieldName = Array("payload".utf8)
    /// `payload` with every character written `%XX`.
    private static let nameBytesMax = 21

    /// The decoded `payload`. Throws `malformedBody` unless there is exactly one: of two, another
    /// reader might take the other.
    static func payload(_ body: [UInt8]) throws(Refusal) -> [UInt8] {
        var found: ArraySlice<UInt8>?
        var rest = body[...]
        while !rest.isEmpty {
            let field = rest.prefix { $0 != UInt8(ascii: "&") }
            rest = rest[field.endIndex...].dropFirst()
            let name = field.prefix { $0 != UInt8(ascii: "=") }
            guard try isPayload(name) else { continue }
            guard found == nil else {
                throw .malformedBody("The form has more than one field payload.")
            }
            found = field[name.endIndex...].dropFirst()
        }
        guard let found else {
            throw .malformedBody("A form must have the JSON in its field payload.")
        }
        guard let payload = PercentDecoding.bytes(found, plusIsSpace: true) else {
            throw .badEncoding
        }
        return payload
    }

    private static func isPayload(_ name: ArraySlice<UInt8>) throws(Refusal) -> Bool {
        guard name.count <= nameBytesMax else { return false }
        guard let name = PercentDecoding.bytes(name, plusIsSpace: true) else {
            throw .badEncoding
        }
        return name == fieldName
    }
}

extension Refusal {
    fileprivate static let badEncoding = malformedBody("The form's percent-encoding is wrong.")
}
