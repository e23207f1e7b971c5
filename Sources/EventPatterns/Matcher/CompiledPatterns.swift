import JSON

/// Many patterns in the form in which events are held against them. It never changes.
struct CompiledPatterns: Sendable {
    /// One alternative of one pattern.
    struct Conjunction: Sendable {
        /// The pattern's number.
        let pattern: Int32
        let fields: [EventPattern.Field]
        /// By field.
        let predicates: [Int32]
    }

    let conjunctions: [Conjunction]
    let predicates: [Predicate]
    /// Of all predicates.
    let tests: [FieldTest]
    let keys: KeyTree
    /// By path.
    let indexes: [PathIndex]
    let tree: RuleTree
    let patternCount: Int

    init(_ patterns: [EventPattern]) {
        var draft = Draft()
        for (number, pattern) in patterns.enumerated() {
            for fields in pattern.alternatives { draft.add(fields, of: number) }
        }
        conjunctions = draft.conjunctions
        predicates = draft.predicates
        tests = draft.tests
        keys = KeyTree(draft.paths)
        indexes = draft.indexes()
        tree = RuleTree(conjunctions, predicates)
        patternCount = patterns.count
    }

    /// What is found while patterns are taken in.
    private struct Draft {
        var paths = PathTree()
        var predicates: [Predicate] = []
        var tests: [FieldTest] = []
        var conjunctions: [Conjunction] = []
        private var numbers: [Question: Int32] = [:]

        private struct Question: Hashable {
            let path: Int32
            let tests: Set<FieldTest>
        }

        mutating func add(_ fields: [EventPattern.Field], of pattern: Int) {
            conjunctions.append(
                Conjunction(
                    pattern: Int32(pattern), fields: fields, predicates: fields.map { number($0) }))
        }

        private mutating func number(_ field: EventPattern.Field) -> Int32 {
            let path = Int32(paths.insert(field.path))
            let question = Question(path: path, tests: Set(field.tests))
            if let number = numbers[question] { return number }
            let number = Int32(predicates.count)
            numbers[question] = number
            let start = Int32(tests.count)
            tests += field.tests
            predicates.append(
                Predicate(
                    path: path, tests: start..<Int32(tests.count), range: Self.range(field.tests),
                    isIndexed: field.tests.allSatisfy(PathIndex.isSupported),
                    wantsAbsence: field.tests.contains(.exists(false))))
            return number
        }

        private static func range(_ tests: [FieldTest]) -> NumericRange? {
            guard tests.count == 1, case .numeric(let range) = tests[0] else { return nil }
            return range
        }

        func indexes() -> [PathIndex] {
            var byPath = Array(
                repeating: [(number: Int32, tests: [FieldTest])](), count: paths.pathCount)
            for (number, predicate) in predicates.enumerated() where predicate.isIndexed {
                let tests = predicate.tests.map { self.tests[Int($0)] }
                byPath[Int(predicate.path)].append((Int32(number), tests))
            }
            return byPath.map(PathIndex.init)
        }
    }
}
