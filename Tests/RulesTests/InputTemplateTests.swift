import JSON
import Testing

@testable import Rules

@Suite("Input template")
struct InputTemplateTests {
    @Test("every string of an input is rendered, nothing else is touched")
    func everything() throws {
        let input: JSONValue = [
            "a": "{{ id }}", "b": ["x {{ id }}", 1, nil, ["c": "{{ n }}"]], "{{ id }}": true,
            "d": "plain",
        ]
        let rendered = try InputTemplate(input).render(["id": "e-1", "n": 5])
        #expect(
            rendered == [
                "a": "e-1", "b": ["x e-1", 1, nil, ["c": 5]], "{{ id }}": true, "d": "plain",
            ])
    }

    @Test("an input without templates is a constant")
    func constant() throws {
        #expect(try InputTemplate("plain") == .constant("plain"))
        #expect(try InputTemplate(nil).render([:]) == nil)
    }

    @Test("a mistake is told with the keys that lead to it")
    func place() throws {
        let template = try InputTemplate(["fields": ["Size": ["{{ upper(n) }}"]]])
        let error = #expect(throws: TemplateError.self) { try template.render(["n": 1]) }
        #expect(error?.message.hasPrefix("fields: Size: {{ upper(n) }}: ") == true)
        #expect(throws: TemplateError.self) { try InputTemplate(["a": ["{{ b"]]) }
    }

    @Test("strictness reaches every level")
    func strict() throws {
        let template = try InputTemplate(["a": [["b": "x-{{ gone }}"]]])
        #expect(throws: TemplateError.self) { try template.render([:], isStrict: true) }
        #expect(try template.render([:]) == ["a": [["b": "x-null"]]])
    }

    @Test("all templates of an input together are limited")
    func limit() throws {
        let context: JSONValue = ["big": .string(String(repeating: "x", count: 65_536))]
        let four = JSONValue.array(Array(repeating: "{{ big }}", count: 4))
        #expect(try InputTemplate(four).render(context).arrayValue?.count == 4)
        let five = try InputTemplate([four, "{{ big }}"])
        #expect(throws: TemplateError.self) { try five.render(context) }
    }
}
