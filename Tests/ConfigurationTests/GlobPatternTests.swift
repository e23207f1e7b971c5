import Foundation
import Testing

@testable import Configuration

@Suite("Glob pattern")
struct GlobPatternTests {
    @Test(
        "stars and question marks stand for characters",
        arguments: [
            ("*.yaml", "a.yaml", true), ("*.yaml", ".yaml", true), ("*.yaml", "a.yml", false),
            ("a?c", "abc", true), ("a?c", "ac", false), ("?", "é", true), ("*a*b*", "xaxbx", true),
            ("*a*b*", "xbxax", false), ("a", "a", true), ("", "", true), ("*", "", true),
            ("**", "abc", true), ("a*", "ba", false), ("*b", "abab", true),
        ])
    func matches(pattern: String, name: String, isMatch: Bool) {
        #expect(GlobPattern.matches(name, pattern) == isMatch)
    }

    @Test("many stars cost little")
    func blowUp() {
        let name = String(repeating: "a", count: 2_000)
        #expect(!GlobPattern.matches(name, String(repeating: "a*", count: 200) + "b"))
    }

    @Test("files are found in the order of their names, hidden ones only by their dot")
    func paths() throws {
        let folder = try TemporaryFolder()
        for name in ["b/2.yaml", "b/1.yaml", "a/3.yaml", "a/.hidden.yaml", "a/x.txt", "c.yaml"] {
            try folder.write(name, "")
        }
        func names(_ pattern: String) -> [String] {
            GlobPattern(pattern).paths(from: folder.path).map {
                $0.replacingOccurrences(of: folder.path, with: "")
                    .split(separator: "/").joined(separator: "/")
            }
        }
        #expect(names("*/*.yaml") == ["a/3.yaml", "b/1.yaml", "b/2.yaml"])
        #expect(names("a/.*.yaml") == ["a/.hidden.yaml"])
        #expect(names("./c.yaml") == ["c.yaml"])
        #expect(names("b/../c.yaml") == ["b/../c.yaml"])
        #expect(names("?/?.yaml").count == 3)
        #expect(names("missing/*.yaml").isEmpty)
        #expect(names("missing.yaml").isEmpty)
        #expect(names("").isEmpty)
        let absolute = GlobPattern("\(folder.path)/b/*.yaml").paths(from: "elsewhere")
        #expect(absolute.count == 2)
    }
}
