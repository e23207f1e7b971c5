package import JSON

/// A compiled event pattern of the EventBridge language.
///
/// A pattern is an object like the event; every field holds a list of alternatives, and an event
/// matches if every field has a value that passes one of its alternatives. This version knows exact
/// values, `prefix`, `suffix`, `equals-ignore-case`, `anything-but` (values and lists of them),
/// `numeric` and `exists`; it refuses `wildcard`, `cidr`, `exactly`, `$or` and operators inside
/// others. A string that is an IP address is compared as text.
///
/// Source:
/// <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html>
package struct EventPattern: Sendable {
    /// event-ruler's limit.
    package static let fieldsMax = 256

    /// In the order of their paths, which decides what `exists: false` means inside arrays.
    let fields: [Field]
    /// For matching this pattern alone.
    private let paths: PathTree

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
        fields = try compiler.fields(of: json)
        var paths = PathTree()
        for field in fields { _ = paths.insert(field.path) }
        self.paths = paths
    }

    /// Reads the pattern from JSON text. Duplicate keys and text after the pattern are refused.
    package init(parsing text: String) throws(PatternError) {
        let json: JSONValue
        do {
            json = try JSONValue(parsing: text)
        } catch {
            throw PatternError(
                error.code == .duplicateKey ? .writtenTwice : .json,
                "\(error.message) (line \(error.line), column \(error.column))", at: [])
        }
        try self.init(json)
    }

    /// False for anything that is no object.
    package func matches(_ event: JSONValue) -> Bool {
        event.objectValue != nil && search(in: event).succeeds()
    }

    func search(in event: JSONValue) -> FieldSearch {
        // Paths of one pattern are unique, so the tree numbers them in the order of the fields.
        let leaves = FlatEvent(event, paths: paths).leaves
        return FieldSearch(zip(fields, leaves).map { ($0.tests, $1) })
    }
}
