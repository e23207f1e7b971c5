import Events
import Rules
import YAML

/// Runs the `tests:` of rule files.
///
/// Every rule of the test's own file that fires must be expected, as `promtool test rules` has it:
/// a rule that fires too often is a mistake worth finding. Rules of other files are left out, so
/// that files can be tested apart. `expect: {}` says that no rule of the file fires.
package enum RuleTests {
    /// One diagnostic for each difference, sorted; empty when all is as expected.
    package static func run(_ settings: Settings) -> [Diagnostic] {
        let rules = RuleSet(settings.rules)
        return settings.tests.flatMap { differences($0, rules) }.sorted()
    }

    private static func differences(_ test: RuleTest, _ rules: RuleSet) -> [Diagnostic] {
        var got: [String: [String]] = [:]
        for plan in rules.plan(test.event) where test.fileRules.contains(plan.rule) {
            got[plan.rule] = plan.steps.map(\.action.label)
        }
        var found: [Diagnostic] = []
        for expected in test.expected {
            let labels = got.removeValue(forKey: expected.rule) ?? []
            guard labels != expected.labels else { continue }
            found.append(
                difference(
                    test, expected.place, rule: expected.rule, expected: expected.labels,
                    got: labels))
        }
        for (rule, labels) in got {
            found.append(difference(test, test.place, rule: rule, expected: [], got: labels))
        }
        return found
    }

    private static func difference(
        _ test: RuleTest, _ place: RuleTest.Place, rule: String, expected: [String],
        got: [String]
    ) -> Diagnostic {
        Diagnostic(
            file: place.file, line: place.position.line, column: place.position.column,
            severity: .error,
            message: "test `\(test.name)`: rule `\(rule)` was expected to \(list(expected)), "
                + "but would \(list(got))",
            hint: nil)
    }

    private static func list(_ labels: [String]) -> String {
        labels.isEmpty
            ? "do nothing" : "do [" + labels.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
    }
}
