import JMESPath
import JSON
import Lifecycle

/// `hookferry query`
enum QueryVerb: Verb {
    static let name = "query"
    static let summary = "evaluates a JMESPath expression on JSON"
    static let options: [String] = []
    static let flags = ["batch", "json"]
    static let operandsMax = 2
    static let help = """
        Usage: hookferry query EXPRESSION [FILE] [--json]
               hookferry query --batch

        Evaluates a JMESPath expression, as templates do, on a JSON file or standard input and
        prints the result as indented JSON.

          --json   prints the result on one line
          --batch  reads lines {"expression":"…","given":…} on standard input and prints
                   {"result":…} or {"error":"…"} for each, in order; blank lines are passed over, a
                   line has at most 8 MiB

        Errors of an expression begin with their class: syntax, invalid-type, invalid-arity,
        unknown-function or invalid-value. Exit code 0 for a result, 1 when the file is bad or the
        expression does not fit it, 2 for a bad expression; of a batch 0 when all of it was
        answered.

        """

    static func run(_ arguments: Arguments) async -> Int32 {
        let operands = arguments.operands
        if arguments.flags.contains("batch") {
            guard operands.isEmpty else {
                return fail("`--batch` reads standard input, no words", ExitCode.usage)
            }
            return batch()
        }
        guard let text = operands.first else {
            return fail("give an expression, or `--batch`", ExitCode.usage)
        }
        let expression: JMESPathExpression
        do throws(JMESPathError) {
            expression = try JMESPathExpression(text)
        } catch {
            StandardStreams.writeError(Self.story(error, in: text))
            return ExitCode.usage
        }
        return evaluate(expression, operands.dropFirst().first ?? "-", isJSON: arguments.isJSON)
    }

    private static func evaluate(
        _ expression: JMESPathExpression, _ path: String, isJSON: Bool
    ) -> Int32 {
        let given: JSONValue
        do throws(InputError) {
            given = try InputFile(path).json()
        } catch {
            return fail(error.message, ExitCode.failed)
        }
        do throws(JMESPathError) {
            let result = try expression.evaluate(given)
            let text = isJSON ? result.serialized() + "\n" : result.prettyPrinted()
            StandardStreams.writeOutput(TerminalJSON.text(text))
            return ExitCode.fine
        } catch {
            StandardStreams.writeError(Self.story(error, in: expression.text))
            return ExitCode.failed
        }
    }

    private static func batch() -> Int32 {
        var expressions = RecentTexts<JMESPathExpression>()
        return Batch.run(QueryVerb.self) { line throws(BatchError) in
            guard let given = line["given"] else {
                throw BatchError(message: "line: it has no `given`")
            }
            let expression = try expressions.value(
                of: line.batchText("expression"), make: expression(_:))
            do throws(JMESPathError) {
                return ["result": try expression.evaluate(given)]
            } catch {
                throw BatchError(message: error.description)
            }
        }
    }

    private static func expression(_ text: String) throws(BatchError) -> JMESPathExpression {
        do throws(JMESPathError) {
            return try JMESPathExpression(text)
        } catch {
            throw BatchError(message: error.description)
        }
    }

    private static func fail(_ message: String, _ exitCode: Int32) -> Int32 {
        StandardStreams.writeError("hookferry query: \(message)\n")
        return exitCode
    }

    /// Longer expressions are told without a picture.
    private static let picturedScalarsMax = 160

    /// The error, which begins with its class, and where it has a place a picture of that.
    private static func story(_ error: JMESPathError, in text: String) -> String {
        let sentence = EventStory.printable(error.description) + "\n"
        guard let offset = error.offset, text.unicodeScalars.count <= picturedScalarsMax else {
            return sentence
        }
        let caret = String(repeating: " ", count: offset) + "^"
        return sentence + "  \(EventStory.printable(text))\n  \(caret)\n"
    }
}
