import Lifecycle
import Testing

@Suite("Regular expression")
struct RegularExpressionTests {
    @Test(
        "matches as POSIX and ECMA do",
        arguments: [
            ("^job-[0-9a-z]{13}$", "job-0123456789abc", true),
            ("^job-[0-9a-z]{13}$", "job-0123456789abcd", false),
            ("^job-[0-9a-z]{13}$", "job-0123456789abc\n", false),
            ("^job-[0-9a-z]{13}$", "x\njob-0123456789abc", false),
            ("^job-[0-9a-z]{13}$", "job-0123456789abc\u{0}", false),
            ("^[!-~]{1,64}$", "a\u{0}b", false), ("^[a-z]+$", "é", false), ("^[a-z]+$", "", false),
            ("^[a-z]*$", "", true), ("b", "a\u{0}b", true),
            ("^(arn:.*|eng-[0-9]{2})$", "arn:", true),
            ("^(arn:.*|eng-[0-9]{2})$", "arn:é:ü", true), ("^(a|b)$", "ab", false),
            ("^([a-z]+[/:])*[a-z]+$", "a/b:c", true), ("^([a-z]+[/:])*[a-z]+$", "a/b:", false),
        ])
    func matches(pattern: String, text: String, isMatch: Bool) {
        let expression = RegularExpression(pattern)
        #expect(expression.isValid && expression.pattern == pattern)
        #expect(expression.matches(text) == isMatch)
    }

    @Test("with a mistake matches nothing")
    func invalid() {
        for pattern in ["(", "[a", "a{2,1}"] {
            #expect(!RegularExpression(pattern).isValid)
            #expect(!RegularExpression(pattern).matches(pattern))
        }
    }

    @Test("takes its time for a long text that nearly matches, but not for ever")
    func long() {
        let expression = RegularExpression("^([a-z]+[/:])*[a-z]+$")
        #expect(!expression.matches(String(repeating: "a", count: 65_536) + "!"))
    }

    @Test("matches on many threads at once")
    func threads() async {
        let expression = RegularExpression("^O[0-9]{1,19}$")
        let wrong = await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<500).count {
                        !expression.matches("O\($0)") || expression.matches("P\($0)")
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(wrong == 0)
    }
}
