import JSON

/// What patterns ask of the values of one path and can be found from a value, without a look at
/// every question.
final class PathIndex: Sendable {
    /// One for each way in which texts are compared. They find numbers of predicates, and of
    /// wildcards as their complement: those are tried only if the value begins or ends as they do.
    private let texts: [TextTable]
    private let wildcards: [Wildcarded]
    private let numbers: [Double: [Int32]]
    private let opaqueNumbers: [Scalar: [Int32]]
    private let addresses: [IPAddress: [Int32]]
    private let words: [JSONEntry.Kind: [Int32]]

    private struct Wildcarded: Sendable {
        let wildcard: Wildcard
        let predicate: Int32
    }

    /// - Parameter predicates: numbers and tests of those that `isSupported`.
    init(_ predicates: [(number: Int32, tests: [FieldTest])]) {
        var draft = Draft()
        for (number, tests) in predicates {
            for test in tests { draft.add(number, test) }
        }
        draft.placeWildcards()
        texts = draft.texts.map { TextTable($0.value, $0.key) }
        wildcards = draft.wildcards
        numbers = draft.numbers
        opaqueNumbers = draft.opaqueNumbers
        addresses = draft.addresses
        words = draft.words
    }

    /// Whether a test can be found from a value.
    static func isSupported(_ test: FieldTest) -> Bool {
        var draft = Draft()
        return draft.add(0, test)
    }

    /// Adds every predicate that a value of the event makes true.
    ///
    /// - Parameters:
    ///   - number: the value if it is a number that patterns can compare.
    ///   - stepsLeft: what wildcards that begin or end as the value does may cost.
    func search(
        _ entry: JSONEntry, _ number: Double, _ bytes: Span<UInt8>, _ stepsLeft: inout Int,
        into findings: inout Findings
    ) {
        switch entry.kind {
        case .string: search(bytes.extracting(entry.text), &stepsLeft, into: &findings)
        case .number where number.isNaN:
            if opaqueNumbers.isEmpty { return }
            findings.add(opaqueNumbers[NumberText.scalar(bytes.extracting(entry.text))])
        case .number: findings.add(numbers[number])
        default: findings.add(words[entry.kind])
        }
    }

    private func search(
        _ text: Span<UInt8>, _ stepsLeft: inout Int, into findings: inout Findings
    ) {
        for table in texts { table.search(text, into: &findings) }
        while let candidate = findings.candidates.popLast() {
            stepsLeft &-= Match.steps(of: text.count)
            guard stepsLeft >= 0 else { return findings.candidates.removeAll() }
            if wildcards[Int(candidate)].wildcard.matches(text) {
                findings.add(wildcards[Int(candidate)].predicate)
            }
        }
        if !addresses.isEmpty, let address = IPAddress(text) { findings.add(addresses[address]) }
    }

    /// The index while it is filled.
    private struct Draft {
        var texts: [TextTable.Order: [[UInt8]: [Int32]]] = [:]
        var wildcards: [Wildcarded] = []
        var numbers: [Double: [Int32]] = [:]
        var opaqueNumbers: [Scalar: [Int32]] = [:]
        var addresses: [IPAddress: [Int32]] = [:]
        var words: [JSONEntry.Kind: [Int32]] = [:]

        /// False for a test that must be tried on the value.
        @discardableResult
        mutating func add(_ number: Int32, _ test: FieldTest) -> Bool {
            switch test {
            case .equals(let scalar): add(number, scalar)
            case .address(let address): addresses[address, default: []].append(number)
            case .prefix(let text): add(number, Array(text.text.utf8), .start)
            case .suffix(let text): add(number, Array(text.text.utf8), .end)
            case .equalsIgnoreCase(let text): return add(number, text, .whole)
            case .prefixIgnoreCase(let text): return add(number, text, .start)
            case .suffixIgnoreCase(let text): return add(number, text, .end)
            case .wildcard(let wildcard): return add(number, wildcard)
            case .cidr, .numeric, .exists, .anythingBut: return false
            }
            return true
        }

        private mutating func add(_ number: Int32, _ scalar: Scalar) {
            switch scalar {
            case .null: words[.null, default: []].append(number)
            case .bool(let isTrue): words[isTrue ? .yes : .no, default: []].append(number)
            case .string(let text): add(number, Array(text.text.utf8), .whole)
            case .number(let value): numbers[value, default: []].append(number)
            case .opaqueNumber: opaqueNumbers[scalar, default: []].append(number)
            }
        }

        private mutating func add(
            _ number: Int32, _ text: [UInt8], _ part: TextTable.Order.Part,
            ignoresCase: Bool = false
        ) {
            let order = TextTable.Order(part: part, ignoresCase: ignoresCase)
            texts[order, default: [:]][text, default: []].append(number)
        }

        /// False for one with letters beyond ASCII, whose forms are more than two bytes.
        private mutating func add(
            _ number: Int32, _ text: IgnoringCase, _ part: TextTable.Order.Part
        ) -> Bool {
            guard let ascii = text.lowercasedASCII else { return false }
            add(number, ascii, part, ignoresCase: true)
            return true
        }

        /// False for one that tells neither how a text begins nor how it ends.
        private mutating func add(_ number: Int32, _ wildcard: Wildcard) -> Bool {
            guard !wildcard.literalPrefix.isEmpty || !wildcard.literalSuffix.isEmpty else {
                return false
            }
            wildcards.append(Wildcarded(wildcard: wildcard, predicate: number))
            return true
        }

        /// Each wildcard is looked for by its beginning or its end, whichever fewer others have.
        mutating func placeWildcards() {
            let prefixes = Self.counts(wildcards.map(\.wildcard.literalPrefix))
            let suffixes = Self.counts(wildcards.map(\.wildcard.literalSuffix))
            for (index, one) in wildcards.enumerated() {
                let (prefix, suffix) = (one.wildcard.literalPrefix, one.wildcard.literalSuffix)
                let isEnd =
                    prefix.isEmpty
                    || !suffix.isEmpty
                        && suffixes[suffix, default: 0] < prefixes[prefix, default: 0]
                add(~Int32(index), isEnd ? suffix : prefix, isEnd ? .end : .start)
            }
        }

        private static func counts(_ texts: [[UInt8]]) -> [[UInt8]: Int] {
            Dictionary(texts.map { ($0, 1) }, uniquingKeysWith: +)
        }
    }
}

extension IgnoringCase {
    /// The text in lower case if it is nothing but ASCII: then a value matches just if its own
    /// ASCII letters in lower case make the same text.
    fileprivate var lowercasedASCII: [UInt8]? {
        let isASCII = characters.allSatisfy { $0.lower.count == 1 && $0.upper.count == 1 }
        return isASCII ? characters.flatMap(\.lower) : nil
    }
}
