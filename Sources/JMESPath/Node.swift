import JSON

/// A part of an expression.
struct Node: Sendable {
    let kind: Kind
    /// At most `JMESPathLimits.depthMax`, so that evaluation does not recurse deeper, and no result
    /// is nested more than that deeper than the input.
    let depth: Int

    init(kind: Kind) {
        self.kind = kind
        depth = kind.depth
    }

    indirect enum Kind: Sendable {
        case current
        case literal(JSONValue)
        /// One name or several, each in what the one before it found: `a.b.c`. Never empty.
        case fields([String])
        case index(Int)
        case slice(Slice)
        /// The second on the result of the first: `a.b`, `a[0]`, `a | b`.
        case chain(Node, Node)
        /// The second on every element of the first, nulls left out: `a[*].b`.
        case projection(Node, Node)
        /// The same over the values of an object: `a.*.b`.
        case objectProjection(Node, Node)
        /// The same over the elements for which the condition is true: `a[?c].b`.
        case filterProjection(Node, condition: Node, Node)
        case flatten(Node)
        case list([Node])
        case hash([Entry])
        case or(Node, Node)
        case and(Node, Node)
        case not(Node)
        case comparison(Comparator, Node, Node)
        case call(Call)
    }

    struct Slice: Sendable {
        let start: Int?
        let stop: Int?
        /// Never 0.
        let step: Int
    }

    struct Entry: Sendable {
        let key: String
        let value: Node
    }

    enum Comparator: Sendable {
        case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
    }

    struct Call: Sendable {
        let function: Function
        let arguments: [Argument]
        /// What the signature accepts, an element an argument.
        let types: [ParameterTypes]
        /// Where the function's name starts, for errors.
        let offset: Int
    }

    enum Argument: Sendable {
        case value(Node)
        /// `&expression`, evaluated by the function itself.
        case reference(Node)

        var isReference: Bool { if case .reference = self { true } else { false } }
    }
}

extension Node.Kind {
    /// Parts inside each other. Parts that work on each other's results count together, since each
    /// may wrap what it is given: `[@] | [@]`.
    fileprivate var depth: Int {
        switch self {
        case .fields(let names): return names.count
        case .chain(let left, let right), .projection(let left, let right),
            .objectProjection(let left, let right):
            return left.depth + right.depth
        case .filterProjection(let left, let condition, let right):
            return left.depth + max(condition.depth, right.depth)
        case .call(let call) where call.arguments.contains(where: \.isReference):
            return 1 + children.reduce(0) { $0 + $1.depth }
        default: return 1 + (children.map(\.depth).max() ?? 0)
        }
    }

    var children: [Node] {
        switch self {
        case .current, .literal, .fields, .index, .slice: []
        case .chain(let left, let right), .projection(let left, let right),
            .objectProjection(let left, let right), .or(let left, let right),
            .and(let left, let right), .comparison(_, let left, let right):
            [left, right]
        case .filterProjection(let left, let condition, let right): [left, condition, right]
        case .flatten(let node), .not(let node): [node]
        case .list(let nodes): nodes
        case .hash(let entries): entries.map(\.value)
        case .call(let call):
            call.arguments.map { argument in
                switch argument {
                case .value(let node), .reference(let node): node
                }
            }
        }
    }
}
