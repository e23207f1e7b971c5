import JSON

/// One event held against all patterns: what has been asked so far, and what came of it.
///
/// Patterns and document are lent to every function and not kept: what is kept is counted, and
/// counting references costs more than much of the rest.
struct Match: ~Copyable {
    private var event: EventLeaves
    private var findings: Findings
    private var chosen = ChosenElements()
    private var stepsLeft = Match.stepsMax
    private var choicesLeft = FieldSearch.choicesMax

    /// What one event may cost: a step for each look at a value, and one for every 16 bytes of it.
    /// Only an event made to be expensive needs as many; what has not been found by then counts as
    /// no match.
    static let stepsMax = 20_000_000
    private static let bytesPerStep = 16

    /// What it costs to look at a value once.
    @inline(__always)
    static func steps(of byteCount: Int) -> Int { 1 &+ byteCount / bytesPerStep }

    init(_ document: borrowing JSONDocument, _ patterns: borrowing CompiledPatterns) {
        event = EventLeaves(document, patterns.keys)
        findings = Findings(
            predicateCount: patterns.predicates.count, patternCount: patterns.patternCount)
    }

    /// The numbers of the patterns that match, in their order.
    consuming func run(
        _ document: borrowing JSONDocument, _ patterns: borrowing CompiledPatterns
    ) -> [Int] {
        visit(0, document, patterns)
        return findings.matches
    }

    @inline(__always)
    private mutating func visit(
        _ target: RuleTree.Target, _ document: borrowing JSONDocument,
        _ patterns: borrowing CompiledPatterns
    ) {
        if let node = target.node {
            visit(node, document, patterns)
        } else {
            accept(patterns.tree.ends[target.end], document, patterns)
        }
    }

    /// Recursion is as deep as a pattern has fields, at most `EventPattern.fieldsMax`.
    private mutating func visit(
        _ number: Int, _ document: borrowing JSONDocument, _ patterns: borrowing CompiledPatterns
    ) {
        let node = patterns.tree.nodes[number]
        for end in node.ends { accept(patterns.tree.ends[Int(end)], document, patterns) }
        for group in node.groups {
            visit(patterns.tree.groups[Int(group)], of: number, document, patterns)
        }
    }

    @inline(__always)
    private mutating func visit(
        _ group: RuleTree.Group, of node: Int, _ document: borrowing JSONDocument,
        _ patterns: borrowing CompiledPatterns
    ) {
        let hasValues = event.paths[Int(group.path)].head >= 0
        guard hasValues || group.wantsAbsence else { return }
        if hasValues, !group.indexed.isEmpty { visitIndexed(group, of: node, document, patterns) }
        for index in group.tried {
            let edge = patterns.tree.edges[Int(index)]
            if tries(edge.predicate, document, patterns) { visit(edge.target, document, patterns) }
        }
    }

    /// Whether a predicate holds, of whatever kind.
    private mutating func asks(
        _ ask: RuleTree.Ask, _ document: borrowing JSONDocument,
        _ patterns: borrowing CompiledPatterns
    ) -> Bool {
        guard ask.isIndexed else { return tries(ask.predicate, document, patterns) }
        guard event.paths[Int(ask.path)].head >= 0 else { return false }
        _ = search(Int(ask.path), document, patterns)
        return findings.answer(ask.predicate) == true
    }

    /// Goes over what holds or over what is asked, whichever is less.
    private mutating func visitIndexed(
        _ group: RuleTree.Group, of node: Int, _ document: borrowing JSONDocument,
        _ patterns: borrowing CompiledPatterns
    ) {
        let range = search(Int(group.path), document, patterns)
        guard group.indexed.count > range.count else {
            for index in group.indexed {
                let edge = patterns.tree.edges[Int(index)]
                if findings.answer(edge.predicate) == true {
                    visit(edge.target, document, patterns)
                }
            }
            return
        }
        for index in range {
            let predicate = findings.found[Int(index)]
            if let target = patterns.tree.target(from: node, predicate) {
                visit(target, document, patterns)
            }
        }
    }

    /// Finds the indexed predicates that the path's values make true.
    private mutating func search(
        _ path: Int, _ document: borrowing JSONDocument, _ patterns: borrowing CompiledPatterns
    ) -> Range<Int32> {
        if event.paths[path].isSearched { return event.paths[path].findings }
        let start = Int32(findings.found.count)
        var leaf = event.paths[path].head
        while leaf >= 0, spend(event.leaves[Int(leaf)].entry, document) {
            let value = event.leaves[Int(leaf)]
            patterns.indexes[path].search(
                document.entries[Int(value.entry)], value.number, document.bytes.span, &stepsLeft,
                into: &findings)
            leaf = value.next
        }
        let range = start..<Int32(findings.found.count)
        event.paths[path].isSearched = true
        event.paths[path].findings = range
        return range
    }

    /// Whether a predicate that is tried holds, as far as single values tell.
    private mutating func tries(
        _ number: Int32, _ document: borrowing JSONDocument, _ patterns: borrowing CompiledPatterns
    ) -> Bool {
        let predicate = patterns.predicates[Int(number)]
        // Comparing a number is cheaper than to remember that it has been compared.
        if let range = predicate.range { return holds(range, Int(predicate.path)) }
        if let answer = findings.answer(number) { return answer }
        let holds = holds(predicate, document, patterns)
        findings.note(number, holds: holds)
        return holds
    }

