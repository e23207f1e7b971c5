import JSON
import Testing

@testable import Rules

@Suite("Template")
struct TemplateTests {
    private static let event: JSONValue = [
        "id": "e-1", "n": 12_345_678_901_234_567, "yes": true, "none": nil,
        "list": [1, "two"], "object": ["a": ["b": "c"]], "text": "say \"hi\"",
        "braces": "{{ id }}", "number": 7,
    ]

    private func render(_ text: String, isStrict: Bool = false) throws -> JSONValue {
        try Template(text).render(Self.event, isStrict: isStrict)
    }

    @Test(
        "a lone expression keeps its type",
        arguments: [
            ("{{ n }}", 12_345_678_901_234_567), ("{{ yes }}", true), ("{{none}}", nil),
            ("{{ list }}", [1, "two"]), ("{{ object.a }}", ["b": "c"]), ("{{ missing }}", nil),
            ("{{ text }}", "say \"hi\""), ("{{ none || 'default' }}", "default"),
            ("{{\n  {x: {y: id}}\n}}", ["x": ["y": "e-1"]]),
        ] as [(String, JSONValue)])
    func types(text: String, value: JSONValue) throws {
        #expect(try render(text) == value)
    }

    @Test(
        "in a text, strings are printed bare and the rest as JSON",
        arguments: [
            ("<{{ text }}>", "<say \"hi\">"), ("#{{ number }}", "#7"), ("{{ yes }}!", "true!"),
            (" {{ list }}", " [1,\"two\"]"), ("{{ object }}{{ id }}", "{\"a\":{\"b\":\"c\"}}e-1"),
            ("{{ none }}, {{ missing }}", "null, null"), ("plain", "plain"), ("", ""),
            ("{{ '{{' }} a {{ '}}' }}", "{{ a }}"),
        ])
    func texts(text: String, output: String) throws {
        #expect(try render(text) == .string(output))
    }

    @Test("what an event says is never a template")
    func injection() throws {
        #expect(try render("{{ braces }}") == "{{ id }}")
        #expect(try render("a {{ braces }}") == "a {{ id }}")
    }

    @Test("strictly, a null inside a text is an error and a lone null is not")
    func strict() throws {
        let error = #expect(throws: TemplateError.self) {
            try render("prod-{{ missing }}", isStrict: true)
        }
        #expect(error?.message == "{{ missing }}: there is no value for this text")
        #expect(try render("{{ missing }}", isStrict: true) == nil)
        #expect(try render("prod-{{ id }}", isStrict: true) == "prod-e-1")
    }

    @Test("an evaluation that fails names its expression")
    func failure() throws {
        let error = #expect(throws: TemplateError.self) { try render("{{ upper(number) }}") }
        #expect(error?.message.hasPrefix("{{ upper(number) }}: invalid-type") == true)
    }

    @Test(
        "a mistake in an expression has its place in the whole string",
        arguments: [
            ("{{ a. }}", 5), ("ab {{ a ?? 'x' }}", 8), ("é\u{301}{{\n\n a ] }}", 8), ("{{ }}", 3),
            ("{{a}} {{ b + }}", 11), ("{{ nosuch(a) }}", 3), ("x{{ it's }}", 6),
        ])
    func offsets(text: String, offset: Int) throws {
        let error = #expect(throws: TemplateError.self) { try Template(text) }
        #expect(error?.offset == offset, "\(error?.message ?? "")")
        #expect((error?.hint != nil) == text.contains("??"))
    }

    @Test("output may have 65,536 bytes and not one more", arguments: [0, 1])
    func limit(excess: Int) throws {
        let half = String(repeating: "é", count: Template.outputBytesMax / 4)
        let context: JSONValue = ["half": .string(half), "rest": "x"]
        let template = try Template("{{ half }}{{ half }}" + (excess > 0 ? "{{ rest }}" : ""))
        if excess == 0 {
            #expect(
                try template.render(context).stringValue?.utf8.count == Template.outputBytesMax)
        } else {
            #expect(throws: TemplateError.self) { try template.render(context) }
        }
    }

    @Test("a lone expression is limited as well")
    func loneLimit() throws {
        let list = JSONValue.array(Array(repeating: "0123456789", count: 6_000))
        let template = try Template("{{ list }}")
        #expect(throws: TemplateError.self) { try template.render(["list": list]) }
    }

    @Test("a template knows whether it is one and what it reads")
    func paths() throws {
        #expect(try Template("plain }} text").isConstant)
        let template = try Template("{{ steps.snapshot.id }} of {{ detail.name || source }}")
        #expect(!template.isConstant)
        #expect(
            template.fieldPaths == [["steps", "snapshot", "id"], ["detail", "name"], ["source"]])
    }
}
