/// What design.md promises and this version cannot do yet: the one list of it. Naming any of it is
/// an error, because a setting that is silently ignored is worse than one that is refused.
enum NotAvailable {
    static let journals: Set = ["postgres", "postgresql"]

    static func message(_ name: String) -> String { "`\(name)` is not available in this version" }
}
