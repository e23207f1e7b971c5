import Testing

@testable import AWS

@Suite("The words of a command")
struct CommandWordsTests {
    @Test(
        "as Python's shlex.split has them",
        arguments: [
            ("", []), (" \t\r\n ", []), ("a", ["a"]),
            ("  a  b\tc\nd\r\ne ", ["a", "b", "c", "d", "e"]),
            (
                #""/Users/Dave/path/to/credentials.sh" x "with spaces""#,
                ["/Users/Dave/path/to/credentials.sh", "x", "with spaces"]
            ),
            (
                #"/opt/bin/awscreds-custom --username helen"#,
                ["/opt/bin/awscreds-custom", "--username", "helen"]
            ),
            (#"'a b'"c d"e\ f"#, ["a bc de f"]), (#"'' """#, ["", ""]), (#"a''"#, ["a"]),
            (#"'a\b"'"#, [#"a\b""#]), (#""a\b\"\\c'""#, [#"a\b"\c'"#]), (#"\a\\\'\""#, [#"a\'""#]),
            (#""\$HOME \`""#, [#"\$HOME \`"#]),
            ("$HOME ~ * a;b #c | d", ["$HOME", "~", "*", "a;b", "#c", "|", "d"]),
            ("é\u{301} 'ü x'", ["é\u{301}", "ü x"]), ("a\\\nb", ["a\nb"]),
            ("\"a\\\nb\"", ["a\\\nb"]),
        ])
    func split(command: String, words: [String]) {
        #expect(CommandWords.split(command) == words)
    }

    @Test(
        "a mark without its partner",
        arguments: ["'a", "\"a", "a\\", "\"a\\", "\"a\\\"", "'a\\''", "a 'b\" c"])
    func unbalanced(command: String) {
        #expect(CommandWords.split(command) == nil)
    }
}
