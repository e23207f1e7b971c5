import Events
import JSON
import Rules
import YAML

/// Runs the `tests:` of rule files.
///
/// Every rule of the test's own file that fires must be expected, as `promtool test rules` has it:
/// a rule that fires too often is a mistake worth finding. Rules of other files are left out, so
/// that files can be tested apart. `expect: {}` says that no rule of the file fires.
package enum RuleTests {
    /// What came of all tests.
    package struct Report: Sendable {
        /// One for each difference, sorted; empty when all is as expected.
        package let diagnostics: [Diagnostic]
        /// Tests that were run.
        package let count: Int
        /// Tests with any difference.
        package let failed: Int
    }

    /// Runs all tests of a configuration.
    package static func run(_ settings: Settings) -> Report {
        let rules = RuleSet(settings.rules)
        let found = settings.tests.map { differences($0, rules) }
        return Report(
            diagnostics: found.flatMap { $0 }.sorted(), count: found.count,
            failed: found.count { !$0.isEmpty })
    }

    private static func differences(_ test: RuleTest, _ rules: RuleSet) -> [Diagnostic] {
        var plans: [String: PlannedDelivery] = [:]
        for plan in rules.plan(test.event) where test.fileRules.contains(plan.rule) {
            plans[plan.rule] = plan
        }
        var found: [Diagnostic] = []
        for expected in test.expected {
            let plan = plans.removeValue(forKey: expected.rule)
            found += Comparison(test, expected, plan).differences()
        }
        for plan in plans.values {
            let unexpected = RuleTest.Expectation(
                rule: plan.rule, steps: [], onFailure: nil, place: test.place)
            found += Comparison(test, unexpected, plan).differences()
        }
        return found
    }
}

/// One rule held against what a test expects of it.
private struct Comparison {
    private let test: RuleTest
    private let expected: RuleTest.Expectation
    /// Nil when the rule does not fire.
    private let plan: PlannedDelivery?

    init(_ test: RuleTest, _ expected: RuleTest.Expectation, _ plan: PlannedDelivery?) {
        self.test = test
        self.expected = expected
        self.plan = plan
    }

    func differences() -> [Diagnostic] {
        let steps = plan?.steps ?? []
        let onFailure = plan?.onFailure ?? []
        return compare(expected.steps, steps, after: [], failure: nil, what: "rule")
            + compare(
                expected.onFailure, onFailure, after: steps, failure: failure,
                what: "`onFailure` of rule")
    }

    /// As the engine tells it, which knows the rule.
    private var failure: JSONObject {
        var failure = test.failure ?? [:]
        failure["rule"] = failure["rule"] ?? .string(expected.rule)
        return failure
    }

    /// - Parameter earlier: steps that have run when the first of these begins.
    private func compare(
        _ expectedSteps: [ExpectedStep]?, _ steps: [Step], after earlier: [Step],
        failure: JSONObject?, what: String
    ) -> [Diagnostic] {
        guard let expectedSteps else { return [] }
        let labels = steps.map(\.action.label)
        guard labels == expectedSteps.map(\.label) else {
            return [
                difference(
                    "\(what) `\(expected.rule)` does other steps", expected.place,
                    expected: Self.list(expectedSteps.map(\.label)), got: Self.list(labels))
            ]
        }
        var results = JSONObject()
        for id in earlier.compactMap(\.id) { results[id] = test.results[id] }
        var pending = Set(earlier.compactMap(\.id).filter { test.results[$0] == nil })
        var found: [Diagnostic] = []
        for (number, (wanted, step)) in zip(expectedSteps, steps).enumerated() {
            let context = StepContext(
                event: test.event, rule: expected.rule, results: results,
                failure: failure.map(JSONValue.object))
            // A label alone says that the step can be carried out, as far as the test tells.
            let rendered =
                wanted.rendered == nil
                ? RenderedStep(step, in: context, pending: pending)
                : RenderedStep(step, in: context)
            found += compare(
                wanted.rendered ?? [], rendered, wanted.place,
                "\(what) `\(expected.rule)`, step \(number + 1) (\(wanted.label))")
            if let id = step.id {
                results[id] = test.results[id]
                if results[id] == nil { pending.insert(id) }
            }
        }
        return found
    }

    private func compare(
        _ wanted: [JSONMember], _ rendered: RenderedStep, _ place: RuleTest.Place, _ step: String
    ) -> [Diagnostic] {
        switch rendered {
        case .mistake(let message):
            let values = wanted.map { "\($0.key): \($0.value.serialized())" }
            return [
                difference(
                    "\(step) cannot be rendered", place,
                    expected: values.isEmpty ? "any input" : values.joined(separator: ", "),
                    got: "error: \(message)")
            ]
        case .input(let got):
            return wanted.filter { got[$0.key] != $0.value }.map { member in
                difference(
                    "\(step) has another `\(member.key)`", place,
                    expected: member.value.serialized(),
                    got: got[member.key]?.serialized() ?? "nothing")
            }
        }
    }

    // MARK: Words

    /// Characters of what is shown of one value.
    private static let shownCharactersMax = 2_000

    private func difference(
        _ message: String, _ place: RuleTest.Place, expected: String, got: String
    ) -> Diagnostic {
        Diagnostic(
            file: place.file, line: place.position.line, column: place.position.column,
            severity: .error, message: "test `\(test.name)`: \(message)", hint: nil,
            details: ["expected: \(Self.cut(expected))", "got:      \(Self.cut(got))"])
    }

    private static func list(_ labels: [String]) -> String {
        labels.isEmpty ? "nothing" : labels.joined(separator: ", ")
    }

    private static func cut(_ text: String) -> String {
        text.count > shownCharactersMax ? text.prefix(shownCharactersMax) + "…" : text
    }
}
