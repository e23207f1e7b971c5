/// What has been asked of one event, and what came of it.
struct Findings {
    /// Two bits for each predicate – whether it has been asked, and whether it holds – and behind
    /// them one for each pattern that matches. One piece of memory is cheaper than three.
    private var words: [UInt64]
    private let patternStart: Int
    private var matchCount = 0
    /// Predicates of the indexes that hold, in the order in which they were found.
    private(set) var found: [Int32] = []
    /// Wildcards whose beginning or end a table has found, before they are looked at.
    var candidates: [Int32] = []

    /// As many as most events have.
    private static let foundExpected = 24

    init(predicateCount: Int, patternCount: Int) {
        patternStart = (predicateCount + 31) / 32
        words = Array(repeating: 0, count: patternStart + (patternCount + 63) / 64)
        found.reserveCapacity(Self.foundExpected)
    }

    /// Notes that an index has found a predicate, perhaps not for the first time.
    @inline(__always)
    mutating func add(_ predicate: Int32) {
        let shift = UInt64(predicate & 31) &* 2
        let index = Int(predicate >> 5)
        guard words[index] >> shift & 0b11 == 0 else { return }
        words[index] |= 0b11 << shift
        found.append(predicate)
    }

    @inline(__always)
    mutating func add(_ predicates: [Int32]?) {
        for predicate in predicates ?? [] { add(predicate) }
    }

    /// Whether the predicate holds; nil if it has not been asked, or was not found.
    @inline(__always)
    func answer(_ predicate: Int32) -> Bool? {
        let bits = words[Int(predicate >> 5)] >> (UInt64(predicate & 31) &* 2) & 0b11
        return bits == 0 ? nil : bits == 0b11
    }

    /// Notes what came of trying a predicate.
    mutating func note(_ predicate: Int32, holds: Bool) {
        words[Int(predicate >> 5)] |= (holds ? 0b11 : 0b01) << (UInt64(predicate & 31) &* 2)
    }

    /// Notes that a pattern matches, perhaps not for the first time.
    @inline(__always)
    mutating func match(_ pattern: Int32) {
        let index = patternStart &+ Int(pattern >> 6)
        let bit: UInt64 = 1 << UInt64(pattern & 63)
        matchCount &+= words[index] & bit == 0 ? 1 : 0
        words[index] |= bit
    }

    @inline(__always)
    func isMatched(_ pattern: Int32) -> Bool {
        words[patternStart &+ Int(pattern >> 6)] >> UInt64(pattern & 63) & 1 == 1
    }

    /// The numbers of the patterns that match, in their order.
    var matches: [Int] {
        var numbers: [Int] = []
        guard matchCount > 0 else { return numbers }
        numbers.reserveCapacity(matchCount)
        for index in patternStart..<words.count {
            var rest = words[index]
            while rest != 0 {
                numbers.append((index &- patternStart) &* 64 &+ rest.trailingZeroBitCount)
                rest &= rest &- 1
            }
        }
        return numbers
    }
}
