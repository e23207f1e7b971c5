import JSON

/// One question that patterns ask: does a path have a value that passes one of some tests? Patterns
/// that ask the same share it.
struct Predicate: Sendable {
    let path: Int32
    /// Of `CompiledPatterns.tests`.
    let tests: Range<Int32>
    /// The one test of many predicates.
    let range: NumericRange?
    /// Whether it is found from the values; else the tests are tried on them.
    let isIndexed: Bool
    /// Whether it also holds where no value is.
    let wantsAbsence: Bool
}

/// All conjunctions, as a tree of the predicates they have in common: a conjunction is a way from
/// the root, and where a predicate does not hold, all that is below is left out at once. So an
/// event costs as much as it has in common with the patterns, however many there are.
struct RuleTree: Sendable {
    struct Node: Sendable {
        /// Of `groups`: one for each path that is asked for next.
        let groups: Range<Int32>
        /// Of `ends`: conjunctions that end here.
        let ends: Range<Int32>
    }

    /// Predicates of one path below one node.
    struct Group: Sendable {
        let path: Int32
        /// Of `edges`, sorted by predicate.
        let indexed: Range<Int32>
        /// Of `edges`: those whose tests are tried.
        let tried: Range<Int32>
        /// Whether any of them holds where no value is.
        let wantsAbsence: Bool
    }

    struct Edge: Sendable {
        let predicate: Int32
        let target: Target
    }

    /// Where an edge leads to: most of them just to the end of one conjunction.
    struct Target: Sendable, Hashable {
        /// A node's number, or the complement of an end's.
        private let number: Int32

        init(node: Int) { number = Int32(node) }
        init(end: Int) { number = ~Int32(end) }

        var node: Int? { number >= 0 ? Int(number) : nil }
        /// For what is no node.
        var end: Int { Int(~number) }
    }

    /// A conjunction, with all that most events ask of it.
    struct End: Sendable {
        let conjunction: Int32
        /// The pattern's number.
        let pattern: Int32
        /// Whether one of the predicates also holds where no value is.
        let wantsAbsence: Bool
    }

    private(set) var nodes: [Node] = []
    private(set) var groups: [Group] = []
    private(set) var edges: [Edge] = []
    private(set) var ends: [End] = []
    private let children: ChildTable

    init(_ conjunctions: [CompiledPatterns.Conjunction], _ predicates: [Predicate]) {
        let ranks = Self.ranks(conjunctions, predicates)
        var draft = [DraftNode()]
        for (number, conjunction) in conjunctions.enumerated() {
            var node = 0
            let order = conjunction.predicates.map(Int.init).sorted { ranks[$0] < ranks[$1] }
            for predicate in order {
                if let child = draft[node].children[predicate] {
                    node = child
                } else {
                    draft.append(DraftNode())
                    draft[node].children[predicate] = draft.count - 1
                    node = draft.count - 1
                }
            }
            draft[node].ends.append(
                End(
                    conjunction: Int32(number), pattern: conjunction.pattern,
                    wantsAbsence: conjunction.predicates.contains {
                        predicates[Int($0)].wantsAbsence
                    }))
        }
        let targets = Self.targets(draft)
        children = ChildTable(draft.map(\.children), targets)
        ends = draft.flatMap(\.ends)
        var endStart: Int32 = 0
        for node in draft {
            let endCount = Int32(node.ends.count)
            add(node, targets, ends: endStart..<endStart + endCount, predicates)
            endStart += endCount
        }
    }

    /// By node: what leads there leads on to its one end if there is nothing else.
    private static func targets(_ draft: [DraftNode]) -> [Target] {
        var endCount = 0
        return draft.enumerated().map { number, node in
            defer { endCount += node.ends.count }
            let isEnd = node.children.isEmpty && node.ends.count == 1
            return isEnd ? Target(end: endCount) : Target(node: number)
        }
    }

    /// Where a predicate leads to from a node; nil where nothing asks for it.
    @inline(__always)
    func target(from node: Int, _ predicate: Int32) -> Target? {
        children.target(from: node, predicate)
    }

