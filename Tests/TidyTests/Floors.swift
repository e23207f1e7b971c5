/// The floors of the house: which target may import which. `.github/CONTRIBUTING.md` explains.
enum Floors {
    private static let levels: [[String]] = [
        ["CMicroHTTPD", "CCurl", "CCrypto", "CSQLite", "CYAML"],
        ["JSON", "YAML", "HTTP", "SQLite", "Cryptography", "Telemetry", "Lifecycle"],
        ["AWS", "EventPatterns", "JMESPath"],
        ["Events"],
        ["Intake", "Journal", "Rules", "Actions"],
        ["Deliveries", "Configuration"],
        ["HookferryApp"],
        ["hookferry", "hookferry-bench", "hookferry-fuzz"],
    ]

    /// Not shipped: the size of its binary is of no account, and it measures Foundation.
    private static let tools: Set = ["hookferry-bench"]
    private static let toolModules: Set = ["Foundation", "FoundationEssentials"]

    /// The one target that may import the C library's module.
    private static let wrappers = [
        "CMicroHTTPD": "HTTP", "CCurl": "HTTP", "CCrypto": "Cryptography", "CSQLite": "SQLite",
        "CYAML": "YAML",
    ]

    /// What the toolchain brings and a static binary carries cheaply.
    private static let systemModules: Set = [
        "Swift", "Dispatch", "Glibc", "Musl", "Synchronization",
        "_Concurrency", "_StringProcessing", "RegexBuilder",
    ]

    /// Allowed in tests, never in the product.
    private static let refusedModules = [
        "Foundation": "adds 50 MB of binary: Lifecycle has files, time and environment",
        "FoundationEssentials":
            "adds 6.6 MB of binary: Lifecycle has files, time and environment",
        "FoundationNetworking": "is a second user of libcurl: go through HTTP",
        "FoundationXML": "brings all of Foundation",
    ]

    static func floor(of target: String) -> Int? {
        levels.firstIndex { $0.contains(target) }
    }

    static func wrapper(of library: String) -> String? { wrappers[library] }

    static func isProgram(_ target: String) -> Bool { floor(of: target) == levels.count - 1 }

    /// Why `target` may not import `module`; nil when it may.
    static func refusal(of module: String, in target: String) -> String? {
        guard let floor = floor(of: target) else { return "\(target) has no floor" }
        if toolModules.contains(module), tools.contains(target) { return nil }
        if let reason = refusedModules[module] { return "\(module) \(reason)" }
        if systemModules.contains(module) { return nil }
        guard let below = Self.floor(of: module) else { return "\(module) is not a known module" }
        if let wrapper = wrappers[module] {
            return wrapper == target ? nil : "only \(wrapper) imports \(module)"
        }
        guard below >= floor else { return nil }
        return "\(target) (floor \(floor)) may not use \(module) (floor \(below))"
    }
}
