import Foundation
import JSON
import Testing
import YAML

@Suite("Files in examples")
struct ExampleFilesTests {
    private static let examples = URL(filePath: #filePath)
        .appending(path: "../../../examples").standardized.path()

    /// Below `examples`, hidden ones too: GitLab's is `.gitlab-ci.yml`.
    private static func names(_ ends: String...) -> [String] {
        (FileManager.default.enumerator(atPath: examples)?.compactMap { $0 as? String } ?? [])
            .filter { name in ends.contains { name.hasSuffix($0) } }.sorted()
    }

    private static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: "\(examples)/\(name)")))
    }

    @Test("each YAML file can be read", arguments: names(".yaml", ".yml"))
    func yaml(name: String) throws {
        let node = try YAMLParser.parse(
            try Self.bytes(name), limits: YAMLLimits(bytesMax: 64 << 10))
        guard case .mapping = node.value else {
            Issue.record("\(name) is no mapping")
            return
        }
    }

    @Test("each JSON file can be read", arguments: names(".json"))
    func json(name: String) throws {
        #expect(try JSONValue(parsing: Self.bytes(name)).objectValue != nil)
    }

    @Test("there is one for each of these")
    func all() {
        let names = Self.names("deploy.yml", ".gitlab-ci.yml", "Jenkinsfile", "hookferry.sh")
        #expect(names.count == 4)
        #expect(Self.names("/hookferry.yaml").count >= 8)
    }
}
