import JSON

/// Texts that a value may be equal to, begin with, or end with, each with predicates that
/// hold then. What it costs to find them does not depend on how many there are, only on how many
/// lengths they have.
final class TextTable: Sendable {
    /// Which part of a value is compared, and how.
    struct Order: Sendable, Hashable {
        let part: Part
        /// ASCII letters as their lower-case forms. The texts must be in lower case then.
        let ignoresCase: Bool

        enum Part: Hashable, Sendable { case whole, start, end }
    }

    private struct Slot: Sendable {
        var hash: UInt32 = 0
        var start: Int32 = 0
        /// Of the text; -1 in a free slot.
        var length: Int32 = -1
        var numbers: Range<Int32> = 0..<0
    }

    private let order: Order
    /// With open addressing.
    private let slots: [Slot]
    private let texts: [UInt8]
    private let numbers: [Int32]
    /// Of the texts, ascending, each once.
    private let lengths: [Int]

    init(_ entries: [[UInt8]: [Int32]], _ order: Order) {
        var slots = [Slot](repeating: Slot(), count: TableSize.slots(for: entries.count))
        var texts: [UInt8] = []
        var allNumbers: [Int32] = []
        for (text, numbers) in entries {
            let hash = Self.hash(text.span, order)
            var index = Int(hash) & (slots.count - 1)
            while slots[index].length >= 0 { index = (index + 1) & (slots.count - 1) }
            slots[index] = Slot(
                hash: hash, start: Int32(texts.count), length: Int32(text.count),
                numbers: Int32(allNumbers.count)..<Int32(allNumbers.count + numbers.count))
            texts += text
            allNumbers += numbers
        }
        self.order = order
        self.slots = slots
        self.texts = texts
        numbers = allNumbers
        lengths = Set(entries.keys.map(\.count)).sorted()
    }

    /// Adds what belongs to every text that the value is, begins with, or ends with: numbers of
    /// predicates, and as candidates the complements of negative numbers.
    func search(_ value: Span<UInt8>, into findings: inout Findings) {
        guard order.part != .whole else {
            return look(up: value, Self.hash(value, order), into: &findings)
        }
        var hash = RunningHash()
        var hashed = 0
        for length in lengths {
            guard length <= value.count else { return }
            let isEnd = order.part == .end
            while hashed < length {
                hash.add(value[isEnd ? value.count &- 1 &- hashed : hashed], order.ignoresCase)
                hashed &+= 1
            }
            let start = isEnd ? value.count &- length : 0
            look(up: value.extracting(start..<start &+ length), hash.value, into: &findings)
        }
    }

    private func look(up text: Span<UInt8>, _ hash: UInt32, into findings: inout Findings) {
        var index = Int(hash) & (slots.count &- 1)
        while slots[index].length >= 0 {
            let slot = slots[index]
            if slot.hash == hash, slot.length == text.count, isSame(Int(slot.start), text) {
                for index in slot.numbers {
                    let number = numbers[Int(index)]
                    if number >= 0 {
                        findings.add(number)
                    } else {
                        findings.candidates.append(~number)
                    }
                }
                return
            }
            index = (index &+ 1) & (slots.count &- 1)
        }
    }

    private func isSame(_ start: Int, _ text: Span<UInt8>) -> Bool {
        let texts = texts
        if !order.ignoresCase { return texts.span.has(text, at: start) }
        for index in text.indices where texts[start &+ index] != text[index].lowercasedASCII {
            return false
        }
        return true
    }

    private static func hash(_ text: Span<UInt8>, _ order: Order) -> UInt32 {
        if order.part == .whole, !order.ignoresCase { return JSONHash.hash(text) }
        var hash = RunningHash()
        for index in text.indices {
            let byte = order.part == .end ? text[text.count &- 1 &- index] : text[index]
            hash.add(byte, order.ignoresCase)
        }
        return hash.value
    }
}

/// A hash that grows with its text: FNV-1a, <https://www.rfc-editor.org/rfc/rfc9923>.
private struct RunningHash {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    @inline(__always)
    mutating func add(_ byte: UInt8, _ ignoresCase: Bool) {
        state = (state ^ UInt64(ignoresCase ? byte.lowercasedASCII : byte)) &* 0x100_0000_01B3
    }

    var value: UInt32 { UInt32(truncatingIfNeeded: state ^ state >> 32) }
}

extension UInt8 {
    /// A to Z as a to z, all else unchanged.
    @inline(__always)
    var lowercasedASCII: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }
}
