import JSON

/// One event held against all patterns: what has been asked so far, and what came of it.
struct Match: ~Copyable {
    private let patterns: CompiledPatterns
    private let document: JSONDocument
    private var event: EventLeaves
    private var findings: Findings
    /// By predicate that is tried: whether it has been.
    private var isTried: Bits
    /// By pattern.
    private var matched: Bits
    private var chosen = ChosenElements()
    private var stepsLeft = Match.stepsMax
    private var choicesLeft = FieldSearch.choicesMax

    /// What one event may cost: a step for each test of a value, and one for every 16 bytes of it.
    /// Only an event made to be expensive needs as many; what has not been found by then counts as
    /// no match.
    static let stepsMax = 20_000_000
    private static let bytesPerStep = 16

    init(_ document: JSONDocument, _ patterns: CompiledPatterns) {
        self.document = document
        self.patterns = patterns
        event = EventLeaves(document, patterns.keys)
        findings = Findings(predicateCount: patterns.predicates.count)
        isTried = Bits(count: patterns.predicates.count)
        matched = Bits(count: patterns.patternCount)
    }

    /// The numbers of the patterns that match, in their order.
    consuming func run() -> [Int] {
        visit(0)
        return matched.members
    }

    /// Recursion is as deep as a pattern has fields, at most `EventPattern.fieldsMax`.
    private mutating func visit(_ number: Int) {
        let node = patterns.tree.nodes[number]
        for end in node.ends { accept(Int(patterns.tree.ends[end])) }
        for group in node.groups { visit(patterns.tree.groups[group]) }
    }

    @inline(__always)
    private mutating func visit(_ group: RuleTree.Group) {
        let hasValues = event.paths[Int(group.path)].head >= 0
        guard hasValues || group.wantsAbsence else { return }
        if hasValues, !group.indexed.isEmpty { visitIndexed(group) }
        for index in group.tried {
            let edge = patterns.tree.edges[index]
            if tries(edge.predicate) { visit(Int(edge.child)) }
        }
    }

    /// Goes over what holds or over what is asked, whichever is less.
    private mutating func visitIndexed(_ group: RuleTree.Group) {
        let range = search(Int(group.path))
        guard group.indexed.count > range.count else {
            for index in group.indexed {
                let edge = patterns.tree.edges[index]
                if findings.holds[Int(edge.predicate)] { visit(Int(edge.child)) }
            }
            return
        }
        for index in range {
            if let child = child(findings.found[Int(index)], in: group.indexed) { visit(child) }
        }
    }

    private func child(_ predicate: Int32, in range: Range<Int>) -> Int? {
        var low = range.lowerBound
        var high = range.upperBound
        while low < high {
            let middle = (low &+ high) >> 1
            if patterns.tree.edges[middle].predicate < predicate {
                low = middle &+ 1
            } else {
                high = middle
            }
        }
        guard low < range.upperBound, patterns.tree.edges[low].predicate == predicate else {
            return nil
        }
        return Int(patterns.tree.edges[low].child)
    }

    /// Finds the indexed predicates that the path's values make true.
    private mutating func search(_ path: Int) -> Range<Int32> {
        if event.paths[path].isSearched { return event.paths[path].findings }
        let start = Int32(findings.found.count)
        let bytes = document.bytes
        var leaf = event.paths[path].head
        while leaf >= 0, spend(event.leaves[Int(leaf)].entry) {
            let value = event.leaves[Int(leaf)]
            patterns.indexes[path].search(
                document.entries[Int(value.entry)], value.number, bytes.span, into: &findings)
            leaf = value.next
        }
        let range = start..<Int32(findings.found.count)
        event.paths[path].isSearched = true
        event.paths[path].findings = range
        return range
    }

    /// Whether a predicate that is tried holds, as far as single values tell.
    private mutating func tries(_ number: Int32) -> Bool {
        guard !isTried[Int(number)] else { return findings.holds[Int(number)] }
        isTried.insert(Int(number))
        let predicate = patterns.predicates[Int(number)]
        var leaf = event.paths[Int(predicate.path)].head
        var isAbsent = true
        while leaf >= 0 {
            if event.leaves[Int(leaf)].place < 0 { isAbsent = false }
            if passes(predicate, leaf) {
                findings.holds.insert(Int(number))
                return true
            }
            leaf = event.leaves[Int(leaf)].next
        }
        // A value in an array's element may be out of the way of the element that is chosen.
        guard isAbsent, predicate.wantsAbsence else { return false }
        findings.holds.insert(Int(number))
        return true
    }

