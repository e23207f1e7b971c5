import Testing

@Suite("Import rules")
struct ImportRulesTests {
    @Test(
        "the module of an import line is read in all its forms",
        arguments: [
            ("import JSON", "JSON"), ("package import JSON", "JSON"),
            ("internal import CCurl", "CCurl"), ("private import SQLite", "SQLite"),
            ("public import Events", "Events"), ("@testable import HTTP", "HTTP"),
            ("@_exported public import YAML", "YAML"), ("import struct AWS.Signer", "AWS"),
            ("import class Dispatch.DispatchQueue", "Dispatch"), ("  import Glibc", "Glibc"),
            ("let x = important", nil), ("let words = [.import, JSON]", nil),
        ] as [(String, String?)])
    func forms(statement: String, module: String?) {
        #expect(ImportRules.module(importedBy: statement) == module)
    }

    @Test(
        "an import that breaks the floors is reported with its line",
        arguments: [
            ("JSON", "import Events", "JSON (floor 1) may not use Events (floor 3)"),
            ("HTTP", "import JSON", "HTTP (floor 1) may not use JSON (floor 1)"),
            ("Rules", "package import Actions", "Rules (floor 4) may not use Actions (floor 4)"),
            ("Journal", "internal import CSQLite", "only SQLite imports CSQLite"),
            (
                "AWS", "import struct Deliveries.Engine",
                "AWS (floor 2) may not use Deliveries (floor 5)"
            ),
            (
                "AWS", "import Foundation",
                "Foundation adds 50 MB of binary: Lifecycle has files, time and environment"
            ),
            (
                "hookferry", "import FoundationEssentials",
                "FoundationEssentials adds 6.6 MB of binary: Lifecycle has files, time and "
                    + "environment"
            ),
            (
                "HookferryApp", "import Foundation",
                "Foundation adds 50 MB of binary: Lifecycle has files, time and environment"
            ),
            (
                "HTTP", "@preconcurrency import FoundationNetworking",
                "FoundationNetworking is a second user of libcurl: go through HTTP"
            ),
            ("AWS", "import FoundationXML", "FoundationXML brings all of Foundation"),
            ("AWS", "import NIOCore", "NIOCore is not a known module"),
            ("Misc", "import Dispatch", "Misc has no floor"),
            ("AWS", "import JSON; import Events", "AWS (floor 2) may not use Events (floor 3)"),
        ])
    func broken(target: String, statement: String, message: String) {
        let path = "Sources/\(target)/Part.swift"
        let file = SourceFile(path: path, text: "// A comment.\n\(statement)\n")
        #expect(ImportRules.imports(file) == [Violation(path: path, line: 2, message: message)])
    }

    @Test("an import that keeps the floors is not reported, nor one in a string or in tests")
    func kept() {
        let text = #"""
            import CSQLite
            import Dispatch
            // import Rules
            let text = """
                import Rules
                """
            """#
        #expect(ImportRules.imports(SourceFile(path: "Sources/SQLite/A.swift", text: text)).isEmpty)
        let test = SourceFile(path: "Tests/SQLiteTests/A.swift", text: "import Foundation\n")
        #expect(ImportRules.imports(test).isEmpty)
        let tool = SourceFile(
            path: "Sources/hookferry-bench/A.swift",
            text: "import Foundation\nimport FoundationEssentials\n")
        #expect(ImportRules.imports(tool).isEmpty)
    }

    @Test("a dependency of the manifest is held against the floors, however it is written")
    func manifest() {
        let text = """
            let package = Package(
                name: "hookferry",
                products: [.executable(name: "hookferry", targets: ["hookferry"])],
                targets: [
                    .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
                    .target(name: "SQLite", dependencies: ["CSQLite"]),
                    .target(name: "JSON", dependencies: [
                        .target(name: "Events")
                    ]),
                    .testTarget(name: "\\(name)Tests", dependencies: ["JSON", "Events"]),
                ] + room("Journal", ["SQLite", "CSQLite"])
            )
            """
        #expect(
            ImportRules.manifest(text) == [
                Violation(
                    path: "Package.swift", line: 8,
                    message: "JSON (floor 1) may not use Events (floor 3)"),
                Violation(
                    path: "Package.swift", line: 11, message: "only SQLite imports CSQLite"),
            ])
        #expect(
            ImportRules.undeclared(sources: ["JSON", "Journal", "YAML"], manifest: text) == [
                Violation(
                    path: "Sources/YAML", line: 1, message: "not declared in Package.swift")
            ])
    }

    @Test("a package dependency is reported")
    func packages() {
        let text =
            "dependencies: [\n    .package(url: \"https://example.org\", from: \"1.0.0\")\n]\n"
        #expect(ImportRules.packages(text).map(\.line) == [2])
        #expect(ImportRules.packages("let package = Package(name: \"a\")\n").isEmpty)
    }
}
