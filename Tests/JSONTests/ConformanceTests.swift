import Foundation
import JSON
import Testing

/// JSONTestSuite (github.com/nst/JSONTestSuite), read in place.
@Suite("JSON conformance", .enabled(if: FileManager.default.fileExists(atPath: folder.path())))
struct ConformanceTests {
    /// As events are read. Keys written twice are grammatical JSON, and refused elsewhere.
    private static let limits = JSONLimits.event

    private static let page = URL(filePath: #filePath)
        .appending(path: "../../Conformance/json.md").standardized

    @Test("every y_ file is read and every n_ file is refused")
    func grammar() throws {
        var (read, refused, twice) = (0, 0, 0)
        for name in try files("y_") {
            switch try outcome(of: name) {
            case .success(let value):
                read += 1
                let again = try JSONValue(parsing: value.serializedBytes(), limits: Self.limits)
                #expect(again == value, "\(name)")
                if (try? JSONValue(parsing: bytes(of: name))) == nil { twice += 1 }
            case .failure(let error): Issue.record("\(name): \(error)")
            }
        }
        let wrong = try files("n_")
        for name in wrong {
            let error = #expect(throws: JSONError.self, "\(name)") {
                try outcome(of: name).get()
            }
            refused += error == nil ? 0 : 1
        }
        #expect((read, twice, refused) == (95, 2, 188))
        note("\(read) y_ files read, \(twice) of them only where a key may stand twice")
        note("\(wrong.count) n_ files: \(refused) refused")
    }

    @Test("the page says of each i_ file what becomes of it")
    func page() throws {
        let rows = try String(contentsOf: Self.page, encoding: .utf8).split(separator: "\n")
            .filter { $0.hasPrefix("| `i_") }
        let names = try files("i_")
        for name in names {
            let word =
                switch try outcome(of: name) {
                case .success: "accepted"
                case .failure(let error): "refused, `\(error.code)`"
                }
            let start = "| `\(name.dropLast(".json".count))` | \(word) | "
            #expect(rows.count { $0.hasPrefix(start) } == 1, "no row \(start)")
        }
        #expect(rows.count == names.count)
        note("\(names.count) i_ files: as Tests/Conformance/json.md says")
    }

    private func files(_ prefix: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path())
            .filter { $0.hasPrefix(prefix) }.sorted()
    }

    private func bytes(of name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appending(path: name)))
    }

    private func outcome(of name: String) throws -> Result<JSONValue, JSONError> {
        let bytes = try bytes(of: name)
        do throws(JSONError) {
            return .success(try JSONValue(parsing: bytes, limits: Self.limits))
        } catch {
            return .failure(error)
        }
    }

    /// `.ci/test` shows such lines.
    private func note(_ line: String) {
        FileHandle.standardError.write(Data("conformance: JSON: \(line)\n".utf8))
    }
}

/// Beside the checkout.
private let folder = URL(filePath: #filePath)
    .appending(path: "../../../../shared/corpora/json").standardized
