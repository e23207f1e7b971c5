import Testing

@Suite("Limit rules")
struct LimitRulesTests {
    private func file(_ text: String) -> SourceFile {
        SourceFile(path: "Sources/JSON/A.swift", text: text)
    }

    private func lines(_ count: Int) -> String { String(repeating: "a()\n", count: count) }

    @Test("a line of 101 columns is reported, one of 100 is not")
    func columns() {
        let text = String(repeating: "ä", count: 100) + "\n" + String(repeating: "a", count: 101)
        #expect(
            LimitRules.columns(file(text)).map(\.description) == [
                "Sources/JSON/A.swift:2: 101 columns, at most 100"
            ])
    }

    @Test("an address alone in a comment may be wide, with words beside it not")
    func address() {
        let address = "https://example.org/" + String(repeating: "a", count: 100)
        #expect(LimitRules.columns(file("/// \(address)\n")).isEmpty)
        #expect(LimitRules.columns(file("/// See \(address)\n")).count == 1)
    }

    @Test("a file of 501 lines is reported, one of 500 is not")
    func fileLines() {
        #expect(LimitRules.fileLines(file(lines(500))).isEmpty)
        #expect(LimitRules.fileLines(file(lines(501))).map(\.line) == [501])
    }

    @Test(
        "a body of 71 lines is reported at its declaration",
        arguments: [
            "func a() {", "package init?(b: Int = { 1 }()) throws(E) {", "deinit {",
            "subscript(i: Int) -> Int {", "var a: [String: Int] {", "func a(_ s: String = \"}\") {",
            "static func == (a: T, b: T) -> Bool {", "func a<T>(\nb: T) where T == Int {",
        ])
    func functionLines(opening: String) {
        let extra = opening.split(separator: "\n").count + 1
        let kept = "struct A {\n\(opening)\n\(lines(70 - extra))}\n}\n"
        let broken = "struct A {\n\(opening)\n\(lines(71 - extra))}\n}\n"
        #expect(LimitRules.functionLines(file(kept)).isEmpty)
        #expect(
            LimitRules.functionLines(file(broken)).map(\.description) == [
                "Sources/JSON/A.swift:2: 71 lines in the function, at most 70"
            ])
    }

    @Test("a requirement, a call and a value have no body")
    func noBody() {
        let text = "protocol P {\nfunc a()\n}\nvar b = 1\nvar c: Int\nlet d = self.init()\n"
        #expect(LimitRules.functionLines(file(text + "struct S {\n\(lines(80))}\n")).isEmpty)
    }
}