    /// Whether a value passes one of the predicate's tests.
    private mutating func passes(_ predicate: Predicate, _ leaf: Int32) -> Bool {
        let leaf = event.leaves[Int(leaf)]
        guard spend(leaf.entry) else { return false }
        if let range = predicate.range { return range.contains(leaf.number) }
        let entry = document.entries[Int(leaf.entry)]
        switch entry.kind {
        case .string:
            let text = document.bytes.span.extracting(entry.text)
            for test in predicate.tests where patterns.tests[Int(test)].passes(text: text) {
                return true
            }
            return false
        case .number where leaf.number.isNaN:
            return passes(
                predicate, NumberText.scalar(document.bytes.span.extracting(entry.text)))
        case .number: return passes(predicate, .number(leaf.number))
        case .yes: return passes(predicate, .bool(true))
        case .no: return passes(predicate, .bool(false))
        default: return passes(predicate, .null)
        }
    }

    private func passes(_ predicate: Predicate, _ scalar: Scalar) -> Bool {
        for test in predicate.tests where patterns.tests[Int(test)].passes(scalar) { return true }
        return false
    }

    @inline(__always)
    private mutating func spend(_ entry: Int32) -> Bool {
        stepsLeft &-= 1 &+ Int(document.entries[Int(entry)].length) / Self.bytesPerStep
        return stepsLeft >= 0
    }
}

// MARK: Array elements

extension Match {
    /// Every field of the conjunction holds by itself; where several stand in elements of arrays,
    /// they must agree on the elements.
    private mutating func accept(_ number: Int) {
        let pattern = Int(patterns.conjunctions[number].pattern)
        guard !matched[pattern] else { return }
        let isFree = event.placedPathCount < 2 && !patterns.conjunctions[number].wantsAbsence
        if isFree || event.placedPathCount == 0 || agrees(number) { matched.insert(pattern) }
    }

    private mutating func agrees(_ number: Int) -> Bool {
        let conjunction = patterns.conjunctions[number]
        let placed = conjunction.predicates.count {
            event.paths[Int(patterns.predicates[Int($0)].path)].hasPlaces
        }
        guard placed > 1 || placed > 0 && conjunction.wantsAbsence else { return true }
        chosen.start(arrayCount: event.arrayCount)
        return choose(0, of: conjunction.predicates) ?? searchWithMemory(conjunction.fields)
    }

    /// Chooses a value for the field and those after it. Nil when there are too many choices.
    private mutating func choose(_ field: Int, of predicates: [Int32]) -> Bool? {
        guard field < predicates.count else { return true }
        let predicate = patterns.predicates[Int(predicates[field])]
        var isAbsent = true
        var leaf = event.paths[Int(predicate.path)].head
        while leaf >= 0 {
            let place = event.leaves[Int(leaf)].place
            if chosen.agrees(with: place, event.places) {
                isAbsent = false
                if passes(predicate, leaf) {
                    let mark = chosen.fixed.count
                    guard chosen.fix(place, event.places) else { return nil }
                    let answer = choose(field + 1, of: predicates)
                    // A value that binds nothing more leads on if any does.
                    if answer != false || chosen.fixed.count == mark { return answer }
                    chosen.free(to: mark)
                }
            }
            leaf = event.leaves[Int(leaf)].next
        }
        guard isAbsent, predicate.wantsAbsence else { return false }
        return choose(field + 1, of: predicates)
    }

    /// Only an event made for it gets here: it has arrays that one path leads through in several
    /// ways. All such searches of an event share what one may cost.
    private mutating func searchWithMemory(_ fields: [EventPattern.Field]) -> Bool {
        // The event is read once more.
        stepsLeft -= document.entries.count
        guard stepsLeft >= 0, choicesLeft > 0 else { return false }
        var paths = PathTree()
        // Paths of one conjunction are unique, so the tree numbers them in the order of the fields.
        for field in fields { _ = paths.insert(field.path) }
        let leaves = FlatEvent(document.value, paths: paths).leaves
        var search = FieldSearch(
            zip(fields, leaves).map { ($0.tests, $1) }, choicesMax: choicesLeft)
        let answer = search.run()
        choicesLeft = search.choicesLeft
        return answer
    }
}
