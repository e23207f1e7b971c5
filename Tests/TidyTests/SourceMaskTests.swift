import Testing

@Suite("Source mask")
struct SourceMaskTests {
    @Test(
        "code alone is left",
        arguments: [
            ("let a = 1 // one", "let a = 1       "),
            ("a /* b /* c */ d */ e", "a                   e"),
            (#"f("x // y") + g"#, #"f("      ") + g"#),
            (#"f("a\"b")"#, #"f("    ")"#),
            (##"f(#"a"b"#) + c"##, ##"f(#"   "#) + c"##),
            (#"f("a\(g("b"))c")"#, #"f("  (g(" ")) ")"#),
            (##"f(#"\(a) \#(b)"#)"##, ##"f(#"       (b)"#)"##),
            (#"let r = /"\/x/ + a"#, #"let r = /    / + a"#),
            (##"let r = #/a"b/# + c"##, ##"let r = #/   /# + c"##),
            ("let half = a / b // c", "let half = a / b     "),
            ("\"\"\"\n  say \"hi\" {\n  \"\"\" }", "\"\"\"\n            \n  \"\"\" }"),
            ("let a = \"open\nlet b = 2", "let a = \"    \nlet b = 2"),
        ])
    func code(text: String, code: String) {
        #expect(String(decoding: SourceMask(text).code, as: UTF8.self) == code)
    }

    @Test("comments alone are left, but not what only looks like one")
    func comments() {
        let mask = SourceMask("a(\"// no\") // yes\n/* and\n this */ b")
        let comments = String(decoding: mask.comments, as: UTF8.self)
        #expect(comments == "           // yes\n/* and\n this */  ")
    }

    @Test(
        "text that ends inside a literal or comment ends the mask",
        arguments: ["\"a\\", "/* a", "#\"", "/*"])
    func unfinished(text: String) {
        #expect(SourceMask(text).code.count == text.utf8.count)
    }
}
