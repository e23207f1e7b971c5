import Testing

@Suite("The repository keeps its style")
struct StyleTests {
    @Test("there is something to read")
    func somethingToRead() throws {
        let paths = try Repository.swiftFiles().map(\.path)
        #expect(paths.contains("Tests/TidyTests/StyleTests.swift"))
        #expect(paths.contains { $0.hasPrefix("Sources/") })
    }

    @Test("no line is wider than 100 columns")
    func columns() throws {
        report(try Repository.swiftFiles().flatMap(LimitRules.columns))
    }

    @Test("no function is longer than 70 lines")
    func functionLines() throws {
        report(try Repository.swiftFiles().flatMap(LimitRules.functionLines))
    }

    @Test("no file is longer than 500 lines")
    func fileLines() throws {
        report(try Repository.swiftFiles().flatMap(LimitRules.fileLines))
    }

    @Test("banned words do not occur")
    func bannedWords() throws {
        report(try Repository.swiftFiles().flatMap(WordRules.bannedWords))
    }

    @Test("unfinished work is in issues, not in comments")
    func unfinishedWork() throws {
        report(try Repository.swiftFiles().flatMap(WordRules.unfinishedWork))
    }

    @Test("unsafe code stays inside its fence")
    func unsafeFence() throws {
        report(try Repository.swiftFiles().flatMap(WordRules.unsafeFence))
    }

    @Test("every package declaration is documented")
    func documentation() throws {
        report(try Repository.productFiles().flatMap(CommentRules.documentation))
    }

    @Test("a check switched off has its reason beside it")
    func reasons() throws {
        report(try Repository.swiftFiles().flatMap(CommentRules.reasons))
    }

    @Test("every target has its tests")
    func testFolders() throws {
        let sources = try Repository.folders(in: "Sources")
        report(
            LayoutRules.testFolders(sources: sources, tests: try Repository.folders(in: "Tests")))
    }

    @Test(
        "git tracks nothing generated and no new top level", .enabled(if: Repository.isGitCheckout))
    func trackedFiles() throws {
        report(LayoutRules.tracked(try Repository.trackedPaths()))
    }
}
