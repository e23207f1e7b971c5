// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
]

/// A C library of the distribution: a module map and a shim, no code.
func library(_ name: String, _ pkgConfig: String, _ package: String) -> [Target] {
    [.systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([package])])]
}

/// One room of the house: a target and the target that tests it.
func room(
    _ name: String, _ dependencies: [Target.Dependency] = [],
    tests testDependencies: [Target.Dependency] = []
) -> [Target] {
    let fixtures = ["Configuration": ["Fixtures"], "Actions": ["Golden"]][name] ?? []
    return [
        .target(name: name, dependencies: dependencies, swiftSettings: strict),
        .testTarget(
            name: "\(name)Tests",
            dependencies: [.target(name: name)] + dependencies + testDependencies,
            exclude: fixtures, swiftSettings: strict),
    ]
}

// The floors of the house, from the ground up: an import points downwards, never up.
let floors: [[Target]] = [
    library("CMicroHTTPD", "libmicrohttpd", "libmicrohttpd-dev"),
    library("CCurl", "libcurl", "libcurl4-openssl-dev"),
    library("CCrypto", "libcrypto", "libssl-dev"),
    library("CSQLite", "sqlite3", "libsqlite3-dev"),
    library("CYAML", "yaml-0.1", "libyaml-dev"),

    room("JSON", tests: ["TestSupport"]),
    room("YAML", ["CYAML"], tests: ["JSON"]),
    room("HTTP", ["CMicroHTTPD", "CCurl"], tests: ["Lifecycle", "TestSupport"]),
    room("SQLite", ["CSQLite"]),
    room("Cryptography", ["CCrypto"], tests: ["TestSupport"]),
    room("Telemetry", tests: ["JSON"]),
    room("Lifecycle"),

    room(
        "AWS", ["Cryptography", "HTTP", "JSON", "Lifecycle", "Telemetry"],
        tests: ["TestSupport"]),
    room("EventPatterns", ["JSON"], tests: ["TestSupport"]),
    room("JMESPath", ["JSON"]),

    room("Events", ["JSON", "Lifecycle"]),

    room(
        "Intake",
        ["AWS", "Cryptography", "Events", "HTTP", "JSON", "Lifecycle", "Telemetry"],
        tests: ["TestSupport"]),
    room(
        "Journal", ["Cryptography", "Events", "JSON", "Lifecycle", "SQLite"],
        tests: ["TestSupport"]),
    room(
        "Rules", ["EventPatterns", "Events", "JMESPath", "JSON"],
        tests: ["Lifecycle", "TestSupport"]),
    room(
        "Actions", ["AWS", "Events", "HTTP", "JSON", "Lifecycle", "Telemetry"],
        tests: ["TestSupport"]),

    room(
        "Deliveries",
        [
            "Actions", "Cryptography", "Events", "JSON", "Journal", "Lifecycle", "Rules",
            "Telemetry",
        ],
        tests: ["AWS", "EventPatterns", "HTTP", "TestSupport"]),
    room(
        "Configuration",
        [
            "Actions", "AWS", "Cryptography", "EventPatterns", "Events", "HTTP", "Intake", "JSON",
            "Lifecycle", "Rules", "Telemetry", "YAML",
        ], tests: ["TestSupport"]),

    room(
        "HookferryApp",
        [
            "Actions", "AWS", "Configuration", "Cryptography", "Deliveries", "EventPatterns",
            "Events", "HTTP", "Intake", "JSON", "Journal", "Lifecycle", "Rules", "Telemetry",
        ], tests: ["TestSupport"]),

    [
        .executableTarget(
            name: "hookferry",
            dependencies: [
                "Actions", "Configuration", "EventPatterns", "Events", "HookferryApp", "JMESPath",
                "JSON", "Journal", "Lifecycle", "Rules", "Telemetry",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "hookferry-bench",
            dependencies: [
                "Configuration", "Cryptography", "EventPatterns", "Events", "HTTP", "Intake",
                "JMESPath", "JSON", "Journal", "Lifecycle", "Rules",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "hookferry-fuzz",
            dependencies: [
                "Configuration", "EventPatterns", "Events", "Intake", "JMESPath", "JSON",
                "Lifecycle", "Rules", "Telemetry", "YAML",
            ],
            // To declare libFuzzer's one function, which has no header.
            swiftSettings: strict + [.enableExperimentalFeature("Extern")]),
        .target(
            name: "TestSupport",
            dependencies: ["Cryptography", "HTTP", "Intake", "JSON", "Lifecycle"],
            path: "Tests/TestSupport", swiftSettings: strict),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "hookferry", "hookferry-fuzz", "AWS", "Actions", "Cryptography", "HTTP", "Intake",
                "JSON", "Lifecycle", "Telemetry", "TestSupport",
            ], swiftSettings: strict),
        .testTarget(name: "TidyTests", swiftSettings: strict),
    ],
]

let package = Package(
    name: "hookferry",
    targets: floors.flatMap { $0 },
    swiftLanguageModes: [.v6]
)
