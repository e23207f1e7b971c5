import JSON
import TestSupport
import Testing

@testable import EventPatterns

/// The facts about flattening, arrays and absence, written down a second time as plainly as can be.
@Suite("Matching agrees with a plain reading of the facts")
struct FlatteningTests {
    @Test("on random patterns and events", arguments: 0..<8)
    func agreement(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var matches = 0
        for _ in 0..<2_500 {
            let pattern = JSONValue.object(Self.pattern(&random, depth: 0))
            let event = JSONValue.object(Self.object(&random, depth: 0))
            guard let compiled = try? EventPattern(pattern) else { continue }
            let expected = Self.matches(compiled, event)
            matches += expected ? 1 : 0
            #expect(
                compiled.matches(event) == expected,
                "\(pattern.serialized()) on \(event.serialized())")
            #expect(compiled.mismatches(event).isEmpty == expected)
        }
        #expect(matches > 100)
    }

    // MARK: The plain reading

    private struct Leaf {
        let path: String
        let value: Scalar
        let elements: [Int: Int]
    }

    private static func matches(_ pattern: EventPattern, _ event: JSONValue) -> Bool {
        var leaves: [Leaf] = []
        var arrays = 0
        flatten(event, [], [:], &arrays, &leaves)
        return pattern.alternatives.contains { choose(for: $0[...], [:], leaves) }
    }

    private static func flatten(
        _ value: JSONValue, _ path: [String], _ elements: [Int: Int], _ arrays: inout Int,
        _ leaves: inout [Leaf]
    ) {
        switch value {
        case .object(let object):
            for member in object.members {
                flatten(member.value, path + [member.key], elements, &arrays, &leaves)
            }
        case .array(let list):
            let array = arrays
            arrays += 1
            for (index, element) in list.enumerated() {
                var inner = elements
                if element.arrayValue != nil || element.objectValue != nil { inner[array] = index }
                flatten(element, path, inner, &arrays, &leaves)
            }
        default:
            guard let scalar = Scalar(value) else { return }
            leaves.append(
                Leaf(path: path.joined(separator: "."), value: scalar, elements: elements))
        }
    }

    private static func choose(
        for fields: ArraySlice<EventPattern.Field>, _ elements: [Int: Int], _ leaves: [Leaf]
    ) -> Bool {
        guard let field = fields.first else { return true }
        let rest = fields.dropFirst()
        let consistent = leaves.filter { leaf in
            leaf.path == field.name
                && leaf.elements.allSatisfy { elements[$0.key, default: $0.value] == $0.value }
        }
        for leaf in consistent where field.tests.contains(where: { $0.passes(leaf.value) }) {
            let both = elements.merging(leaf.elements) { old, _ in old }
            if choose(for: rest, both, leaves) { return true }
        }
        return consistent.isEmpty && field.tests.contains(.exists(false))
            && choose(for: rest, elements, leaves)
    }

    // MARK: Random values

    private static let keys = ["a", "b", "c", "a.b", "b.c"]

    private static func pattern(_ random: inout SplitMix64, depth: Int) -> JSONObject {
        var object = JSONObject()
        for _ in 0...Int.random(in: 0...2, using: &random) {
            let key = keys[Int.random(in: 0..<(depth > 0 ? 3 : 5), using: &random)]
            let isLeaf = depth > 1 || Int.random(in: 0...1, using: &random) == 0
            object[key] = isLeaf ? tests(&random) : .object(pattern(&random, depth: depth + 1))
        }
        if depth < 2, Int.random(in: 0...7, using: &random) == 0 {
            object["$or"] = .array(
                (0..<2).map { _ in .object(pattern(&random, depth: depth + 1)) })
        }
        return object
    }

    private static func tests(_ random: inout SplitMix64) -> JSONValue {
        let all: [JSONValue] = [
            1, 2, ["exists": false], ["exists": true], ["anything-but": 1], "x", nil,
            ["numeric": ["<", 2]],
        ]
        return .array(
            (0...Int.random(in: 0...1, using: &random)).map { _ in
                all[Int.random(in: all.indices, using: &random)]
            })
    }

    private static func object(_ random: inout SplitMix64, depth: Int) -> JSONObject {
        var object = JSONObject()
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            object[keys[Int.random(in: keys.indices, using: &random)]] = value(&random, depth)
        }
        return object
    }

    private static func value(_ random: inout SplitMix64, _ depth: Int) -> JSONValue {
        switch Int.random(in: 0..<(depth > 3 ? 4 : 10), using: &random) {
        case 0: return 1
        case 1: return 2
        case 2: return "x"
        case 3: return nil
        case 4, 5, 6:
            let count = Int.random(in: 0...3, using: &random)
            return .array((0..<count).map { _ in value(&random, depth + 1) })
        default: return .object(object(&random, depth: depth + 1))
        }
    }
}
