/// The paths that patterns mention, as a tree of keys, so that the rest of an event is not
/// looked at.
struct PathTree: Sendable {
    struct Node: Sendable {
        fileprivate(set) var children: [ExactText: Int] = [:]
        /// The number of the path that ends here.
        fileprivate(set) var pathNumber: Int?
    }

    /// The first one is the root.
    private(set) var nodes = [Node()]
    private(set) var pathCount = 0

    /// The path's number; paths are numbered from 0 in the order in which they first came.
    mutating func insert(_ path: [ExactText]) -> Int {
        var position = 0
        for key in path {
            if let child = nodes[position].children[key] {
                position = child
            } else {
                nodes.append(Node())
                nodes[position].children[key] = nodes.count - 1
                position = nodes.count - 1
            }
        }
        if let number = nodes[position].pathNumber { return number }
        nodes[position].pathNumber = pathCount
        pathCount += 1
        return pathCount - 1
    }

    /// The node below `position` for an event's key, which may hold dots.
    func node(below position: Int, key: String) -> Int? {
        guard key.utf8.contains(UInt8(ascii: ".")) else {
            return nodes[position].children[ExactText(key)]
        }
        var position = position
        for part in Self.parts(of: key) {
            guard let child = nodes[position].children[part] else { return nil }
            position = child
        }
        return position
    }

    static func parts(of key: String) -> [ExactText] {
        key.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .map { ExactText(String(Substring($0))) }
    }
}
