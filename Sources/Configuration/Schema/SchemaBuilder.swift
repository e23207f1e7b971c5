import Actions
import JSON

/// Writes sections as JSON Schema. Mappings that are used in several places, or inside of
/// themselves, become definitions.
struct SchemaBuilder {
    private(set) var definitions = JSONObject()

    /// The schema of one mapping.
    mutating func object(_ section: Section) -> JSONObject {
        var properties = JSONObject()
        for key in section.keys {
            var property = schema(of: key.kind)
            property["description"] = .string(key.about)
            properties[key.name] = .object(property)
        }
        var schema: JSONObject = [
            "type": "object", "additionalProperties": false, "properties": .object(properties),
        ]
        let required = section.keys.filter(\.isRequired).map(\.name)
        if !required.isEmpty { schema["required"] = Self.strings(required) }
        let dependencies = Self.dependencies(of: section)
        if !dependencies.isEmpty { schema["dependentRequired"] = .object(dependencies) }
        let conditions =
            section.exactlyOneOf.map(Self.exactlyOne)
            + (section == .callStep ? CallSchema.conditions(CallDefinition.all) : [])
        if !conditions.isEmpty { schema["allOf"] = .array(conditions) }
        return schema
    }

    private mutating func schema(of kind: ValueKind) -> JSONObject {
        switch kind {
        case .text: return ["type": "string", "minLength": 1]
        case .matching(let pattern): return ["type": "string", "pattern": .string(pattern)]
        case .template: return ["type": "string"]
        case .boolean: return ["type": "boolean"]
        case .duration: return ["type": "string", "pattern": "^0*[1-9][0-9]*[smhd]$"]
        case .rate: return ["type": "string", "pattern": "^0*[1-9][0-9]*/(0*[1-9][0-9]*)?[smh]$"]
        case .address: return ["type": "string", "pattern": "^.+:[0-9]{1,5}$"]
        case .choice(let words): return ["enum": Self.strings(words)]
        case .choiceOrTemplate(let words):
            let template: JSONValue = ["type": "string", "pattern": "\\{\\{"]
            return ["anyOf": [["enum": Self.strings(words)], template]]
        case .wholeNumber(let range):
            return [
                "type": "integer", "minimum": .number(JSONNumber(range.lowerBound)),
                "maximum": .number(JSONNumber(range.upperBound)),
            ]
        case .list(let element, let countMin):
            return [
                "type": "array", "items": .object(schema(of: element)),
                "minItems": .number(JSONNumber(countMin)),
            ]
        case .named(let value):
            return [
                "type": "object", "propertyNames": ["pattern": "^[A-Za-z0-9._-]{1,64}$"],
                "additionalProperties": .object(schema(of: value)),
            ]
        case .byCall(let value):
            return [
                "type": "object",
                "propertyNames": ["enum": Self.strings(CallDefinition.all.map(\.name))],
                "additionalProperties": .object(schema(of: value)),
            ]
        case .either(let one, let other):
            return ["anyOf": [.object(schema(of: one)), .object(schema(of: other))]]
        case .oneOf(let sections):
            return ["oneOf": .array(sections.map { .object(reference(to: $0)) })]
        case .section(let section): return reference(to: section)
        case .secret: return definition("secret") { _ in Self.secret }
        case .source:
            return byType("source", SourceReader.types, SourceReader.section)
        case .receiver:
            return byType("receiver", ReceiverReader.types, ReceiverReader.section)
        case .pattern: return pattern()
        case .mapping, .callInput: return ["type": "object"]
        case .labels: return ["type": "object", "additionalProperties": Self.label]
        case .anything: return [:]
        }
    }

    // MARK: Definitions

    private mutating func reference(to section: Section) -> JSONObject {
        definition(section.rawValue) { $0.object(section) }
    }

    /// The definition is made when it is first asked for; its name is taken before, because it
    /// may refer to itself.
    private mutating func definition(
        _ name: String, _ make: (inout SchemaBuilder) -> JSONObject
    ) -> JSONObject {
        if definitions[name] == nil {
            definitions[name] = .object([:])
            definitions[name] = .object(make(&self))
        }
        return ["$ref": .string("#/$defs/\(name)")]
    }

    /// A mapping whose `type` decides on its other keys.
    private mutating func byType(
        _ name: String, _ types: [String], _ section: (String) -> Section?
    ) -> JSONObject {
        definition(name) { builder in
            let branches = types.compactMap { type -> JSONValue? in
                guard let section = section(type) else { return nil }
                return [
                    "if": ["properties": ["type": ["const": .string(type)]], "required": ["type"]],
                    "then": .object(builder.reference(to: section)),
                ]
            }
            return [
                "type": "object", "required": ["type"],
                "properties": ["type": ["enum": Self.strings(types)]],
                "allOf": .array(branches),
            ]
        }
    }

    private mutating func pattern() -> JSONObject {
        for (name, schema) in PatternSchema.definitions {
            _ = definition(name) { _ in schema }
        }
        return PatternSchema.event
    }

    // MARK: Parts

    private static let secret: JSONObject = [
        "description": "Better an environment variable or a file than the secret itself.",
        "anyOf": [
            secretReference("env", "The name of an environment variable."),
            secretReference("file", "The path of a file that holds nothing else."),
            ["type": "string", "minLength": 1],
        ],
    ]

    private static func secretReference(_ key: String, _ about: String) -> JSONValue {
        [
            "type": "object", "additionalProperties": false, "required": [.string(key)],
            "properties": .object([
                key: ["type": "string", "minLength": 1, "description": .string(about)]
            ]),
        ]
    }

    private static let label: JSONValue = ["type": ["string", "number", "boolean", "null"]]

    private static func exactlyOne(of keys: [String]) -> JSONValue {
        ["oneOf": .array(keys.map { ["required": [.string($0)]] })]
    }

    private static func dependencies(of section: Section) -> JSONObject {
        var dependencies = JSONObject()
        for keys in section.together {
            for key in keys { dependencies[key] = strings(keys.filter { $0 != key }) }
        }
        for (key, other) in section.needs { dependencies[key] = strings([other]) }
        return dependencies
    }

    private static func strings(_ strings: [String]) -> JSONValue {
        .array(strings.map(JSONValue.string))
    }
}
