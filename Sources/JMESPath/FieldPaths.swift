/// Collects the paths from the top that an expression mentions.
struct FieldPaths {
    private var found: [[String]] = []

    /// The paths found, without those that lead to another one.
    var longest: [[String]] {
        found.filter { path in
            !found.contains { $0.count > path.count && $0.starts(with: path) }
        }
    }

    /// - Parameter path: where in the input the node is evaluated; nil if unknown.
    /// - Returns: where in the input its result stands; nil if unknown.
    mutating func visit(_ node: Node, at path: [String]?) -> [String]? {
        switch node.kind {
        case .current: return path
        case .fields(let names):
            guard let path else { return nil }
            if !found.contains(path + names) { found.append(path + names) }
            return path + names
        case .chain(let left, let right): return visit(right, at: visit(left, at: path))
        case .projection(let left, let right), .objectProjection(let left, let right):
            _ = visit(left, at: path)
            _ = visit(right, at: nil)
        case .filterProjection(let left, let condition, let right):
            _ = visit(left, at: path)
            _ = visit(condition, at: nil)
            _ = visit(right, at: nil)
        case .call(let call):
            for argument in call.arguments {
                if case .value(let value) = argument { _ = visit(value, at: path) }
            }
        default:
            for child in node.kind.children { _ = visit(child, at: path) }
        }
        return nil
    }
}
