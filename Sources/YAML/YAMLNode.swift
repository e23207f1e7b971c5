/// A place in a YAML text, as editors count it.
package struct YAMLPosition: Sendable, Hashable {
    /// The line, from 1.
    package let line: Int
    /// The column in characters (Unicode scalars, not bytes), from 1.
    package let column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

/// A value and the place where it starts.
package struct YAMLNode: Sendable, Hashable {
    package let position: YAMLPosition
    package let value: YAMLValue

    package init(position: YAMLPosition, value: YAMLValue) {
        self.position = position
        self.value = value
    }
}

/// What a node holds, after the core schema of YAML 1.2
/// (<https://yaml.org/spec/1.2.2/#103-core-schema>):
/// `on`, `no`, `off` and `yes` are strings.
package enum YAMLValue: Sendable, Hashable {
    case null
    case bool(Bool)
    /// The number as JSON writes it. Digits, decimals and exponent are those of the file; only what
    /// JSON does not know is rewritten: `0x1F`, `0o17`, `+1`, `.5` and `1.`.
    case number(String)
    case string(String)
    case sequence([YAMLNode])
    /// The members in the order of the file. Keys are unique.
    case mapping([YAMLMember])
}

/// One `key: value` of a mapping.
package struct YAMLMember: Sendable, Hashable {
    package let key: String
    package let keyPosition: YAMLPosition
    package let value: YAMLNode

    package init(key: String, keyPosition: YAMLPosition, value: YAMLNode) {
        self.key = key
        self.keyPosition = keyPosition
        self.value = value
    }
}
