/// The text of a `wildcard`: `*` stands for any text, also for none, `\*` for an asterisk and `\\`
/// for a backslash.
///
/// Matching takes time in proportion to the text alone: the pieces between the asterisks are looked
/// for from left to right, each as far left as it can be, and a search never goes back in the text.
struct Wildcard: Hashable, Sendable {
    /// What EventBridge's 2,048 characters of a whole pattern take at most in UTF-8.
    static let bytesMax = 8_192
    /// How often one text may stand between asterisks without another between, in a wildcard that
    /// begins with an asterisk. It takes what event-ruler's tests have and refuses what EventBridge
    /// documents as too complex, `*:*:*:*:*:event-bus/*`; its own bound is not published.
    static let repetitionsMax = 3

    /// The text between asterisks; with none, one piece is all.
    private let pieces: [Piece]

    /// A text to be found by the method of Knuth, Morris and Pratt.
    fileprivate struct Piece: Hashable, Sendable {
        let bytes: [UInt8]
        /// For each length of a part that was found, the length of its longest beginning that is
        /// its end as well.
        let borders: [Int]
    }

    init(_ text: String) throws(OperandMistake) {
        guard text.utf8.count <= Self.bytesMax else {
            throw OperandMistake("a wildcard is at most \(Self.bytesMax) bytes long")
        }
        let pieces = try Self.split(text)
        guard !pieces[0].isEmpty || Self.repetitions(in: pieces) <= Self.repetitionsMax
        else {
            throw OperandMistake(
                "this wildcard is too complex, as one text follows an asterisk again and again",
                hint: "begin with the text that all values begin with")
        }
        self.pieces = pieces.map(Piece.init)
    }

    /// The length of the longest run of equal pieces between asterisks.
    private static func repetitions(in pieces: [[UInt8]]) -> Int {
        var longest = 0
        var run = 0
        var last: [UInt8]?
        for piece in pieces.dropFirst().dropLast() {
            run = piece == last ? run + 1 : 1
            last = piece
            longest = max(longest, run)
        }
        return longest
    }

    private static func split(_ text: String) throws(OperandMistake) -> [[UInt8]] {
        let asterisk = UInt8(ascii: "*")
        let backslash = UInt8(ascii: "\\")
        var pieces: [[UInt8]] = [[]]
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == asterisk {
                guard rest.first != asterisk else {
                    throw OperandMistake(
                        "two asterisks stand side by side", hint: "one * stands for any text")
                }
                pieces.append([])
                continue
            }
            if byte == backslash, rest.first != asterisk, rest.first != backslash {
                throw OperandMistake(
                    "a backslash stands before something other than * or \\",
                    hint: #"write \\ for a backslash and \* for an asterisk"#)
            }
            let literal = byte == backslash ? rest.removeFirst() : byte
            pieces[pieces.count - 1].append(literal)
        }
        return pieces
    }

    /// What every text that matches begins with.
    var literalPrefix: [UInt8] { pieces[0].bytes }

    /// What every text that matches ends with.
    var literalSuffix: [UInt8] { pieces[pieces.count - 1].bytes }

    func matches(_ text: Span<UInt8>) -> Bool {
        let first = pieces[0].bytes
        guard pieces.count > 1 else { return text.isEqual(to: first.span) }
        let last = pieces[pieces.count - 1].bytes
        guard text.count >= first.count + last.count, text.hasPrefix(first.span),
            text.hasSuffix(last.span)
        else { return false }
        var position = first.count
        let end = text.count - last.count
        for piece in pieces[1..<pieces.count - 1] {
            guard let next = piece.end(in: text, position..<end) else { return false }
            position = next
        }
        return true
    }
}

extension Wildcard.Piece {
    fileprivate init(_ bytes: [UInt8]) {
        var borders = [0, 0]
        var border = 0
        for index in bytes.indices.dropFirst() {
            while border > 0, bytes[index] != bytes[border] { border = borders[border] }
            if bytes[index] == bytes[border] { border += 1 }
            borders.append(border)
        }
        self.bytes = bytes
        self.borders = borders
    }

    /// Where the first occurrence in a part of the text ends.
    fileprivate func end(in text: Span<UInt8>, _ part: Range<Int>) -> Int? {
        guard !bytes.isEmpty else { return part.lowerBound }
        var found = 0
        for position in part {
            while found > 0, text[position] != bytes[found] { found = borders[found] }
            if text[position] == bytes[found] { found += 1 }
            if found == bytes.count { return position + 1 }
        }
        return nil
    }
}
