import Testing

@testable import Rules

@Suite("Template scanner")
struct TemplateScannerTests {
    private func pieces(_ text: String) throws -> [TemplateScanner.Piece] {
        var scanner = TemplateScanner(text)
        var pieces: [TemplateScanner.Piece] = []
        while let piece = try scanner.next() { pieces.append(piece) }
        return pieces
    }

    @Test(
        "an expression ends at the first pair of braces that is not its own",
        arguments: [
            ("{{a}}", "a"), ("{{ {a: {b: c}} }}", " {a: {b: c}} "),
            ("{{ {a: {b: c}}}}", " {a: {b: c}}"), ("{{{a: b}}}", "{a: b}"),
            ("{{ '}}' }}", " '}}' "), ("{{ \"}}\" }}", " \"}}\" "),
            ("{{ `{\"a\":{\"b\":{}}}` }}", " `{\"a\":{\"b\":{}}}` "),
            ("{{ 'it\\'s }}' }}", " 'it\\'s }}' "), ("{{ '{' }}", " '{' "),
            ("{{ '\\é}}' }}", " '\\é}}' "), ("{{}}", ""),
        ])
    func ends(text: String, source: String) throws {
        #expect(try pieces(text) == [.expression(Substring(source))])
    }

    @Test("text around expressions is kept to the last character")
    func text() throws {
        #expect(try pieces("") == [])
        #expect(try pieces("plain } }} { text") == [.text("plain } }} { text")])
        #expect(
            try pieces("é{{a}}}}{{b}}\r\n")
                == [
                    .text("é"), .expression("a"), .text("}}"), .expression("b"), .text("\r\n"),
                ])
    }

    @Test("braces with a combining character behind them are braces")
    func combining() throws {
        #expect(
            try pieces("{{\u{301} a }}\u{301}")
                == [.expression("\u{301} a "), .text("\u{301}")])
    }

    @Test("what does not balance goes up to the first closing pair")
    func unbalanced() throws {
        #expect(try pieces("{{ it's }} x") == [.expression(" it's "), .text(" x")])
        #expect(try pieces("{{ {a: b }}") == [.expression(" {a: b ")])
    }

    @Test("a template that is never closed is an error with its place", arguments: [0, 3])
    func unclosed(offset: Int) throws {
        let text = String(repeating: "é", count: offset) + "{{ a }"
        let error = #expect(throws: TemplateError.self) { try pieces(text) }
        #expect(error?.offset == offset)
        #expect(error?.message == "a template is opened with {{ and never closed")
    }

    @Test("64 KiB of braces and quotes cost no more than a walk over them")
    func cost() throws {
        for unit in ["{", "}", "{}", "}{", "'}}", "{{a", "{{a}}", "{{ '}}' }}", "\\", "`}}\""] {
            let text = "{{ " + String(repeating: unit, count: (64 << 10) / unit.utf8.count)
            let elapsed = ContinuousClock().measure { _ = try? pieces(text) }
            #expect(elapsed < .seconds(1), "\(unit)")
        }
    }
}
