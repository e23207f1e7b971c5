import Configuration
import Foundation
import Testing

/// One mistake in each file; its first lines say how it is told: `# expect: 3:7: error: …`.
@Suite("Bad files")
struct BadFileTests {
    @Test(
        "a mistake in the configuration is told with its place",
        arguments: Fixtures.files(in: "configuration", "bad-"))
    func configuration(file: String) throws {
        try check(Fixtures.load(file), file)
    }

    @Test(
        "a mistake in a rule file is told with its place",
        arguments: Fixtures.files(in: "rules", "bad-"))
    func rules(file: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "hookferry.yaml",
            """
            sources: {}
            receivers: { ops: { type: slack, url: { env: SLACK_URL } } }
            aws: { region: us-east-2, accounts: { prod: { region: eu-west-1 } } }
            rules: ["\(Fixtures.directory)/\(file)"]
            """)
        try check(folder.load(), file)
    }

    @Test("there are enough of them")
    func count() {
        #expect(Fixtures.files(in: "configuration", "bad-").count >= 60)
        #expect(Fixtures.files(in: "rules", "bad-").count >= 50)
    }

    private func check(_ result: LoadResult, _ file: String) throws {
        let name = try #require(file.split(separator: "/").last)
        let expected = try Fixtures.text(file).split(separator: "\n")
            .filter { $0.hasPrefix("# expect: ") }
            .map { "\(name):\($0.dropFirst("# expect: ".count))" }
        #expect(!expected.isEmpty)
        #expect(result.lines == expected)
        let isUsable = !expected.contains { $0.contains(": error: ") }
        #expect((result.settings != nil) == isUsable)
    }
}
