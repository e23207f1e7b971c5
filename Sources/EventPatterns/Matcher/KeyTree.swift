import JSON

/// The paths that many patterns mention, as a tree of keys in one table, so that an event's key
/// leads on, or off, with one look.
struct KeyTree: Sendable {
    /// Below every node, the nodes its keys lead to; free where `node` is -1.
    private struct Slot: Sendable {
        var node: Int32 = -1
        var hash: UInt32 = 0
        var child: Int32 = -1
        var start: Int32 = 0
        var length: Int32 = 0
    }

    private let slots: [Slot]
    /// The keys' bytes.
    private let keys: [UInt8]
    /// By node: the path that ends here, -1 for none.
    let paths: [Int32]
    /// By node: whether keys lead on from here.
    let isInner: [Bool]
    let pathCount: Int

    /// The root's number.
    static let root = 0

    init(_ tree: PathTree) {
        let edges = tree.nodes.enumerated().flatMap { node, content in
            content.children.map { (node: node, key: Array($0.key.text.utf8), child: $0.value) }
        }
        // At most half full, so that there always is a free slot and chains are short.
        var slots = [Slot](repeating: Slot(), count: TableSize.slots(for: edges.count))
        var keys: [UInt8] = []
        for edge in edges {
            let hash = JSONHash.hash(edge.key.span)
            var index = Self.slot(Int32(edge.node), hash, slots.count)
            while slots[index].node >= 0 { index = (index + 1) & (slots.count - 1) }
            slots[index] = Slot(
                node: Int32(edge.node), hash: hash, child: Int32(edge.child),
                start: Int32(keys.count), length: Int32(edge.key.count))
            keys += edge.key
        }
        self.slots = slots
        self.keys = keys
        paths = tree.nodes.map { $0.pathNumber.map(Int32.init) ?? -1 }
        isInner = tree.nodes.map { !$0.children.isEmpty }
        pathCount = tree.pathCount
    }

    @inline(__always)
    private static func slot(_ node: Int32, _ hash: UInt32, _ count: Int) -> Int {
        let mixed = hash &+ UInt32(bitPattern: node) &* 0x9E37_79B1
        return Int(mixed ^ mixed >> 15) & (count &- 1)
    }

    /// The node below `node` for an event's key; nil for a key that no pattern mentions.
    @inline(__always)
    func child(of node: Int, _ key: JSONEntry, _ bytes: Span<UInt8>) -> Int? {
        step(from: node, key.hash, bytes.extracting(key.text))
            ?? dottedChild(of: node, bytes.extracting(key.text))
    }

    @inline(__always)
    private func step(from node: Int, _ hash: UInt32, _ key: Span<UInt8>) -> Int? {
        var index = Self.slot(Int32(truncatingIfNeeded: node), hash, slots.count)
        while slots[index].node >= 0 {
            let slot = slots[index]
            if slot.hash == hash, slot.node == node,
                keys.span.extracting(Int(slot.start)..<Int(slot.start &+ slot.length))
                    .isEqual(to: key)
            {
                return Int(slot.child)
            }
            index = (index &+ 1) & (slots.count &- 1)
        }
        return nil
    }

    /// An event may write a path with dots: `{"detail.state": …}` is `{"detail": {"state": …}}`.
    private func dottedChild(of node: Int, _ key: Span<UInt8>) -> Int? {
        // Without a dot the key has been looked for already.
        guard key.contains(UInt8(ascii: ".")) else { return nil }
        var node = node
        var start = 0
        for index in 0...key.count {
            guard index == key.count || key[index] == UInt8(ascii: ".") else { continue }
            let part = key.extracting(start..<index)
            guard let child = step(from: node, JSONHash.hash(part), part) else { return nil }
            node = child
            start = index + 1
        }
        return node
    }
}

/// Sizes of tables with open addressing.
enum TableSize {
    /// A power of two, at least twice the entries.
    static func slots(for entries: Int) -> Int {
        var count = 4
        while count < 2 * entries { count *= 2 }
        return count
    }
}

extension Span<UInt8> {
    @inline(__always)
    fileprivate func contains(_ byte: UInt8) -> Bool {
        var index = 0
        let pattern = 0x0101_0101_0101_0101 &* UInt64(byte)
        while index &+ 8 <= count {
            // A byte that is zero after the exclusive or borrows its high bit.
            let word = word(at: index) ^ pattern
            if (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080 != 0 { return true }
            index &+= 8
        }
        while index < count {
            if self[index] == byte { return true }
            index &+= 1
        }
        return false
    }
}
