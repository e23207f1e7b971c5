import JSON
import YAML

/// The reader below the configuration and rule files: there is a value, with places and numbers
/// that JSON can write, or a mistake with its place.
enum YAMLFuzz {
    static let seeds = [
        "a: 1\nb: [x, 'y', \"z\\u00e9\", ~, true, .inf]\nc: {d: e}\n",
        "- a\n- - b\n  - c: |\n      text\n      more\n    d: >-\n      folded\n      text\n",
        "on: no\n0x1F: 0o17\nempty:\nnumber: -1.5e+3\n? complex\n: value\n",
        "# comment\n---\n\"k\": 'it''s'\n...\n", "a: &x 1\nb: *x\n", "a: !!str 1\n", "a: 1\na: 2\n",
        "{\"json\": [1, null, {\"a\": \"\\ud83d\\ude00\"}]}", "[::1]:80", "a: [\n", "\t", "",
    ]

    static func problem(in input: [UInt8]) -> String? {
        // A line has at least the byte that ends it.
        let linesMax = input.count + 1
        do throws(YAMLError) {
            return problem(of: try YAMLParser.parse(input, limits: YAMLLimits()), linesMax)
        } catch {
            let isPlaced = isPlace(error.position, linesMax) && !error.message.isEmpty
            return isPlaced ? nil : "the mistake has no place: \(error.position), \(error.message)"
        }
    }

    private static func problem(of node: YAMLNode, _ linesMax: Int) -> String? {
        guard isPlace(node.position, linesMax) else { return "a value has no place: \(node)" }
        switch node.value {
        case .number(let text): return JSONNumber(text: text) == nil ? "\(text) is no number" : nil
        case .sequence(let elements): return elements.firstNonNil { problem(of: $0, linesMax) }
        case .mapping(let members):
            guard Set(members.map(\.key)).count == members.count else { return "a key comes twice" }
            return members.firstNonNil { problem(of: $0.value, linesMax) }
        case .null, .bool, .string: return nil
        }
    }

    private static func isPlace(_ place: YAMLPosition, _ linesMax: Int) -> Bool {
        (1...linesMax).contains(place.line) && place.column > 0
    }
}

extension Array {
    fileprivate func firstNonNil<Result>(_ transform: (Element) -> Result?) -> Result? {
        for element in self { if let result = transform(element) { return result } }
        return nil
    }
}
