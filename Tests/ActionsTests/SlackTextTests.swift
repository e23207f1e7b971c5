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
            ("see https://e.example/x_y", "see https:\u{200B}//e.example/x_y"),
            ("x:/\u{301}/y", "x:\u{200B}/\u{301}/y"),
            ("mail a@e.example", "mail a@\u{200B}e.example"),
            ("arn:aws:s3:::b", "arn:aws:s3:::b"), ("in s3://b/k", "in s3://b/k"),
            ("s3://", "s3://"),
            ("https3://b", "https3:\u{200B}//b"), ("S3://b", "S3:\u{200B}//b"), ("*a*", "∗a∗"),
        ])
    func line(text: String, result: String) {
        #expect(SlackText.line.text(text, unitsMax: 1_000) == result)
        #expect(!SlackText.card.text(text, unitsMax: 1_000).contains("\u{200B}"))
    }

    @Test("the limits count what it has become")
    func limits() {
        #expect(SlackText.line.text("a://b", unitsMax: 6) == "a:\u{200B}//b")
        #expect(SlackText.line.text("a://b", unitsMax: 5) == "a:\u{200B}/…")
        #expect(SlackText.card.text("***", unitsMax: 9, bytesMax: 8) == "∗…")
    }
}
