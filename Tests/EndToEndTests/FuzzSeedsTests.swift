import TestSupport
import Testing

extension EndToEnd {
    @Suite("Seeds of the fuzzer")
    struct FuzzSeedsTests {
        @Test("what make fuzz looks for is in none of its seeds")
        func seeds() async throws {
            let run = try await CommandRun([], of: "hookferry-fuzz")
            #expect(run.exitCode == 0)
            #expect(run.error.isEmpty)
            let languages = run.output.split(separator: "\n").map { $0.prefix { $0 != ":" } }
            #expect(
                languages == [
                    "json", "patterns", "jmespath", "templates", "yaml", "rules", "callbacks",
                ])
        }

        @Test("a file that cannot be had, and a language that is none, end with a sentence")
        func mistakes() async throws {
            let missing = try await CommandRun(["json", "/nowhere"], of: "hookferry-fuzz")
            #expect(missing.exitCode == 1)
            #expect(missing.error.contains("/nowhere: "))
            let unknown = try await CommandRun(["yam", "a"], of: "hookferry-fuzz")
            #expect(unknown.exitCode == 2)
            #expect(unknown.error.hasPrefix("Usage: hookferry-fuzz"))
        }
    }
}
