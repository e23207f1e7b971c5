import JSON
import Rules

/// A template, then a document in the last line: what is rendered has at most as many bytes as
/// allowed, and a text without two braces is itself.
enum TemplateFuzz {
    static let seeds = [
        "Snapshot {{ steps.snapshot.id }} of {{ a || 'none' }} is in.\n"
            + "{\"steps\":{\"snapshot\":{\"id\":\"x\"}},\"a\":null}",
        "{{ a }}\n{\"a\":[1,{\"b\":\"c\"}]}", "{{ {x: {y: a}} }}{{'}}'}}\n{\"a\":\"{{ a }}\"}",
        "{ } }} {{\n  \"a\" }} é\u{301}\n{\"a\":1}", "{{ `{\"a\":\"}}\"}`.a }}\n{}",
        "{{ join('', map(&a, b)) }}\n{\"b\":[{\"a\":\"1\"},{\"a\":\"2\"}]}", "{{ a ?? 'x' }}\n{}",
        "{{ a\n{}", "plain\n{}", "{{ it's }}\n1", "",
    ]

    static func problem(in input: [UInt8]) -> String? {
        let input = FuzzInput(input)
        let text = input.head
        let document = (try? JSONValue(parsing: input.last)) ?? ["a": "b"]
        do throws(TemplateError) {
            let value = try Template(text).render(document)
            _ = try? Template(text).render(document, isStrict: true)
            guard (value.stringValue ?? value.serialized()).utf8.count <= Template.outputBytesMax
            else { return "more than \(Template.outputBytesMax) bytes are rendered" }
            let isPlain = !text.unicodeScalars.contains("{")
            if isPlain, value.stringValue.map({ Array($0.utf8) }) != Array(text.utf8) {
                return "a text without templates has become another"
            }
            return nil
        } catch {
            guard (0...text.count).contains(error.offset), !error.message.isEmpty else {
                return "the mistake has no place in the template: \(error.offset), \(error)"
            }
            return nil
        }
    }
}
