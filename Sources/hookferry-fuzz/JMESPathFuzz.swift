import JMESPath
import JSON

/// An expression, then a document in the last line: there is a result or an error within the steps
/// allowed, the same each time, and a result is JSON.
enum JMESPathFuzz {
    /// Fewer than in use, so that an input that uses them up costs little.
    private static let stepsMax = 50_000

    static let seeds = [
        "a.b[0].c || x[*].y | [?z > `1` && !w] | @\n{\"a\":{\"b\":[{\"c\":1}]}}",
        "people[?age >= `18`].{name: name, tags: tags[] | [::2]}\n"
            + "{\"people\":[{\"name\":\"é\",\"age\":20,\"tags\":[[1],[2,3]]}]}",
        "*.*[][-1:0:-1]\n{\"a\":{\"b\":[1,2,3]}}", "[a, 'raw \\' string', \"q\\u00e9\"]\n{\"a\":1}",
        "sort_by(@, &a)[*].join('-', [to_string(a), type(b)])\n[{\"a\":2,\"b\":null},{\"a\":1}]",
        "[abs(`-1`), avg(n), ceil(`1.5`), floor(`1.5`), sum(n), max(n), min(n), length(n)]\n"
            + "{\"n\":[1,2.5,1e400]}",
        "[contains(s, 'b'), starts_with(s, 'a'), ends_with(s, 'c'), reverse(s), to_number('1')]\n"
            + "{\"s\":\"abc\"}",
        "merge(@, {c: keys(@), d: values(@)}, from_items(items(@)))\n{\"a\":1,\"b\":[2]}",
        "[max_by(@, &length(@)), min_by(@, &length(@)), map(&upper(@), @), sort(@)]\n[\"b\",\"a\"]",
        "zip(split(s, ','), [lower(s), trim(s), replace(s, 'a', 'b', `1`)])\n{\"s\":\"a,B, c \"}",
        "[find_first(s, 'b', `0`, `9`), not_null(x, s), to_array(s)]\n{\"s\":\"abab\"}",
        "a == b && `{\"x\":[1,2]}` != c\n{\"a\":1,\"b\":1.0,\"c\":{}}", "&a\n1", "a.\n1", "",
    ]

    static func problem(in input: [UInt8]) -> String? {
        let input = FuzzInput(input)
        do throws(JMESPathError) {
            let expression = try JMESPathExpression(input.head)
            _ = expression.fieldPaths
            let document = (try? JSONValue(parsing: input.last)) ?? ["a": [["b": 1]]]
            let result = try expression.evaluate(document, stepsMax: stepsMax)
            guard try expression.evaluate(document, stepsMax: stepsMax) == result else {
                return "a second evaluation gives something else"
            }
            return JSONFuzz.problem(ofPrinted: result)
        } catch {
            let count = input.head.unicodeScalars.count
            guard (0...count).contains(error.offset ?? 0), !error.message.isEmpty else {
                return "the mistake has no place in the expression: \(error)"
            }
            return nil
        }
    }
}
