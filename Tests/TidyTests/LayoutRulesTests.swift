import Testing

@Suite("Layout rules")
struct LayoutRulesTests {
    @Test("a target without tests is reported, a module map is not")
    func testFolders() {
        let sources = ["CCurl", "HTTP", "JSON", "hookferry"]
        let found = LayoutRules.testFolders(sources: sources, tests: ["HTTPTests"])
        #expect(
            found.map(\.description) == [
                "Sources/JSON:1: no Tests/JSONTests", "Sources/hookferry:1: no Tests/EndToEndTests",
            ])
    }

    @Test(
        "generated files and a new top level are reported",
        arguments: [
            "Package.resolved", "examples/quickstart/hookferry.db", "a.db-wal", "a/b.sqlite",
            ".build/debug/hookferry", ".build-tsan/x", ".venv/bin/python", "docs/a.md", "a.sh",
        ])
    func tracked(path: String) {
        #expect(LayoutRules.tracked([path]).map(\.path) == [path])
    }

    @Test("the house as it is drawn is fine")
    func fine() {
        let paths = [
            "Package.swift", "Sources/JSON/A.swift", "README.md", ".ci/run", ".gitignore",
            ".github/CHANGELOG.md", "examples/quickstart/rules.yaml", "LICENSE", "Makefile",
        ]
        #expect(LayoutRules.tracked(paths).isEmpty)
    }
}
