import JSON
import Testing

@testable import JMESPath

@Suite("JMESPath evaluation")
struct EvaluationTests {
    /// Big enough that doing anything a thousand times with it costs more than the steps.
    private static let input: JSONValue = [
        "numbers": .array((0..<2_000).map { .number(JSONNumber($0)) }),
        "strings": .array((0..<2_000).map { .string("s\($0)") }),
        "lists": .array((0..<2_000).map { [.number(JSONNumber($0))] }),
        "object": .object(object),
        "text": .string(String(repeating: "a-", count: 20_000)),
        "digits": .number(digits),
        "huge": [.number(digits)],
        "long": [.string(String(repeating: "a", count: 40_000))],
    ]

    private static let object = (0..<2_000).reduce(into: JSONObject()) { object, number in
        object["k\(number)"] = .number(JSONNumber(number))
    }

    private static let digits =
        JSONNumber(text: "0." + String(repeating: "1", count: 40_000)) ?? JSONNumber(0)

    @Test(
        "whatever is done again and again runs out of steps",
        arguments: [
            "numbers[*]", "numbers[]", "lists[]", "numbers[::-1]", "numbers[?@ == `-1`]",
            "object.*",
            "numbers == strings[:]", "numbers == numbers", "object == object", "long == long",
            "huge == huge", "digits == `1`", "digits < `1`", "text == text",
            "abs(digits)", "ceil(digits)", "floor(digits)", "to_number(text)", "sum(numbers)",
            "avg(numbers)", "sum(huge)",
            "contains(numbers, `-1`)", "contains(text, 'x')", "contains(long[0], 'aaaaaaaaab')",
            "length(text)", "map(&@, numbers)", "max(numbers)", "min(strings)", "max(long)",
            "reverse(numbers)", "reverse(text)", "sort(numbers)", "sort(strings)", "sort(huge)",
            "max_by(numbers, &@)", "min_by(numbers, &@)", "sort_by(numbers, &@)",
            "zip(numbers, strings)", "keys(object)", "values(object)", "items(object)",
            "merge(object, object)", "from_items(items(object))",
            "starts_with(text, 'a-')", "ends_with(text, 'a-')", "join(',', strings)",
            "join('', long)", "to_string(numbers)", "to_string(object)", "to_string(digits)",
            "find_first(text, 'x')", "lower(text)", "upper(text)", "replace(text, 'x', '')",
            "replace(text, '-', 'xyz')", "split(text, '')", "split(text, '-')", "trim(text)",
            "trim('a', text)",
        ])
    func repetition(of part: String) throws {
        let everything = Array(repeating: "@", count: 1_000).joined(separator: ", ")
        let expression = try JMESPathExpression("map(&\(part), [\(everything)])")
        #expect { try expression.evaluate(Self.input, stepsMax: 100_000) } throws: { error in
            let error = error as? JMESPathError
            return error?.code == .invalidValue && error?.message.contains("steps") == true
        }
        #expect(throws: Never.self) { try JMESPathExpression(part).evaluate(Self.input) }
    }

    @Test("sorting takes what n log n comparisons take, and no more than there is")
    func sorting() throws {
        let elements = (0..<100_000).map { JSONValue.number(JSONNumber($0 * 7_919 % 100_003)) }
        let some = JSONValue.array(Array(elements.prefix(20_000)))
        let sorted = try #require(try evaluate("sort_by(@, &@)", some).arrayValue)
        #expect(sorted.count == 20_000)
        #expect(sorted.first == 0)
        #expect(failure("sort_by(@, &@)", .array(elements))?.code == .invalidValue)
        #expect(failure("sort(@)", .array(elements))?.code == .invalidValue)
    }

    @Test(
        "what doubles at every step is refused long before it fills the memory",
        arguments: [
            ("[@, @] | []", [1, 2]), ("zip(@, @)", [1, 2]),
            ("map(&[@, @], [@, @])", [1]), ("join('', [@, @])", "0123456789"),
            ("replace(@, 'a', 'aa')", "aaaaaaaa"), ("{a: @, b: @} | values(@)", [1]),
        ] as [(String, JSONValue)])
    func doubling(text: String, input: JSONValue) {
        let repeated = Array(repeating: text, count: 21).joined(separator: " | ")
        #expect(failure(repeated, input)?.code == .invalidValue)
    }
}
