import JSON

/// How texts of a table are compared.
struct TextOrder: Sendable, Hashable {
    /// From the last byte on, for suffixes.
    let isFromEnd: Bool
    /// ASCII letters as their lower-case forms.
    let ignoresCase: Bool

    @inline(__always)
    func byte(_ offset: Int, of text: Span<UInt8>) -> UInt8 {
        let byte = text[isFromEnd ? text.count &- 1 &- offset : offset]
        return ignoresCase ? byte.lowercasedASCII : byte
    }
}

extension UInt8 {
    /// A to Z as a to z, all else unchanged.
    @inline(__always)
    var lowercasedASCII: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }
}

/// Texts that a value may be equal to, each with predicates that hold then.
struct TextTable: Sendable {
    private struct Slot: Sendable {
        var hash: UInt32 = 0
        var start: Int32 = 0
        var length: Int32 = -1
        var predicates: Range<Int32> = 0..<0
    }

    private let slots: [Slot]
    private let texts: [UInt8]
    private let predicates: [Int32]
    private let ignoresCase: Bool
    let isEmpty: Bool

    init(_ entries: [[UInt8]: [Int32]], ignoringCase: Bool) {
        var slots = [Slot](repeating: Slot(), count: TableSize.slots(for: entries.count))
        var texts: [UInt8] = []
        var predicates: [Int32] = []
        for (text, numbers) in entries {
            let hash = Self.hash(text.span, ignoringCase)
            var index = Int(hash) & (slots.count - 1)
            while slots[index].length >= 0 { index = (index + 1) & (slots.count - 1) }
            slots[index] = Slot(
                hash: hash, start: Int32(texts.count), length: Int32(text.count),
                predicates: Int32(predicates.count)..<Int32(predicates.count + numbers.count))
            texts += text
            predicates += numbers
        }
        self.slots = slots
        self.texts = texts
        self.predicates = predicates
        ignoresCase = ignoringCase
        isEmpty = entries.isEmpty
    }

    /// Adds the predicates of an equal text.
    @inline(__always)
    func search(_ value: Span<UInt8>, into findings: inout Findings) {
        if isEmpty { return }
        let hash = Self.hash(value, ignoresCase)
        var index = Int(hash) & (slots.count &- 1)
        while slots[index].length >= 0 {
            let slot = slots[index]
            if slot.hash == hash, isSame(slot, value) {
                for number in slot.predicates { findings.add(predicates[Int(number)]) }
                return
            }
            index = (index &+ 1) & (slots.count &- 1)
        }
    }

    @inline(__always)
    private func isSame(_ slot: Slot, _ value: Span<UInt8>) -> Bool {
        let text = texts.span.extracting(Int(slot.start)..<Int(slot.start &+ slot.length))
        if !ignoresCase { return text.isEqual(to: value) }
        guard text.count == value.count else { return false }
        for index in text.indices where text[index] != value[index].lowercasedASCII {
            return false
        }
        return true
    }

    @inline(__always)
    private static func hash(_ text: Span<UInt8>, _ ignoresCase: Bool) -> UInt32 {
        if !ignoresCase { return JSONHash.hash(text) }
        var hash: UInt32 = 2_166_136_261
        for index in text.indices {
            hash = (hash ^ UInt32(text[index].lowercasedASCII)) &* 16_777_619
        }
        return hash
    }
}

/// Texts that a value may begin (or end) with, sorted; each knows the longest other one that it
/// begins with itself. The last text not behind the value in the order leads to all of them.
struct AffixTable: Sendable {
    private struct Entry: Sendable {
        let text: Range<Int32>
        let predicates: Range<Int32>
        /// The longest entry that this one begins with; -1 for none.
        let parent: Int32
    }

    private let entries: [Entry]
    private let texts: [UInt8]
    private let predicates: [Int32]
    private let order: TextOrder

    init(_ texts: [[UInt8]: [Int32]], _ order: TextOrder) {
        let sorted = texts.keys.sorted { left, right in
            Self.compare(left.span, right.span, order) < 0
        }
        var entries: [Entry] = []
        var all: [UInt8] = []
        var predicates: [Int32] = []
        for (number, text) in sorted.enumerated() {
            // Whatever a text begins with stands before it, nearest the longest.
            var parent = number - 1
            while parent >= 0 {
                let shorter = sorted[parent]
                if Self.begins(text.span, with: shorter.span, order) { break }
                parent = Int(entries[parent].parent)
            }
            let numbers = texts[text] ?? []
            entries.append(
                Entry(
                    text: Int32(all.count)..<Int32(all.count + text.count),
                    predicates: Int32(predicates.count)..<Int32(predicates.count + numbers.count),
                    parent: Int32(parent)))
            all += text
            predicates += numbers
        }
        self.entries = entries
        self.texts = all
        self.predicates = predicates
        self.order = order
    }

    /// Adds the predicates of every text that the value begins (or ends) with.
    @inline(__always)
    func search(_ value: Span<UInt8>, into findings: inout Findings) {
        if entries.isEmpty { return }
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low &+ high) >> 1
            let isBehind = Self.compare(texts.span.extracting(range(middle)), value, order) > 0
            if isBehind { high = middle } else { low = middle &+ 1 }
        }
        var entry = low &- 1
        while entry >= 0, !Self.begins(value, with: texts.span.extracting(range(entry)), order) {
            entry = Int(entries[entry].parent)
        }
        while entry >= 0 {
            for number in entries[entry].predicates { findings.add(predicates[Int(number)]) }
            entry = Int(entries[entry].parent)
        }
    }

    private func range(_ entry: Int) -> Range<Int> {
        Int(entries[entry].text.lowerBound)..<Int(entries[entry].text.upperBound)
    }

    private static func compare(
        _ left: Span<UInt8>, _ right: Span<UInt8>, _ order: TextOrder
    ) -> Int {
        for offset in 0..<min(left.count, right.count) {
            let difference =
                Int(order.byte(offset, of: left)) - Int(order.byte(offset, of: right))
            if difference != 0 { return difference }
        }
        return left.count - right.count
    }

    private static func begins(
        _ value: Span<UInt8>, with text: Span<UInt8>, _ order: TextOrder
    ) -> Bool {
        guard text.count <= value.count else { return false }
        for offset in 0..<text.count
        where order.byte(offset, of: text) != order.byte(offset, of: value) {
            return false
        }
        return true
    }
}
