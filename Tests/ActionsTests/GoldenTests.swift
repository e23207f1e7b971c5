import Foundation
import JSON
import Testing

@testable import Actions

/// Every sample on every platform against `Golden/<platform>/<sample>.json`.
///
/// After a change that was meant, `HOOKFERRY_GOLDEN=write swift test --filter GoldenTests` writes
/// them anew and says so by failing; `git diff` is then read by a person.
@Suite("Golden files of chat messages")
struct GoldenTests {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().appending(path: "Golden")
    private static let writes =
        ProcessInfo.processInfo.environment["HOOKFERRY_GOLDEN"] == "write"
    private static let types = ChatPlatforms.all.map { type(of: $0).type }

    @Test("each request is the recorded one", arguments: types)
    func requests(type: String) throws {
        let platform = try ChatPlatforms.named(type)
        for sample in ChatSamples.all {
            let text = Self.text(platform.request(for: try sample.message(for: platform)))
            #expect(!text.contains(ChatPlatforms.secret), "\(sample.name)")
            let file = Self.folder.appending(path: "\(type)/\(sample.name).json")
            if Self.writes {
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(text.utf8).write(to: file)
            } else {
                let recorded = try? String(contentsOf: file, encoding: .utf8)
                #expect(text == recorded, "\(file.path())")
            }
        }
        if Self.writes { Issue.record("written anew: \(ChatSamples.all.count) files of \(type)") }
    }

    @Test("no file is left of a sample or a platform that is gone")
    func leftovers() throws {
        let expected = Self.types.flatMap { type in
            ChatSamples.all.map { "\(type)/\($0.name).json" }
        }
        let found = try FileManager.default.subpathsOfDirectory(atPath: Self.folder.path())
        #expect(Set(found.filter { $0.hasSuffix(".json") }).subtracting(expected) == [])
        #expect(Set(expected).count == expected.count)
    }

    /// What is recorded of a request, with its URL, in which the secret is blotted out.
    private static func text(_ request: ChatRequest) -> String {
        var record: JSONObject = ["method": .string(request.method)]
        if !request.kind.isEmpty { record["kind"] = .string(request.kind) }
        record["url"] = .string(request.url.replacing(ChatPlatforms.secret, with: "…"))
        record["message"] = request.message
        return JSONValue.object(record).prettyPrinted()
    }
}
