package import JSON

/// Many patterns at once. The event is read one time, and patterns that ask for exact values are
/// looked at only if the event has one of them.
package struct PatternMatcher<ID: Hashable & Sendable>: Sendable {
    private let entries: [Entry]
    private let paths: PathTree
    /// For each path, the patterns to look at when a value stands there.
    private let index: [[Scalar: [Int]]]
    /// Patterns without a field of exact values.
    private let unindexed: [Int]

    private struct Entry: Sendable {
        let id: ID
        /// Patterns before this one's; a pattern has an entry for each of its alternatives.
        let pattern: Int
        let fields: [(path: Int, tests: [FieldTest])]
    }

    package init(_ patterns: [(ID, EventPattern)]) {
        var paths = PathTree()
        entries = patterns.enumerated().flatMap { number, element in
            element.1.alternatives.map { fields in
                Entry(
                    id: element.0, pattern: number,
                    fields: fields.map { (path: paths.insert($0.path), tests: $0.tests) })
            }
        }
        var index: [[Scalar: [Int]]] = Array(repeating: [:], count: paths.pathCount)
        var unindexed: [Int] = []
        let frequencies = Self.frequencies(of: entries)
        for (number, entry) in entries.enumerated() {
            guard let key = Self.mostSelective(of: entry, frequencies) else {
                unindexed.append(number)
                continue
            }
            for value in key.values { index[key.path][value, default: []].append(number) }
        }
        self.paths = paths
        self.index = index
        self.unindexed = unindexed
    }

    /// The patterns that match, in the order in which they were given.
    package func matches(_ event: JSONValue) -> [ID] {
        guard event.objectValue != nil else { return [] }
        let leaves = FlatEvent(event, paths: paths).leaves
        var last: Int?
        return candidates(for: leaves).compactMap { number in
            let entry = entries[number]
            guard entry.pattern != last else { return nil }
            let search = FieldSearch(entry.fields.map { ($0.tests, leaves[$0.path]) })
            guard search.succeeds() else { return nil }
            last = entry.pattern
            return entry.id
        }
    }

    private func candidates(for leaves: [[FlatEvent.Leaf]]) -> [Int] {
        var numbers = Set(unindexed)
        for (path, leaves) in leaves.enumerated() where !index[path].isEmpty {
            for leaf in leaves { numbers.formUnion(index[path][leaf.value] ?? []) }
        }
        return numbers.sorted()
    }

    private struct ExactKey: Hashable {
        let path: Int
        let values: Set<Scalar>
    }

    private struct PathValue: Hashable {
        let path: Int
        let value: Scalar
    }

    /// The fields of an entry that take exact values only.
    private static func exactKeys(of entry: Entry) -> [ExactKey] {
        entry.fields.compactMap { path, tests in
            var values: Set<Scalar> = []
            for test in tests {
                guard case .equals(let value) = test else { return nil }
                values.insert(value)
            }
            return ExactKey(path: path, values: values)
        }
    }

    /// How many patterns ask for each value of each path.
    private static func frequencies(of entries: [Entry]) -> [PathValue: Int] {
        var counts: [PathValue: Int] = [:]
        for key in entries.flatMap(exactKeys) {
            for value in key.values {
                counts[PathValue(path: key.path, value: value), default: 0] += 1
            }
        }
        return counts
    }

    /// The field whose values the fewest patterns ask for.
    private static func mostSelective(
        of entry: Entry, _ frequencies: [PathValue: Int]
    ) -> ExactKey? {
        func weight(_ key: ExactKey) -> Int {
            key.values.reduce(0) { sum, value in
                sum + (frequencies[PathValue(path: key.path, value: value)] ?? 0)
            }
        }
        return exactKeys(of: entry).min { weight($0) < weight($1) }
    }
}
