import HTTP
import JSON

extension AWSAnswer {
    /// The output object of either protocol.
    func read(_ call: AWSCall) -> Result<JSONValue, AWSError> {
        switch call.encoding {
        case .json: read(needsOutput: call.needsOutput)
        case .query(_, let elements): read(elements, of: call.target)
        }
    }

    private func read(_ elements: [String], of action: String) -> Result<JSONValue, AWSError> {
        guard (200...299).contains(response.status) else { return .failure(queryRefusal()) }
        let answer = LeafElements(response.body, root: "\(action)Response")
        var output = JSONObject()
        for name in elements {
            guard let text = answer?.text(of: name) else {
                return .failure(
                    error(
                        .malformedResponse, "MalformedResponse",
                        "The answer is no \(action)Response with one \(name)."))
            }
            output[name] = .string(text)
        }
        return .success(.object(output))
    }

    private func queryRefusal() -> AWSError {
        let answer = LeafElements(response.body, root: "ErrorResponse")
        let named = answer?.text(of: "Code").flatMap(AWSErrorCode.name)
        let code = named ?? "HTTPStatus\(response.status)"
        let message = answer?.text(of: "Message") ?? ""
        return error(
            AWSErrorCode.kind(code: code, status: response.status), code,
            message.isEmpty ? "AWS answered with status \(response.status)." : message)
    }
}

/// Finds the text of elements that hold nothing but text in an XML document.
///
/// This is no XML parser, and none is wanted: four leaves of one service are not worth a library,
/// and what makes XML dangerous (document types, entities of one's own, includes) cannot be had
/// from a reader that does not know it. It looks at tags only and refuses what it does not
/// understand: comments, CDATA, document types, attributes on a wanted element, a wanted element
/// that is not there exactly once, a document that is cut off.
struct LeafElements {
    /// What stands between one `<` and the next.
    private let pieces: [ArraySlice<UInt8>]

    /// STS gives no limit; its answers have 2 to 4 KiB, most of it the session token.
    static let bytesMax = 64 << 10

    /// Nil when this is no document in UTF-8 with that root element.
    init?(_ body: [UInt8], root: String) {
        guard body.count <= Self.bytesMax, String(validating: body, as: UTF8.self) != nil else {
            return nil
        }
        var pieces = body.split(separator: UInt8(ascii: "<"), omittingEmptySubsequences: false)
        guard Self.isBlank(pieces.removeFirst()) else { return nil }
        if pieces.first?.first == UInt8(ascii: "?") { pieces.removeFirst() }
        let marks = [UInt8(ascii: "!"), UInt8(ascii: "?")]
        guard let first = pieces.first, Self.name(first).elementsEqual(root.utf8),
            let last = pieces.last, last.starts(with: "/\(root)>".utf8),
            Self.isBlank(last.dropFirst(root.utf8.count + 2)),
            !pieces.contains(where: { $0.first.map(marks.contains) ?? true })
        else { return nil }
        self.pieces = pieces
    }

    /// Without white space around it; nil unless there is exactly one such element, without
    /// attributes and with nothing but text.
    func text(of name: String) -> String? {
        let places = pieces.indices.filter { Self.name(pieces[$0]).elementsEqual(name.utf8) }
        guard places.count == 1, let place = places.first, place + 1 < pieces.count,
            pieces[place].starts(with: "\(name)>".utf8),
            pieces[place + 1].starts(with: "/\(name)>".utf8)
        else { return nil }
        let text = pieces[place].dropFirst(name.utf8.count + 1)
        return Self.decoded(text)?.trimmingWhitespace()
    }

    private static func name(_ piece: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        piece.prefix {
            $0 > UInt8(ascii: " ") && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "/")
        }
    }

    private static func isBlank(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.allSatisfy { " \t\r\n".utf8.contains($0) }
    }

    /// Nil for a reference that XML does not define by itself.
    private static func decoded(_ text: ArraySlice<UInt8>) -> String? {
        var parts = text.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false)
        var result = Array(parts.removeFirst())
        for part in parts {
            guard let end = part.firstIndex(of: UInt8(ascii: ";")),
                let scalar = scalar(String(decoding: part[..<end], as: UTF8.self))
            else { return nil }
            result += String(scalar).utf8
            result += part[(end + 1)...]
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// `amp`, `#38` or `#x26`
    private static func scalar(_ reference: String) -> Unicode.Scalar? {
        if let predefined = predefined[reference] { return predefined }
        guard reference.first == "#" else { return nil }
        let isHexadecimal = reference.dropFirst().first == "x"
        let digits = reference.dropFirst(isHexadecimal ? 2 : 1)
        guard digits.allSatisfy(\.isHexDigit), digits.utf8.count <= referenceDigitsMax,
            let number = UInt32(digits, radix: isHexadecimal ? 16 : 10), number != 0
        else { return nil }
        return Unicode.Scalar(number)
    }

    /// U+10FFFF has seven decimal digits.
    private static let referenceDigitsMax = 7

    private static let predefined: [String: Unicode.Scalar] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'",
    ]
}
