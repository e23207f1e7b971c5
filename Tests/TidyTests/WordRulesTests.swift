import Testing

@Suite("Word rules")
struct WordRulesTests {
    private func file(_ text: String, in target: String = "AWS") -> SourceFile {
        SourceFile(path: "Sources/\(target)/A.swift", text: text)
    }

    @Test(
        "a banned word is reported with its line",
        arguments: [
            "try! f()", "a as! B", "fatalError(\"no\")", "@preconcurrency import Dispatch",
            "print(a)", "debugPrint(a)", "let s = \"\\(try! f())\"",
        ])
    func banned(code: String) {
        let found = WordRules.bannedWords(file("let a = 1\n\(code)\n"))
        #expect(found.map(\.line) == [2])
    }

    @Test(
        "words that only look like banned ones are not reported",
        arguments: [
            "try? f()", "footprint(a)", "// try! this", "let a = \"print(b)\"", "a as? B",
            "let entry = !a",
        ])
    func notBanned(code: String) {
        #expect(WordRules.bannedWords(file(code)).isEmpty)
    }

    @Test("tests may print, but not force")
    func inTests() {
        let test = SourceFile(path: "Tests/AWSTests/A.swift", text: "print(a)\nlet b = try! c\n")
        #expect(WordRules.bannedWords(test).map(\.line) == [2])
    }

    @Test(
        "a mark of unfinished work is reported in a comment only", arguments: WordRules.unfinished)
    func unfinished(mark: String) {
        let found = WordRules.unfinishedWork(file("let a = \"\(mark)\"\n/// \(mark): later\n"))
        #expect(found.map(\.line) == [2])
        #expect(WordRules.unfinishedWork(file("// \(mark)S\n")).isEmpty)
    }

    @Test("unsafe code is reported outside of its fence only")
    func unsafeFence() {
        let text = "let a = 1\nlet b = unsafe f()\n"
        #expect(WordRules.unsafeFence(file(text)).map(\.line) == [2])
        #expect(WordRules.unsafeFence(file(text, in: "SQLite")).isEmpty)
        #expect(WordRules.unsafeFence(file("nonisolated(unsafe) let a = 1")).isEmpty)
        #expect(WordRules.unsafeFence(file("@unsafe struct A {}")).count == 1)
    }

    @Test("the journal may hand its queue to the runtime, and nothing else")
    func journalExecutor() {
        let executor = "var unownedExecutor: UnownedSerialExecutor { unsafe queue.asUnowned() }"
        #expect(WordRules.unsafeFence(file(executor, in: "Journal")).isEmpty)
        #expect(WordRules.unsafeFence(file("unsafe f()", in: "Journal")).count == 1)
    }

    @Test("the fuzzer's entry may take libFuzzer's raw pointer, and no other file beside it")
    func fuzzerEntry() {
        let entry = SourceFile(path: "Sources/hookferry-fuzz/LibFuzzer.swift", text: "unsafe f()")
        #expect(WordRules.unsafeFence(entry).isEmpty)
        #expect(WordRules.unsafeFence(file("unsafe f()", in: "hookferry-fuzz")).count == 1)
    }
}
