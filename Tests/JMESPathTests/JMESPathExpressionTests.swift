import JSON
import Testing

@testable import JMESPath

func evaluate(_ expression: String, _ input: JSONValue = .null) throws(JMESPathError) -> JSONValue {
    try JMESPathExpression(expression).evaluate(input)
}

func failure(_ expression: String, _ input: JSONValue = .null) -> JMESPathError? {
    do throws(JMESPathError) {
        _ = try evaluate(expression, input)
        return nil
    } catch {
        return error
    }
}

@Suite("JMESPath expressions")
struct JMESPathExpressionTests {
    @Test(
        "the paths an expression mentions",
        arguments: [
            ("steps.snapshot.configSnapshotId", [["steps", "snapshot", "configSnapshotId"]]),
            ("steps.\"a b\".c || rule.name", [["steps", "a b", "c"], ["rule", "name"]]),
            ("@.steps.a | b.c", [["steps", "a", "b", "c"]]),
            ("steps | @.a", [["steps", "a"]]),
            ("items[*].name", [["items"]]),
            ("items[0].name", [["items"]]),
            ("items[?state == 'x'].{a: b}", [["items"]]),
            ("steps.a.{id: id, all: b.c}", [["steps", "a", "id"], ["steps", "a", "b", "c"]]),
            ("join('-', [steps.a.id, !(steps.b)])", [["steps", "a", "id"], ["steps", "b"]]),
            ("sort_by(steps.a.list, &name)", [["steps", "a", "list"]]),
            ("steps.*.id", [["steps"]]),
            ("'text'", []),
            ("@", []),
        ] as [(String, [[String]])])
    func fieldPaths(text: String, paths: [[String]]) throws {
        #expect(try JMESPathExpression(text).fieldPaths == paths)
    }

    @Test("a huge result of a small expression is refused")
    func hugeResult() {
        let doubling = Array(repeating: "[@, @]", count: 60).joined(separator: " | ")
        #expect(failure(doubling)?.code == nil)
        #expect(failure(doubling, 1)?.code == .invalidValue)
        #expect(failure(doubling + " | to_string(@)", 1)?.code == .invalidValue)
        let joining =
            "'0123456789' | "
            + Array(repeating: "join('', [@, @])", count: 30)
            .joined(separator: " | ")
        #expect(failure(joining)?.code == .invalidValue)
    }

    @Test("work has a limit")
    func steps() throws {
        let numbers = JSONValue.array((0..<1_000).map { .number(JSONNumber($0)) })
        let expression = try JMESPathExpression("[*].[@]")
        #expect(throws: JMESPathError.self) {
            try expression.evaluate(numbers, stepsMax: 3_000)
        }
        #expect(try expression.evaluate(numbers, stepsMax: 10_000)[999] == [999])
    }

    @Test("size and depth have limits")
    func limits() {
        #expect(failure(String(repeating: "a", count: 65_537))?.code == .syntax)
        #expect(failure(String(repeating: "(", count: 10_000))?.code == .syntax)
        #expect(failure(String(repeating: "!", count: 10_000))?.code == .syntax)
        #expect(failure(String(repeating: "[", count: 10_000))?.code == .syntax)
        #expect(failure("a" + String(repeating: ".b", count: 10_000))?.code == .syntax)
        #expect(failure("a" + String(repeating: "[]", count: 10_000))?.code == .syntax)
        #expect(failure("a" + String(repeating: "[?b]", count: 10_000))?.code == .syntax)
        #expect(failure("a" + String(repeating: "[*]", count: 10_000))?.code == .syntax)
        #expect(failure("`" + String(repeating: "[", count: 10_000) + "`")?.code == .syntax)
        #expect(failure("a" + String(repeating: ".b", count: 128))?.code == .syntax)
        #expect(failure("a" + String(repeating: ".b", count: 127)) == nil)
        #expect(
            failure(String(repeating: "(", count: 60) + "a" + String(repeating: ")", count: 60))
                == nil)
    }

    @Test("a short way to say a deep result is refused")
    func deepResult() {
        var wrapping = "[@]"
        for _ in 0..<7 { wrapping = "(\(wrapping) | \(wrapping))" }
        #expect(failure(wrapping)?.message.contains("128 deep") == true)
        let nested =
            "map(&\(String(repeating: "[", count: 70))@\(String(repeating: "]", count: 70))"
        #expect(failure("\(nested), \(nested), @))", [])?.message.contains("128 deep") == true)
    }

    @Test("extreme indices and slices end")
    func extremes() throws {
        let list: JSONValue = [0, 1, 2]
        #expect(try evaluate("[::9223372036854775807]", list) == [0])
        #expect(try evaluate("[::-9223372036854775808]", list) == [2])
        #expect(try evaluate("[-9223372036854775808]", list) == .null)
        #expect(try evaluate("[9223372036854775807]", list) == .null)
        #expect(try evaluate("[-9223372036854775808:9223372036854775807]", list) == list)
        #expect(try evaluate("[::-1]", []) == [])
        #expect(failure("[9223372036854775808]")?.code == .syntax)
    }
}
