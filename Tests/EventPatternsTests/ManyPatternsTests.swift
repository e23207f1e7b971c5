import JSON
import TestSupport
import Testing

@testable import EventPatterns

/// Random patterns of every operator against random events, always the same ones.
@Suite("Matching many patterns at once equals matching each alone")
struct ManyPatternsTests {
    @Test("on random patterns and events", arguments: 0..<6)
    func agreement(seed: UInt64) throws {
        var random = SplitMix64(seed: seed &* 77 &+ 5)
        var matches = 0
        for _ in 0..<12 {
            var patterns: [EventPattern] = []
            while patterns.count < 60 {
                let json = JSONValue.object(RandomPattern.pattern(&random, depth: 0))
                if let pattern = try? EventPattern(json) { patterns.append(pattern) }
            }
            let matcher = PatternMatcher(patterns)
            for _ in 0..<60 {
                let text = RandomPattern.event(&random, depth: 0)
                let event = try JSONDocument(parsing: Array(text.utf8), limits: .event)
                let alone = patterns.indices.filter { patterns[$0].matches(event.value) }
                matches += alone.count
                #expect(matcher.matches(event) == alone, "\(text)")
            }
        }
        #expect(matches > 1_500)
    }
}

/// Patterns and events over few keys and values, so that they often meet.
private enum RandomPattern {
    private static let keys = ["a", "b", "c", "a.b", "b.c", "long-enough-for-words"]
    private static let strings = [
        "", "x", "X", "xy", "straße", "STRASSE", "10.0.0.1", "010.0.0.1", "::ffff:a00:1", "xyx",
        "y*",
        "aws.config", "AWS.Config", "é", "e\u{301}", "😀",
    ]
    private static let numbers = [
        "0", "-0", "1", "1.0", "1e0", "2.5", "-3", "100", "9007199254740993", "1e400", "5e-324",
        "0.1", "12345678901234567890", "1e22",
    ]

    static func pattern(_ random: inout SplitMix64, depth: Int) -> JSONObject {
        var object = JSONObject()
        for _ in 0...Int.random(in: 0...2, using: &random) {
            let key = pick(keys, &random)
            let isLeaf = depth > 1 || Bool.random(using: &random)
            object[key] = isLeaf ? tests(&random) : .object(pattern(&random, depth: depth + 1))
        }
        if depth < 2, Int.random(in: 0...5, using: &random) == 0 {
            object["$or"] = .array((0..<2).map { _ in .object(pattern(&random, depth: depth + 1)) })
        }
        return object
    }

    private static func tests(_ random: inout SplitMix64) -> JSONValue {
        .array((0...Int.random(in: 0...2, using: &random)).map { _ in test(&random) })
    }

    private static func test(_ random: inout SplitMix64) -> JSONValue {
        let text = JSONValue.string(pick(strings, &random))
        let number = number(&random)
        switch Int.random(in: 0..<20, using: &random) {
        case 0, 1, 2: return text
        case 3: return number
        case 4: return pick([true, false, nil], &random)
        case 5: return ["prefix": text]
        case 6: return ["suffix": text]
        case 7: return ["equals-ignore-case": text]
        case 8: return ["prefix": ["equals-ignore-case": text]]
        case 9: return ["suffix": ["equals-ignore-case": text]]
        case 10:
            return ["wildcard": pick(["*", "x*", "*y", "x*y*x", "aws.*", "*.config"], &random)]
        case 11: return ["cidr": pick(["10.0.0.0/24", "::/0", "10.0.0.1/31"], &random)]
        case 12: return ["numeric": [pick([">", "<", "=", ">=", "<="], &random), number]]
        case 13: return ["numeric": [">", -1, "<", 50]]
        case 14, 15: return ["exists": .bool(Bool.random(using: &random))]
        case 16: return ["anything-but": [text, "x"]]
        case 17: return ["anything-but": number]
        case 18: return ["anything-but": [pick(["prefix", "suffix", "wildcard"], &random): text]]
        default: return ["anything-but": ["equals-ignore-case": [text]]]
        }
    }

    /// As text, because a key may stand twice in it.
    static func event(_ random: inout SplitMix64, depth: Int) -> String {
        let members = (0..<Int.random(in: 0...4, using: &random)).map { _ in
            let key = JSONValue.string(pick(keys, &random)).serialized()
            return "\(key):\(value(&random, depth))"
        }
        return "{\(members.joined(separator: ","))}"
    }

    private static func value(_ random: inout SplitMix64, _ depth: Int) -> String {
        switch Int.random(in: 0..<(depth > 3 ? 6 : 12), using: &random) {
        case 0, 1, 2: return JSONValue.string(pick(strings, &random)).serialized()
        case 3, 4: return pick(numbers, &random)
        case 5: return pick(["true", "false", "null"], &random)
        case 6, 7, 8:
            let count = Int.random(in: 0...3, using: &random)
            let elements = (0..<count).map { _ in value(&random, depth + 1) }
            return "[\(elements.joined(separator: ","))]"
        default: return event(&random, depth: depth + 1)
        }
    }

    private static func number(_ random: inout SplitMix64) -> JSONValue {
        JSONNumber(text: pick(numbers, &random)).map(JSONValue.number) ?? 0
    }

    private static func pick<Element>(_ list: [Element], _ random: inout SplitMix64) -> Element {
        list[Int.random(in: list.indices, using: &random)]
    }
}
