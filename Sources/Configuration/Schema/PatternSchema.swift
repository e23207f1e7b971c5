import JSON

/// The JSON Schema of the event pattern language (design.md section 5).
enum PatternSchema {
    /// A whole pattern, with the keys that events have.
    static let event: JSONObject = {
        var properties = JSONObject()
        for (name, about) in keys {
            let branches: JSONValue = ["$ref": "#/$defs/branches"]
            let field: JSONValue = ["$ref": "#/$defs/field", "description": .string(about)]
            properties[name] = name == "$or" ? branches : field
        }
        properties["pipeline"] = .object(pipeline)
        return [
            "type": "object", "minProperties": 1, "properties": .object(properties),
            "additionalProperties": ["$ref": "#/$defs/field"],
        ]
    }()

    /// What `event` refers to, by name.
    static let definitions: [(name: String, schema: JSONObject)] = [
        ("pattern", pattern), ("field", field), ("branches", branches),
        ("alternatives", alternatives), ("operator", operators), ("text", text),
    ]

    /// design.md section 3.
    private static let keys = [
        ("$or", "One of several patterns."),
        ("id", "The sender's id, where it has one."),
        ("source", "What the event is from: aws.config, github, ci, …"),
        ("detail-type", "What has happened, in the sender's words."),
        ("account", "An AWS account; a string of 12 digits, so in quotes."),
        ("region", "An AWS region."),
        ("time", "When it happened, ISO 8601 UTC."),
        ("resources", "ARNs."),
        ("detail", "The sender's own content."),
        ("pipeline", "What all CI systems have in common."),
        ("intake", "How the event came in: source, type, verified, …"),
    ]

    private static let pipeline: JSONObject = [
        "description": "What all CI systems have in common.",
        "anyOf": [["$ref": "#/$defs/alternatives"], ["$ref": "#/$defs/pattern"]],
        "properties": [
            "status": [
                "$ref": "#/$defs/field",
                "description": "One of queued, running, succeeded, failed, canceled.",
            ]
        ],
    ]

    private static let pattern: JSONObject = [
        "type": "object", "minProperties": 1,
        "properties": ["$or": ["$ref": "#/$defs/branches"]],
        "additionalProperties": ["$ref": "#/$defs/field"],
    ]

    private static let field: JSONObject = [
        "anyOf": [["$ref": "#/$defs/alternatives"], ["$ref": "#/$defs/pattern"]]
    ]

    private static let branches: JSONObject = [
        "description": "Patterns of which one must match.", "type": "array", "minItems": 2,
        "items": ["$ref": "#/$defs/pattern"],
    ]

    private static let alternatives: JSONObject = [
        "description": "Values and operators of which one must hold.",
        "type": "array", "minItems": 1,
        "items": ["anyOf": [scalar, ["$ref": "#/$defs/operator"]]],
    ]

    private static let scalar: JSONValue = ["type": ["string", "number", "boolean", "null"]]

    // MARK: Operators

    private static let operators: JSONObject = [
        "type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": false,
        "properties": [
            "prefix": about("Starts so.", text: ["equals-ignore-case"]),
            "suffix": about("Ends so.", text: ["equals-ignore-case"]),
            "equals-ignore-case": about("Equals without regard to case."),
            "wildcard": about("* stands for any characters; \\* for itself."),
            "exactly": about("Equals, also where an IP address would be compared as one."),
            "cidr": about("An address in this range: 10.0.0.0/8."),
            "exists": [
                "type": "boolean", "description": "Whether a single value is there at all.",
            ],
            "numeric": numeric,
            "anything-but": anythingBut,
        ],
    ]

    private static func about(_ about: String, text inner: [String] = []) -> JSONValue {
        guard !inner.isEmpty else { return ["type": "string", "description": .string(about)] }
        return [
            "description": .string(about),
            "anyOf": [["type": "string"], oneOperator(inner, ["type": "string"])],
        ]
    }

    private static func oneOperator(_ names: [String], _ operand: JSONValue) -> JSONValue {
        var properties = JSONObject()
        for name in names { properties[name] = operand }
        return [
            "type": "object", "minProperties": 1, "maxProperties": 1,
            "additionalProperties": false, "properties": .object(properties),
        ]
    }

    private static let numeric: JSONValue = [
        "description": "One comparison, or a lower and an upper bound: [\">\", 0, \"<=\", 5].",
        "type": "array", "minItems": 2, "maxItems": 4,
        "prefixItems": [
            ["enum": ["=", "<", "<=", ">", ">="]], ["type": "number"],
            ["enum": ["<", "<="]], ["type": "number"],
        ],
    ]

    /// A string, several, or an operator with strings inside.
    private static let text: JSONObject = [
        "anyOf": [
            ["type": "string"],
            ["type": "array", "minItems": 1, "items": ["type": "string"]],
            oneOperator(["equals-ignore-case"], ["type": "string"]),
        ]
    ]

    private static let anythingBut: JSONValue = [
        "description": "There is a value, and it is none of these.",
        "anyOf": [
            ["type": ["string", "number"]],
            ["type": "array", "minItems": 1, "items": ["type": ["string", "number"]]],
            oneOperator(
                ["prefix", "suffix", "wildcard", "equals-ignore-case"], ["$ref": "#/$defs/text"]),
        ],
    ]
}
