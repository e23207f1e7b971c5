package import JSON

/// The JSON Schemas (draft 2020-12) of the files that people write, for their editors. They are
/// made of the same sections that the readers hold the files against, and offer only what this
/// version can do.
package enum FileSchema: String, Sendable, CaseIterable {
    /// Of `hookferry.yaml`.
    case configuration
    /// Of the files that its `rules` name.
    case rules

    /// The whole schema.
    package var json: JSONValue {
        var builder = SchemaBuilder()
        var schema: JSONObject = [
            "$schema": "https://json-schema.org/draft/2020-12/schema", "title": .string(title),
        ]
        for member in builder.object(root).members { schema[member.key] = member.value }
        schema["$defs"] = .object(builder.definitions)
        return .object(schema)
    }

    private var root: Section {
        switch self {
        case .configuration: .root
        case .rules: .ruleFile
        }
    }

    private var title: String {
        switch self {
        case .configuration: "Hookferry configuration"
        case .rules: "Hookferry rules"
        }
    }
}
