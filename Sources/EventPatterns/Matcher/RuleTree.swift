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
        fileprivate(set) var groups: Range<Int> = 0..<0
        /// Of `ends`: conjunctions that end here.
        fileprivate(set) var ends: Range<Int> = 0..<0
    }

    /// Predicates of one path below one node.
    struct Group: Sendable {
        let path: Int32
        /// Of `edges`, sorted by predicate.
        let indexed: Range<Int>
        /// Of `edges`: those whose tests are tried.
        let tried: Range<Int>
        /// Whether any of them holds where no value is.
        let wantsAbsence: Bool
    }

    struct Edge: Sendable {
        let predicate: Int32
        let child: Int32
    }

    private(set) var nodes: [Node] = []
    private(set) var groups: [Group] = []
    private(set) var edges: [Edge] = []
    private(set) var ends: [Int32] = []

    /// - Parameter conjunctions: numbers of predicates, none twice in one of them.
    init(_ conjunctions: [[Int]], _ predicates: [Predicate]) {
        let ranks = Self.ranks(conjunctions, predicates)
        var draft = [DraftNode()]
        for (number, conjunction) in conjunctions.enumerated() {
            var node = 0
            for predicate in conjunction.sorted(by: { ranks[$0] < ranks[$1] }) {
                if let child = draft[node].children[predicate] {
                    node = child
                } else {
                    draft.append(DraftNode())
                    draft[node].children[predicate] = draft.count - 1
                    node = draft.count - 1
                }
            }
            draft[node].ends.append(Int32(number))
        }
        for node in draft { add(node, predicates, ranks) }
    }

    private struct DraftNode {
        var children: [Int: Int] = [:]
        var ends: [Int32] = []
    }

    /// The order of the predicates on every way from the root: first those that are found without
    /// trying, and of these such as most conjunctions share a path with.
    private static func ranks(_ conjunctions: [[Int]], _ predicates: [Predicate]) -> [Int] {
        var uses: [Int32: Int] = [:]
        for predicate in conjunctions.joined() where predicates[predicate].isIndexed {
            uses[predicates[predicate].path, default: 0] += 1
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

    private mutating func add(_ node: DraftNode, _ predicates: [Predicate], _ ranks: [Int]) {
        let groupStart = groups.count
        let byPath = Dictionary(grouping: node.children) { predicates[$0.key].path }
        for (path, children) in byPath.sorted(by: { $0.key < $1.key }) {
            let sorted = children.sorted { $0.key < $1.key }
            let indexed = add(sorted.filter { predicates[$0.key].isIndexed })
            let tried = add(sorted.filter { !predicates[$0.key].isIndexed })
            groups.append(
                Group(
                    path: path, indexed: indexed, tried: tried,
                    wantsAbsence: children.contains { predicates[$0.key].wantsAbsence }))
        }
        let endStart = ends.count
        ends += node.ends
        nodes.append(Node(groups: groupStart..<groups.count, ends: endStart..<ends.count))
    }

    private mutating func add(_ children: [(key: Int, value: Int)]) -> Range<Int> {
        let start = edges.count
        for (predicate, child) in children {
            edges.append(Edge(predicate: Int32(predicate), child: Int32(child)))
        }
        return start..<edges.count
    }
}
