package import JSON

/// What an expression may cost.
package enum JMESPathLimits {
    /// Size of an expression in bytes.
    package static let textBytesMax = 64 << 10
    /// Parts of an expression inside each other, or working on each other's results; `a.b.c` has
    /// three. Results are nested at most so many levels deeper than the input.
    package static let depthMax = 128
    /// Work of one evaluation: one step a part evaluated, an element visited, a value returned, or
    /// 16 bytes of text searched or written.
    package static let stepsMax = 1_000_000
}

/// A JMESPath expression (<https://jmespath.org/specification.html>), read once, evaluated often.
///
/// Function names, numbers of arguments and slice steps are checked when it is read; types when it
/// is evaluated. Beside the standard functions it knows some of JMESPath Community's
/// (<https://jmespath.site>): `items`, `from_items`, `zip`, `split`, `replace`, `trim`, `lower`,
/// `upper` and `find_first`.
package struct JMESPathExpression: Sendable, Hashable {
    package let text: String
    private let root: Node

    package init(_ text: String) throws(JMESPathError) {
        guard text.utf8.count <= JMESPathLimits.textBytesMax else {
            throw JMESPathError(
                .syntax, "the expression is longer than \(JMESPathLimits.textBytesMax) bytes")
        }
        var parser = try Parser(text)
        root = try parser.parse()
        self.text = text
    }

    /// The value for one input; throws when a type does not fit or `stepsMax` is used up.
    package func evaluate(
        _ input: JSONValue, stepsMax: Int = JMESPathLimits.stepsMax
    ) throws(JMESPathError) -> JSONValue {
        var evaluation = Evaluation(stepsMax: stepsMax)
        let result = try evaluation.evaluate(root, on: input)
        // Parts of a result may be shared: a small expression can describe a huge text.
        try evaluation.weigh(result)
        return result
    }

    /// The paths from the input's top that the expression mentions, as far as its text tells: for
    /// `steps.snapshot.id || items[*].name` they are `steps.snapshot.id` and `items`.
    package var fieldPaths: [[String]] {
        var paths = FieldPaths()
        _ = paths.visit(root, at: [])
        return paths.longest
    }

    package static func == (left: Self, right: Self) -> Bool { left.text == right.text }

    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
