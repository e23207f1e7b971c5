import Testing

@testable import Actions

@Suite("Slack text")
struct SlackTextTests {
    @Test(
        "nothing in it formats, mentions or links",
        arguments: [
            ("a & b", "a &amp; b"), ("<!channel> <@U1>", "&lt;!channel&gt; &lt;@U1&gt;"),
            ("<https://e.example|x>", "&lt;https://e.example|x&gt;"), ("&lt;", "&amp;lt;"),
            ("*bold* ~gone~ `code`", "∗bold∗ ∼gone∼ ˋcodeˋ"), ("```x```", "ˋˋˋxˋˋˋ"),
            ("_it_ _a_b_ __", "ˍitˍ ˍa_bˍ ˍˍ"), ("_", "ˍ"), ("", ""),
            ("my_rule_1 my__rule é_é", "my_rule_1 myˍˍrule éˍé"),
            ("> quote\n  > too\na > b\n>>>", "› quote\n  › too\na &gt; b\n›&gt;&gt;"),
            ("*\u{301}_\u{200D}", "∗\u{301}ˍ\u{200D}"), ("\"it's\"", "\"it's\""),
        ])
    func inert(text: String, result: String) {
        #expect(SlackText.card.text(text, unitsMax: 1_000) == result)
    }

    @Test(
        "in a message's own text nothing looks like a URL either",
        arguments: [
            ("see https://e.example/x_y", "see https:\u{200B}//e.\u{200B}example/x_y"),
            ("x:/\u{301}/y", "x:\u{200B}/\u{301}/y"),
            ("mail a@e.example", "mail a@\u{200B}e.\u{200B}example"),
            ("in s3://b/k", "in s3://b/k"),
            ("s3://", "s3://"),
            ("https3://b", "https3:\u{200B}//b"), ("S3://b", "S3://b"), ("*a*", "∗a∗"),
            ("www.x.example", "www.\u{200B}x.\u{200B}example"), ("1.2.3", "1.2.3"),
        ])
    func line(text: String, result: String) {
        #expect(SlackText.line.text(text, unitsMax: 1_000) == result)
        #expect(!SlackText.card.text(text, unitsMax: 1_000).contains("\u{200B}"))
    }

    @Test("a code of an emoji shows none")
    func emoji() {
        for text in [SlackText.line, .card] {
            #expect(text.text("arn:aws:x", unitsMax: 99) == "arn:\u{200B}aws:x")
        }
    }

    @Test("a value that is copied stands in a code span, and cannot leave it")
    func code() {
        let value = "arn:aws:s3:::b *_~`<!here> a@b https://x"
        let start = "`arn:aws:s3:::b *_~ˋ&lt;!here&gt;"
        #expect(SlackText.card.code(value, unitsMax: 99) == "\(start) a@b https://x`")
        #expect(
            SlackText.line.code(value, unitsMax: 99)
                == "\(start) a@\u{200B}b https:\u{200B}//x`")
        #expect(SlackText.card.code("abcd", unitsMax: 5) == "`ab…`")
        #expect(SlackText.card.code("日本", unitsMax: 99, bytesMax: 7) == "`…`")
        #expect(SlackText.card.code("", unitsMax: 99) == "")
        #expect(SlackText.card.code("a`\u{301}b", unitsMax: 99) == "`aˋ\u{301}b`")
    }

    @Test("the limits count what it has become")
    func limits() {
        #expect(SlackText.line.text("a://b", unitsMax: 6) == "a:\u{200B}//b")
        #expect(SlackText.line.text("a://b", unitsMax: 5) == "a:\u{200B}/…")
        #expect(SlackText.card.text("***", unitsMax: 9, bytesMax: 8) == "∗…")
    }
}
