import JSON

/// What patterns ask of the values of one path and can be found from a value, without a look at
/// every question.
final class PathIndex: Sendable {
    private let equal: TextTable
    private let equalIgnoringCase: TextTable
    /// Prefixes and suffixes, each as written and ignoring case.
    private let affixes: [AffixTable]
    private let numbers: [Double: [Int32]]
    private let opaqueNumbers: [Scalar: [Int32]]
    private let addresses: [IPAddress: [Int32]]
    private let words: [JSONEntry.Kind: [Int32]]

    /// - Parameter predicates: numbers and tests of those that `isSupported`.
    init(_ predicates: [(number: Int32, tests: [FieldTest])]) {
        var draft = Draft()
        for (number, tests) in predicates {
            for test in tests { draft.add(number, test) }
        }
        equal = TextTable(draft.equal, ignoringCase: false)
        equalIgnoringCase = TextTable(draft.equalIgnoringCase, ignoringCase: true)
        affixes = draft.affixes.map { AffixTable($0.value, $0.key) }
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
    @inline(__always)
    func search(
        _ entry: JSONEntry, _ number: Double, _ bytes: Span<UInt8>, into findings: inout Findings
    ) {
        switch entry.kind {
        case .string: searchText(bytes.extracting(entry.text), into: &findings)
        case .number where number.isNaN:
            if opaqueNumbers.isEmpty { return }
            opaqueNumbers[NumberText.scalar(bytes.extracting(entry.text))].map {
                findings.add($0)
            }
        case .number: numbers[number].map { findings.add($0) }
        default: words[entry.kind].map { findings.add($0) }
        }
    }

    @inline(__always)
    private func searchText(_ text: Span<UInt8>, into findings: inout Findings) {
        equal.search(text, into: &findings)
        equalIgnoringCase.search(text, into: &findings)
        for table in affixes { table.search(text, into: &findings) }
        if !addresses.isEmpty, let address = IPAddress(text) {
            addresses[address].map { findings.add($0) }
        }
    }

    /// The index while it is filled.
    private struct Draft {
        var equal: [[UInt8]: [Int32]] = [:]
        var equalIgnoringCase: [[UInt8]: [Int32]] = [:]
        var affixes: [TextOrder: [[UInt8]: [Int32]]] = [:]
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
            case .prefix(let text): add(number, Array(text.text.utf8), isFromEnd: false)
            case .suffix(let text): add(number, Array(text.text.utf8), isFromEnd: true)
            case .equalsIgnoreCase(let text):
                guard let ascii = text.lowercasedASCII else { return false }
                equalIgnoringCase[ascii, default: []].append(number)
            case .prefixIgnoreCase(let text):
                guard let ascii = text.lowercasedASCII else { return false }
                add(number, ascii, isFromEnd: false, ignoresCase: true)
            case .suffixIgnoreCase(let text):
                guard let ascii = text.lowercasedASCII else { return false }
                add(number, ascii, isFromEnd: true, ignoresCase: true)
            case .wildcard, .cidr, .numeric, .exists, .anythingBut: return false
            }
            return true
        }

        private mutating func add(_ number: Int32, _ scalar: Scalar) {
            switch scalar {
            case .null: words[.null, default: []].append(number)
            case .bool(let isTrue): words[isTrue ? .yes : .no, default: []].append(number)
            case .string(let text): equal[Array(text.text.utf8), default: []].append(number)
            case .number(let value): numbers[value, default: []].append(number)
            case .opaqueNumber: opaqueNumbers[scalar, default: []].append(number)
            }
        }

        private mutating func add(
            _ number: Int32, _ text: [UInt8], isFromEnd: Bool, ignoresCase: Bool = false
        ) {
            let order = TextOrder(isFromEnd: isFromEnd, ignoresCase: ignoresCase)
            affixes[order, default: [:]][text, default: []].append(number)
        }
    }
}

/// Predicates that hold, each once.
struct Findings {
    /// By predicate.
    var holds: Bits
    /// Those of the indexes, in the order in which they were found.
    private(set) var found: [Int32] = []

    init(predicateCount: Int) { holds = Bits(count: predicateCount) }

    @inline(__always)
    mutating func add(_ predicate: Int32) {
        guard !holds[Int(predicate)] else { return }
        holds.insert(Int(predicate))
        found.append(predicate)
    }

    @inline(__always)
    mutating func add(_ predicates: [Int32]) {
        for predicate in predicates { add(predicate) }
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
