/// One word after `hookferry`.
protocol Verb: SendableMetatype {
    static var name: String { get }
    /// One line for the list of verbs.
    static var summary: String { get }
    /// What `--help` prints.
    static var help: String { get }
    /// Options that take a value, without their dashes.
    static var options: [String] { get }
    /// Options that take none.
    static var flags: [String] { get }
    /// How many words without dashes may follow.
    static var operandsMax: Int { get }

    /// The exit code.
    static func run(_ arguments: Arguments) async -> Int32
}

/// The user's words cannot be understood.
struct UsageError: Error {
    let message: String
}
