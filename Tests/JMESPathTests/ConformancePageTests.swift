import Foundation
import JMESPath
import JSON
import Testing

@Suite("The page on JMESPath")
struct ConformancePageTests {
    private static let page = URL(filePath: #filePath)
        .appending(path: "../../Conformance/jmespath.md").standardized

    /// Of each block marked `jmespath`: expression, document and result.
    private func examples() throws -> [[String]] {
        let parts = try String(contentsOf: Self.page, encoding: .utf8)
            .components(separatedBy: "```jmespath\n").dropFirst()
        return parts.map { part in
            let block = part.components(separatedBy: "\n```")[0]
            return block.split(separator: "\n").map(String.init)
        }
    }

    @Test("tells the truth: every example has the result it shows")
    func truth() throws {
        for example in try examples() {
            try #require(example.count == 3, "\(example)")
            let result = try JMESPathExpression(example[0])
                .evaluate(try JSONValue(parsing: example[1]))
            let expected = try JSONValue(parsing: example[2])
            #expect(result == expected, "\(example[0])")
        }
    }

    @Test("has an example of each function of JMESPath Community, under its name")
    func complete() throws {
        let text = try String(contentsOf: Self.page, encoding: .utf8)
        let examples = try examples()
        let names = [
            "items", "from_items", "zip", "split", "replace", "trim", "lower", "upper",
            "find_first",
        ]
        for name in names {
            #expect(text.contains("\n## `\(name)`: "))
            #expect(examples.contains { $0.first?.contains("\(name)(") == true }, "\(name)")
        }
        #expect(examples.count == names.count)
    }
}
