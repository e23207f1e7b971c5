extension JSONValue {
    /// Compact JSON text; the members of objects in their order.
    package func serialized() -> String {
        String(decoding: serializedBytes(), as: UTF8.self)
    }

    /// The same as UTF-8 bytes.
    package func serializedBytes() -> [UInt8] {
        var writer = JSONWriter()
        writer.write(self)
        return writer.bytes
    }

    /// ASCII only, with a space after every `,` and `:`: what Python's `json.dumps` writes, and
    /// with it botocore.
    package func serializedASCIIBytes() -> [UInt8] {
        var writer = JSONWriter(.ascii)
        writer.write(self)
        return writer.bytes
    }

    /// Indented JSON text for people, two spaces a level, with a final newline.
    package func prettyPrinted() -> String {
        var writer = JSONWriter(.pretty)
        writer.write(self)
        return String(decoding: writer.bytes, as: UTF8.self) + "\n"
    }
}

/// Writes values one after the other into a byte array.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []
    private let style: Style
    private var depth = 0

    enum Style {
        case compact, pretty, ascii
    }

    init(_ style: Style = .compact) {
        self.style = style
        bytes.reserveCapacity(256)
    }

    mutating func write(_ value: JSONValue) {
        switch value {
        case .null: bytes += "null".utf8
        case .bool(let flag): bytes += (flag ? "true" : "false").utf8
        case .number(let number): bytes += number.text.utf8
        case .string(let string): write(string)
        case .array(let elements):
            writeList("[", "]", elements) { writer, element in writer.write(element) }
        case .object(let object):
            writeList("{", "}", object.members) { writer, member in
                writer.write(member.key)
                writer.bytes.append(UInt8(ascii: ":"))
                if writer.style != .compact { writer.bytes.append(0x20) }
                writer.write(member.value)
            }
        }
    }

    private mutating func writeList<Element>(
        _ opening: Unicode.Scalar, _ closing: Unicode.Scalar, _ elements: [Element],
        _ writeElement: (inout JSONWriter, Element) -> Void
    ) {
        bytes.append(UInt8(ascii: opening))
        depth += 1
        for (index, element) in elements.enumerated() {
            if index > 0 {
                bytes.append(UInt8(ascii: ","))
                if style == .ascii { bytes.append(0x20) }
            }
            breakLine()
            writeElement(&self, element)
        }
        depth -= 1
        if !elements.isEmpty { breakLine() }
        bytes.append(UInt8(ascii: closing))
    }

    private mutating func breakLine() {
        guard style == .pretty else { return }
        bytes.append(0x0A)
        bytes += repeatElement(0x20, count: depth * 2)
    }

    /// Most strings have nothing to escape and are copied whole.
    private mutating func write(_ string: String) {
        bytes.append(UInt8(ascii: "\""))
        if isPlain(string) {
            bytes.append(contentsOf: string.utf8)
        } else if style == .ascii {
            for unit in string.utf16 { writeCodeUnit(unit) }
        } else {
            for byte in string.utf8 { writeCharacter(byte) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private func isPlain(_ string: String) -> Bool {
        let bytes = string.utf8Span.span
        // DEL is ASCII, but Python escapes it too.
        let last: UInt8 = style == .ascii ? 0x7E : 0xFF
        for index in bytes.indices {
            let byte = bytes[index]
            if byte < 0x20 || byte > last || byte == UInt8(ascii: "\"")
                || byte == UInt8(ascii: "\\")
            {
                return false
            }
        }
        return true
    }

    private mutating func writeCharacter(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "\"")]
        case UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "\\")]
        case 0x0A: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
        case 0x0D: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
        case 0x09: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "t")]
        case 0..<0x20: writeEscape(UInt16(byte))
        default: bytes.append(byte)
        }
    }

    /// One of UTF-16: what is beyond the Basic Multilingual Plane is written as two.
    private mutating func writeCodeUnit(_ unit: UInt16) {
        switch unit {
        case 0x08: bytes += "\\b".utf8
        case 0x0C: bytes += "\\f".utf8
        case 0x09, 0x0A, 0x0D, 0x20...0x7E: writeCharacter(UInt8(unit))
        default: writeEscape(unit)
        }
    }

    private mutating func writeEscape(_ unit: UInt16) {
        bytes += "\\u".utf8
        for shift in [12, 8, 4, 0] {
            bytes.append(Self.digits[Int(unit >> UInt16(shift)) & 15])
        }
    }

    private static let digits = Array("0123456789abcdef".utf8)
}
