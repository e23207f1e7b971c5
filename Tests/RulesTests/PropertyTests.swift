import JSON
import Rules
import TestSupport
import Testing

/// Random templates from a fixed seed: a case that fails once fails always.
@Suite("Template properties")
struct PropertyTests {
    private static let seed: UInt64 = 0x7465_6D70_6C31

    /// A piece of a template, and what becomes of it.
    private struct Part {
        let text: String
        let value: JSONValue
        let isExpression: Bool

        var printed: String { value.stringValue ?? value.serialized() }
    }

    @Test("a template rendered from its parts is the parts joined; a lone one keeps its type")
    func joined() throws {
        print("template properties: seed \(Self.seed)")
        var maker = PartMaker(seed: Self.seed)
        for number in 0..<3_000 {
            let context = maker.context()
            let parts = maker.parts(context)
            let text = parts.map(\.text).joined()
            let rendered = try Template(text).render(context)
            let comment: Comment = "seed \(Self.seed), case \(number): \(text)"
            if parts.count == 1, parts[0].isExpression {
                #expect(rendered == parts[0].value, comment)
            } else {
                let expected = parts.map(\.printed).joined()
                #expect(
                    rendered.stringValue.map { Array($0.utf8) } == Array(expected.utf8), comment)
            }
        }
    }

    @Test("text without two braces in a row is itself")
    func plain() throws {
        var maker = PartMaker(seed: Self.seed &+ 1)
        for number in 0..<3_000 {
            let text = maker.text(withBraces: true)
            let template = try Template(text)
            #expect(template.isConstant)
            #expect(template.fieldPaths.isEmpty)
            let rendered = try template.render(nil).stringValue
            #expect(
                rendered.map { Array($0.utf8) } == Array(text.utf8),
                "seed \(Self.seed), case \(number): \(text)")
        }
    }

    @Test("an input of templates has the shape it was written in")
    func inputs() throws {
        var maker = PartMaker(seed: Self.seed &+ 2)
        for number in 0..<500 {
            let context = maker.context()
            var (input, expected) = (JSONObject(), JSONObject())
            for index in 0..<5 {
                let parts = maker.parts(context)
                let isLone = parts.count == 1 && parts[0].isExpression
                let value: JSONValue =
                    isLone ? parts[0].value : .string(parts.map(\.printed).joined())
                input["k\(index)"] = [.string(parts.map(\.text).joined()), 1]
                expected["k\(index)"] = [value, 1]
            }
            let rendered = try InputTemplate(.object(input)).render(context)
            #expect(rendered == .object(expected), "seed \(Self.seed), case \(number)")
        }
    }

    private struct PartMaker {
        private var random: SplitMix64

        init(seed: UInt64) { random = SplitMix64(seed: seed) }

        /// Fields `k0` to `k5`.
        mutating func context() -> JSONValue {
            var object = JSONObject()
            for index in 0..<6 { object["k\(index)"] = value(depth: 2) }
            return .object(object)
        }

        private mutating func value(depth: Int) -> JSONValue {
            switch Int.random(in: 0...(depth > 0 ? 6 : 4), using: &random) {
            case 0: .null
            case 1: .bool(Bool.random(using: &random))
            case 2: .number(JSONNumber(Int.random(in: .min ... .max, using: &random)))
            case 3, 4: .string(text(withBraces: true) + "{{ k0 }}")
            case 5: .array((0..<3).map { _ in value(depth: depth - 1) })
            default: ["a": value(depth: depth - 1), "}}": "{{"]
            }
        }

        mutating func parts(_ context: JSONValue) -> [Part] {
            (0..<Int.random(in: 1...5, using: &random)).map { _ in part(context) }
        }

        private mutating func part(_ context: JSONValue) -> Part {
            if Int.random(in: 0...2, using: &random) == 0 {
                let text = text(withBraces: false)
                return Part(text: text, value: .string(text), isExpression: false)
            }
            let (expression, value) = expression(context)
            let space = ["", " ", "\n  ", "\t"].randomElement(using: &random) ?? ""
            return Part(text: "{{\(space)\(expression)\(space)}}", value: value, isExpression: true)
        }

        private mutating func expression(_ context: JSONValue) -> (String, JSONValue) {
            let key = "k\(Int.random(in: 0...5, using: &random))"
            let value = context[key] ?? nil
            switch Int.random(in: 0...5, using: &random) {
            case 0:
                // Scalars and not characters: an accent may stand on a quote.
                let scalars = text(withBraces: true).unicodeScalars.filter {
                    !"'\\".unicodeScalars.contains($0)
                }
                let text = String(String.UnicodeScalarView(scalars))
                return ("'{{\(text)}}'", .string("{{\(text)}}"))
            case 1: return ("{ a: {b: \(key)} }", ["a": ["b": value]])
            case 2: return ("[\(key), `{\"a\": {\"b\": 1}}`]", [value, ["a": ["b": 1]]])
            case 3: return ("\"\(key)\"", value)
            default: return (key, value)
            }
        }

        private static let alphabet = Array("ab 0.$\"'`\\é\u{301}😀\r\n\t".unicodeScalars)

        mutating func text(withBraces: Bool) -> String {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: withBraces ? 0...20 : 1...20, using: &random) {
                let brace = Int.random(in: 0...9, using: &random)
                if withBraces, brace < 2, text.last != "{", text.last != "}" {
                    text.append(brace == 0 ? "{" : "}")
                } else {
                    text.append(Self.alphabet.randomElement(using: &random) ?? "a")
                }
            }
            // Beside another brace this one would be two in a row.
            if text.last == "{" || text.last == "}" { text.append(" ") }
            return String(text)
        }
    }
}