    private mutating func holds(_ range: NumericRange, _ path: Int) -> Bool {
        var number = event.paths[path].head
        while number >= 0, stepsLeft >= 0 {
            stepsLeft &-= 1
            let leaf = event.leaves[Int(number)]
            if range.contains(leaf.number) { return true }
            number = leaf.next
        }
        return false
    }

    private mutating func holds(
        _ predicate: Predicate, _ document: borrowing JSONDocument,
        _ patterns: borrowing CompiledPatterns
    ) -> Bool {
        var leaf = event.paths[Int(predicate.path)].head
        var isAbsent = true
        while leaf >= 0, stepsLeft >= 0 {
            if event.leaves[Int(leaf)].place < 0 { isAbsent = false }
            if passes(predicate, leaf, document, patterns) { return true }
            leaf = event.leaves[Int(leaf)].next
        }
        // A value in an array's element may be out of the way of the element that is chosen.
        return isAbsent && predicate.wantsAbsence && stepsLeft >= 0
    }

    /// Whether a value passes one of the predicate's tests.
    private mutating func passes(
        _ predicate: Predicate, _ leaf: Int32, _ document: borrowing JSONDocument,
        _ patterns: borrowing CompiledPatterns
    ) -> Bool {
        let leaf = event.leaves[Int(leaf)]
        guard spend(leaf.entry, document) else { return false }
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
            return Self.passes(
                predicate, NumberText.scalar(document.bytes.span.extracting(entry.text)), patterns)
        case .number: return Self.passes(predicate, .number(leaf.number), patterns)
        case .yes: return Self.passes(predicate, .bool(true), patterns)
        case .no: return Self.passes(predicate, .bool(false), patterns)
        default: return Self.passes(predicate, .null, patterns)
        }
    }

    private static func passes(
        _ predicate: Predicate, _ scalar: Scalar, _ patterns: borrowing CompiledPatterns
    ) -> Bool {
        for test in predicate.tests where patterns.tests[Int(test)].passes(scalar) { return true }
        return false
    }

    @inline(__always)
    private mutating func spend(_ entry: Int32, _ document: borrowing JSONDocument) -> Bool {
        stepsLeft &-= Self.steps(of: Int(document.entries[Int(entry)].length))
        return stepsLeft >= 0
    }
}

// MARK: Array elements

extension Match {
    /// Every field of the conjunction holds by itself; where several stand in elements of arrays,
    /// they must agree on the elements.
    private mutating func accept(
        _ end: RuleTree.End, _ document: borrowing JSONDocument,
        _ patterns: borrowing CompiledPatterns
    ) {
        guard !findings.isMatched(end.pattern) else { return }
        for index in end.rest where !asks(patterns.tree.asks[Int(index)], document, patterns) {
            return
        }
        let isFree = event.placedPathCount < (end.wantsAbsence ? 1 : 2)
        if isFree || agrees(end, document, patterns) { findings.match(end.pattern) }
    }

    private mutating func agrees(
        _ end: RuleTree.End, _ document: borrowing JSONDocument,
        _ patterns: borrowing CompiledPatterns
    ) -> Bool {
        let conjunction = patterns.conjunctions[Int(end.conjunction)]
        var placed = 0
        for predicate in conjunction.predicates {
            let path = Int(patterns.predicates[Int(predicate)].path)
            placed += event.paths[path].hasPlaces ? 1 : 0
        }
        guard placed > 1 || placed > 0 && end.wantsAbsence else { return true }
        chosen.start(arrayCount: event.arrayCount)
        return choose(0, of: conjunction.predicates, document, patterns)
            ?? searchWithMemory(conjunction.fields, document)
    }

    /// Chooses a value for the field and those after it. Nil when there are too many choices.
    private mutating func choose(
        _ field: Int, of predicates: [Int32], _ document: borrowing JSONDocument,
        _ patterns: borrowing CompiledPatterns
    ) -> Bool? {
        guard field < predicates.count else { return true }
        let predicate = patterns.predicates[Int(predicates[field])]
        var isAbsent = true
        var leaf = event.paths[Int(predicate.path)].head
        while leaf >= 0 {
            // What does not agree costs time too.
            stepsLeft &-= 1
            guard stepsLeft >= 0 else { return false }
            let place = event.leaves[Int(leaf)].place
            if chosen.agrees(with: place, event.places) {
                isAbsent = false
                if passes(predicate, leaf, document, patterns) {
                    let mark = chosen.fixed.count
                    guard chosen.fix(place, event.places) else { return nil }
                    let answer = choose(field + 1, of: predicates, document, patterns)
                    // A value that binds nothing more leads on if any does.
                    if answer != false || chosen.fixed.count == mark { return answer }
                    chosen.free(to: mark)
                }
            }
            leaf = event.leaves[Int(leaf)].next
        }
        guard isAbsent, predicate.wantsAbsence else { return false }
        return choose(field + 1, of: predicates, document, patterns)
    }

    /// Only an event made for it gets here: it has arrays that one path leads through in several
    /// ways. All such searches of an event share what one may cost.
    private mutating func searchWithMemory(
        _ fields: [EventPattern.Field], _ document: borrowing JSONDocument
    ) -> Bool {
        // The event is read once more.
        stepsLeft -= document.entries.count
        guard stepsLeft >= 0, choicesLeft > 0 else { return false }
        var search = FieldSearch(fields, in: document.value, choicesMax: choicesLeft)
        let answer = search.run()
        choicesLeft = search.choicesLeft
        return answer
    }
}
