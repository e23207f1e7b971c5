/// The beginning of a JSON text. Platforms answer with the message that they were sent, which may
/// be long, and somewhere in it stands its id.
enum JSONBeginning {
    /// Up to the last element that is surely whole, with every array and object ended; nil when
    /// there is none.
    static func closed(_ bytes: [UInt8]) -> [UInt8]? {
        /// What ends the arrays and objects that are open.
        var ends: [UInt8] = []
        var whole: (count: Int, ends: [UInt8])?
        var (isInText, isEscaped) = (false, false)
        for (index, byte) in bytes.enumerated() {
            if isInText {
                if !isEscaped, byte == UInt8(ascii: "\"") { isInText = false }
                isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInText = true
            case UInt8(ascii: "{"): ends.append(UInt8(ascii: "}"))
            case UInt8(ascii: "["): ends.append(UInt8(ascii: "]"))
            case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = ends.popLast()
            // What stands before a comma is whole.
            case UInt8(ascii: ","): whole = (index, ends)
            default: break
            }
        }
        return whole.map { Array(bytes[..<$0.count]) + $0.ends.reversed() }
    }
}
