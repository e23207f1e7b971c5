import Testing

@Suite("Comment rules")
struct CommentRulesTests {
    private func file(_ text: String) -> SourceFile {
        SourceFile(path: "Sources/JSON/A.swift", text: text)
    }

    @Test(
        "an undocumented package declaration is reported by name",
        arguments: [
            ("package struct A {}", "struct A"), ("package final class A {}", "class A"),
            ("@safe package struct A: ~Copyable {}", "struct A"),
            ("package static func a(b: Int) {}", "func a"), ("package actor A {}", "actor A"),
            ("static package func a() {}", "func a"), ("package typealias A = B", "typealias A"),
            ("package indirect enum A {}", "enum A"), ("package protocol A {}", "protocol A"),
            ("package nonisolated(unsafe) func a() {}", "func a"),
        ])
    func undocumented(code: String, name: String) {
        for above in ["", "// Not a documentation comment.\n", "///\n", "/// For b.\nlet b = 1\n"] {
            let found = CommentRules.documentation(file(above + code))
            #expect(found.map(\.message) == ["\(name) has no /// comment directly above it"])
        }
    }

    @Test("a documented one is not, with attributes between or without")
    func documented() {
        let text =
            "/// Says why.\n@discardableResult\n// swift-format-ignore\npackage func a() {}\n"
        #expect(CommentRules.documentation(file(text)).isEmpty)
    }

    @Test(
        "what is obvious or not ours to show goes without",
        arguments: [
            "package init() {}", "package let a: Int", "package var a: Int { 1 }", "struct A {}",
            "package static func == (a: A, b: A) -> Bool {",
            "package func hash(into h: inout Hasher) {",
            "package func encode(to encoder: any Encoder) throws {", "package extension A {",
            "package func makeIterator() -> Iterator {",
            "package func enqueue(_ job: UnownedJob) {",
            "package import JSON", "let package = Package(name: 1)",
        ])
    func exempt(code: String) {
        #expect(CommentRules.documentation(file(code)).isEmpty)
    }

    @Test(
        "a check switched off without a reason is reported",
        arguments: ["final class A: @unchecked Sendable {", "nonisolated(unsafe) let a = b"])
    func reasons(code: String) {
        for below in ["", "let c = 1", "/// For c.", "//", "let c = 1 // Beside."] {
            #expect(CommentRules.reasons(file("\n\(code)\n\(below)")).map(\.line) == [2])
        }
        #expect(CommentRules.reasons(file("\(code)\n    // Guarded by `lock`.\n")).isEmpty)
        #expect(CommentRules.reasons(file("// \(code)\n")).isEmpty)
    }
}
