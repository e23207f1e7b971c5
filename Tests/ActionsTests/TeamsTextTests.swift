import Testing

@testable import Actions

@Suite("Teams text")
struct TeamsTextTests {
    @Test(
        "marks are escaped, and what has no escape is parted",
        arguments: [
            ("a_b*c", #"a\_b\*c"#), ("[x](y) ~a~ `b` # \\", ##"\[x\]\(y\) \~a\~ \`b\` \# \\"##),
            ("- a - b", #"\- a - b"#), ("+ a", #"\+ a"#), ("1. a", "1\u{200B}. a"),
            ("12.5 1. x", "12\u{200B}.5 1. x"), (".5", ".5"), ("a 1. b", "a 1. b"),
            ("<at>x</at>", "<\u{200B}at>x<\u{200B}/at>"),
            ("https://a.b", "https:\u{200B}//a.\u{200B}b"),
            ("s3://b/c.json", "s3://b/c.json"), ("www.a", "www.\u{200B}a"),
            ("{{DATE(x)}}", #"{"# + "\u{200B}" + #"{DATE\(x\)}}"#), ("{a}", "{a}"),
            ("arn:aws:s3:::b", "arn:aws:s3:::b"),
            ("http:/\u{301}/a", "http:\u{200B}/\u{301}/a"), ("a & \"b\"", "a & \"b\""),
        ])
    func escapes(text: String, result: String) {
        #expect(TeamsText.escaped(text, unitsMax: 1_000) == result)
    }

    @Test(
        "lines are parted by empty lines and begin with no blank",
        arguments: [
            ("a\nb", "a\n\nb"), ("a\n\n\nb", "a\n\nb"), ("\n  a\n    - b", "a\n\n\\- b"),
            ("a\n \u{3000}\n1. b", "a\n\n1\u{200B}. b"), (" ", ""),
        ])
    func lines(text: String, result: String) {
        #expect(TeamsText.escaped(text, unitsMax: 1_000) == result)
    }

    @Test("a cut leaves escapes and empty lines whole")
    func cuts() {
        #expect(TeamsText.escaped("a__", unitsMax: 4) == #"a\_…"#)
        #expect(TeamsText.escaped("a__", unitsMax: 5) == #"a\_\_"#)
        #expect(TeamsText.escaped("a\nb", unitsMax: 3) == "a…")
        #expect(TeamsText.escaped("a\nbc", unitsMax: 100, bytesMax: 5) == "a…")
    }
}
