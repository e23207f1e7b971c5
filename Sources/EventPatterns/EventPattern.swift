package import JSON

/// A compiled event pattern of the EventBridge language, as aws/event-ruler implements it.
///
/// A pattern is an object like the event; every field holds a list of alternatives, and an event
/// matches if every field has a value that passes one of its alternatives. What each operator
/// means is written down in `Tests/Conformance/event-patterns.md`.
///
/// Source:
/// <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html>
package struct EventPattern: Sendable {
    /// Fields that hold together; event-ruler's limit.
    package static let fieldsMax = 256
    /// Combinations of the alternatives of all `$or`; ours, as event-ruler has no limit and each
    /// `$or` multiplies.
    package static let combinationsMax = 1_000

    /// Objects inside each other in a pattern's text. Events stay below it, see `JSONLimits`.
    package static let depthMax = 256

    /// `$or` multiplied out: the pattern matches if the fields of one of these do. They are in the
    /// order of their paths, which decides what `exists: false` means inside arrays.
    let alternatives: [[Field]]
    /// The pattern as written.
    package let json: JSONValue

    struct Field: Sendable {
        /// The keys split at their dots: `{"a.b": …}` and `{"a": {"b": …}}` are one path.
        let path: [ExactText]
        /// Alternatives.
        let tests: [FieldTest]
        /// The list as written.
        let list: JSONValue
        /// Fields written before this one.
        let writtenIndex: Int

        var name: String { path.map(\.text).joined(separator: ".") }
    }

    package init(_ json: JSONValue) throws(PatternError) {
        var compiler = PatternCompiler()
        alternatives = try compiler.alternatives(of: json)
        self.json = json
    }

    /// Reads the pattern from JSON text, after which nothing may follow. A key may stand twice in
    /// one object, as `{"a": ["x"], "a": {"b": ["y"]}}`; a path may not.
    package init(parsing text: String) throws(PatternError) {
        let limits = JSONLimits(
            bytesMax: JSONLimits.standard.bytesMax, depthMax: Self.depthMax, duplicateKeys: .kept)
        let json: JSONValue
        do {
            json = try JSONValue(parsing: text, limits: limits)
        } catch {
            throw PatternError(
                .json, "\(error.message) (line \(error.line), column \(error.column))", at: [],
                hint: "a pattern is one JSON object")
        }
        try self.init(json)
    }

    /// False for anything that is no object. For many events or patterns there is `PatternMatcher`.
    package func matches(_ event: JSONValue) -> Bool {
        guard event.objectValue != nil else { return false }
        return alternatives.contains { fields in
            var search = FieldSearch(fields, in: event)
            return search.run()
        }
    }
}
