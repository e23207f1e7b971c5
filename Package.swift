// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
]

/// One room of the house: a target and the target that tests it.
func room(
    _ name: String, _ dependencies: [Target.Dependency] = [],
    tests testDependencies: [Target.Dependency] = []
) -> [Target] {
    [
        .target(name: name, dependencies: dependencies, swiftSettings: strict),
        .testTarget(
            name: "\(name)Tests",
            dependencies: [.target(name: name)] + dependencies + testDependencies,
            swiftSettings: strict),
    ]
}

let package = Package(
    name: "hookferry",
    targets: [
        [.systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])])],
        [.systemLibrary(
            name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])])],
        room("JSON"), room("Lifecycle"), room("Telemetry", tests: ["JSON"]),
        room("SQLite", ["CSQLite"]), room("Cryptography", ["CCrypto"]),
        room("Events", ["JSON", "Lifecycle"]),
        room("Journal", ["Events", "JSON", "Lifecycle", "SQLite", "Cryptography"]),
    ].flatMap { $0 },
    swiftLanguageModes: [.v6]
)
