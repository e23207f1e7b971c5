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
/// event costs as much as it has in common with the patterns, however many there are. Where only
/// one conjunction is left, the tree ends, and the rest of its predicates stand in a row.
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

    /// Where an edge leads to: most of them to one conjunction.
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
        /// Of `asks`: predicates that are left.
        fileprivate(set) var rest: Range<Int32> = 0..<0
    }

    /// A predicate, with all that is needed to find an answer that is known.
    struct Ask: Sendable {
        let predicate: Int32
        let path: Int32
        let isIndexed: Bool
    }

    private(set) var asks: [Ask] = []
    private(set) var nodes: [Node] = []
    private(set) var groups: [Group] = []
    private(set) var edges: [Edge] = []
    private(set) var ends: [End] = []
    private var children: ChildTable

    init(_ conjunctions: [CompiledPatterns.Conjunction], _ predicates: [Predicate]) {
        let ranks = Self.ranks(conjunctions, predicates)
        var draft = [DraftNode()]
        for (number, conjunction) in conjunctions.enumerated() {
            let end = End(
                conjunction: Int32(number), pattern: conjunction.pattern,
                wantsAbsence: conjunction.predicates.contains {
                    predicates[Int($0)].wantsAbsence
                })
            let order = conjunction.predicates.map(Int.init).sorted { ranks[$0] < ranks[$1] }
            Self.add(end, order, to: &draft)
        }
        children = ChildTable()
        var nodeOfDraft: [Int: Int] = [:]
        for (number, node) in draft.enumerated() where number == 0 || node.conjunctionCount > 1 {
            nodeOfDraft[number] = nodeOfDraft.count
        }
        var links: [[Int: Target]] = []
        for (number, node) in draft.enumerated() where nodeOfDraft[number] != nil {
            let targets = node.children.mapValues { child in
                nodeOfDraft[child].map(Target.init(node:))
                    ?? Target(end: add(onlyEndBelow: child, draft, predicates))
            }
            links.append(targets)
            add(node, targets, predicates)
        }
        children = ChildTable(links)
    }

    private static func add(_ end: End, _ predicates: [Int], to draft: inout [DraftNode]) {
        var node = 0
        draft[node].conjunctionCount += 1
        for predicate in predicates {
            if let child = draft[node].children[predicate] {
                node = child
            } else {
                draft.append(DraftNode())
                draft[node].children[predicate] = draft.count - 1
                node = draft.count - 1
            }
            draft[node].conjunctionCount += 1
        }
        draft[node].ends.append(end)
    }

    /// Adds the one conjunction that is left below a node. Gives its place in `ends`.
    private mutating func add(
        onlyEndBelow number: Int, _ draft: [DraftNode], _ predicates: [Predicate]
    ) -> Int {
        let start = Int32(asks.count)
        var node = draft[number]
        while let (predicate, child) = node.children.first {
            asks.append(
                Ask(
                    predicate: Int32(predicate), path: predicates[predicate].path,
                    isIndexed: predicates[predicate].isIndexed))
            node = draft[child]
        }
        for end in node.ends {
            var end = end
            end.rest = start..<Int32(asks.count)
            ends.append(end)
        }
        return ends.count - 1
    }

    /// Where a predicate leads to from a node; nil where nothing asks for it.
    @inline(__always)
    func target(from node: Int, _ predicate: Int32) -> Target? {
        children.target(from: node, predicate)
    }

    private struct DraftNode {
        var children: [Int: Int] = [:]
        var ends: [End] = []
        /// Here and below.
        var conjunctionCount = 0
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
        _ node: DraftNode, _ targets: [Int: Target], _ predicates: [Predicate]
    ) {
        let groupStart = Int32(groups.count)
        let byPath = Dictionary(grouping: targets) { predicates[$0.key].path }
        for (path, targets) in byPath.sorted(by: { $0.key < $1.key }) {
            let sorted = targets.sorted { $0.key < $1.key }
            let indexed = add(sorted.filter { predicates[$0.key].isIndexed })
            let tried = add(sorted.filter { !predicates[$0.key].isIndexed })
            groups.append(
                Group(
                    path: path, indexed: indexed, tried: tried,
                    wantsAbsence: targets.contains { predicates[$0.key].wantsAbsence }))
        }
        let endStart = Int32(ends.count)
        ends += node.ends
        nodes.append(
            Node(groups: groupStart..<Int32(groups.count), ends: endStart..<Int32(ends.count)))
    }

    private mutating func add(_ targets: [(key: Int, value: Target)]) -> Range<Int32> {
        let start = Int32(edges.count)
        for (predicate, target) in targets {
            edges.append(Edge(predicate: Int32(predicate), target: target))
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

    /// - Parameter targets: by node, by predicate.
    init(_ targets: [[Int: RuleTree.Target]] = []) {
        let count = targets.reduce(0) { $0 + $1.count }
        var slots = [Slot](repeating: Slot(), count: TableSize.slots(for: count))
        for (node, targets) in targets.enumerated() {
            for (predicate, target) in targets {
                var index = Self.slot(node, Int32(predicate), slots.count)
                while slots[index].node >= 0 { index = (index + 1) & (slots.count - 1) }
                slots[index] = Slot(
                    node: Int32(node), predicate: Int32(predicate), target: target)
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