    private struct DraftNode {
        var children: [Int: Int] = [:]
        var ends: [End] = []
    }

    /// The order of the predicates on every way from the root: first those that are found without
    /// trying, and of these such as most conjunctions share a path with.
    private static func ranks(
        _ conjunctions: [CompiledPatterns.Conjunction], _ predicates: [Predicate]
    ) -> [Int] {
        var uses: [Int32: Int] = [:]
        for number in conjunctions.lazy.flatMap(\.predicates)
        where predicates[Int(number)].isIndexed {
            uses[predicates[Int(number)].path, default: 0] += 1
        }
        let order = predicates.indices.sorted { left, right in
            let (a, b) = (predicates[left], predicates[right])
            if a.isIndexed != b.isIndexed { return a.isIndexed }
            if a.path != b.path {
                let (usesA, usesB) = (uses[a.path, default: 0], uses[b.path, default: 0])
                return usesA == usesB ? a.path < b.path : usesA > usesB
            }
            return left < right
        }
        var ranks = Array(repeating: 0, count: predicates.count)
        for (rank, predicate) in order.enumerated() { ranks[predicate] = rank }
        return ranks
    }

    private mutating func add(
        _ node: DraftNode, _ targets: [Target], ends: Range<Int32>, _ predicates: [Predicate]
    ) {
        let groupStart = Int32(groups.count)
        let byPath = Dictionary(grouping: node.children) { predicates[$0.key].path }
        for (path, children) in byPath.sorted(by: { $0.key < $1.key }) {
            let sorted = children.sorted { $0.key < $1.key }
            let indexed = add(sorted.filter { predicates[$0.key].isIndexed }, targets)
            let tried = add(sorted.filter { !predicates[$0.key].isIndexed }, targets)
            groups.append(
                Group(
                    path: path, indexed: indexed, tried: tried,
                    wantsAbsence: children.contains { predicates[$0.key].wantsAbsence }))
        }
        nodes.append(Node(groups: groupStart..<Int32(groups.count), ends: ends))
    }

    private mutating func add(
        _ children: [(key: Int, value: Int)], _ targets: [Target]
    ) -> Range<Int32> {
        let start = Int32(edges.count)
        for (predicate, child) in children {
            edges.append(Edge(predicate: Int32(predicate), target: targets[child]))
        }
        return start..<Int32(edges.count)
    }
}

/// Where a predicate leads to from which node, in one table.
private struct ChildTable: Sendable {
    private struct Slot: Sendable {
        var node: Int32 = -1
        var predicate: Int32 = 0
        var target = RuleTree.Target(node: 0)
    }

    private let slots: [Slot]

    init(_ children: [[Int: Int]], _ targets: [RuleTree.Target]) {
        let count = children.reduce(0) { $0 + $1.count }
        var slots = [Slot](repeating: Slot(), count: TableSize.slots(for: count))
        for (node, children) in children.enumerated() {
            for (predicate, child) in children {
                var index = Self.slot(node, Int32(predicate), slots.count)
                while slots[index].node >= 0 { index = (index + 1) & (slots.count - 1) }
                slots[index] = Slot(
                    node: Int32(node), predicate: Int32(predicate), target: targets[child])
            }
        }
        self.slots = slots
    }

    @inline(__always)
    func target(from node: Int, _ predicate: Int32) -> RuleTree.Target? {
        var index = Self.slot(node, predicate, slots.count)
        while slots[index].node >= 0 {
            if slots[index].node == node, slots[index].predicate == predicate {
                return slots[index].target
            }
            index = (index &+ 1) & (slots.count &- 1)
        }
        return nil
    }

    @inline(__always)
    private static func slot(_ node: Int, _ predicate: Int32, _ count: Int) -> Int {
        let mixed = (UInt64(node) << 32 | UInt64(predicate)) &* JSONHash.factor
        return Int(truncatingIfNeeded: mixed >> 32) & (count &- 1)
    }
}
