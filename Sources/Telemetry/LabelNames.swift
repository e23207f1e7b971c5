/// Keeps a label from having values without end: what comes after the first `limit` names, such
/// as those of rules that reloads have brought, is counted together as `other`.
package struct LabelNames: Sendable {
    private let limit: Int
    private var known: Set<String> = []

    /// Stands for every name beyond the limit.
    package static let other = "other"

    package init(limit: Int) { self.limit = limit }

    /// The name itself, or `other`.
    package mutating func bounded(_ name: String) -> String {
        if known.contains(name) { return name }
        guard known.count < limit else { return Self.other }
        known.insert(name)
        return name
    }
}
