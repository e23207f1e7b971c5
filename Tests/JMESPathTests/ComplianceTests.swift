import Foundation
import JSON
import Testing

@testable import JMESPath

/// The suite of jmespath/jmespath.test, read in place.
@Suite("JMESPath compliance", .enabled(if: FileManager.default.fileExists(atPath: folder)))
struct ComplianceTests {
    @Test("every case has its result or its error")
    func suite() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        var passed = 0
        for file in files where file.hasSuffix(".json") && file != "benchmarks.json" {
            let bytes = [UInt8](try Data(contentsOf: URL(filePath: "\(folder)/\(file)")))
            for group in try JSONValue(parsing: bytes).arrayValue ?? [] {
                for test in group["cases"]?.arrayValue ?? [] {
                    let expression = try #require(test["expression"]?.stringValue)
                    let outcome = outcome(of: expression, on: group["given"] ?? .null)
                    if let error = test["error"]?.stringValue {
                        #expect(outcome == .error(error), "\(file): \(expression)")
                        passed += outcome == .error(error) ? 1 : 0
                    } else {
                        let isRight = try outcome.isValue(#require(test["result"]))
                        #expect(isRight, "\(file): \(expression) gave \(outcome)")
                        passed += isRight ? 1 : 0
                    }
                }
            }
        }
        #expect(passed == 892)
        note("JMESPath: \(passed) of 892 cases of the specification's suite")
    }

    @Test("the benchmark's expressions have their results")
    func benchmark() throws {
        let url = URL(filePath: folder + "/../bench/jmespath-bench.json")
        let bench = try JSONValue(parsing: [UInt8](try Data(contentsOf: url)))
        var count = 0
        for test in bench["cases"]?.arrayValue ?? [] {
            let expression = try #require(test["expr"]?.stringValue)
            let document = try #require(bench["docs"]?[test["doc"]?.intValue ?? -1])
            let outcome = outcome(of: expression, on: document)
            let isRight = try outcome.isValue(#require(test["result"]))
            #expect(isRight, "\(expression) gave \(outcome)")
            count += 1
        }
        #expect(count == 20)
        note("JMESPath: \(count) of 20 expressions of the benchmark")
    }

    /// `.ci/test` shows such lines.
    private func note(_ line: String) {
        FileHandle.standardError.write(Data("conformance: \(line)\n".utf8))
    }
}

/// Beside the checkout.
private let folder = URL(filePath: #filePath)
    .appending(path: "../../../../shared/corpora/jmespath").standardized.path()

private enum Outcome: Equatable {
    case value(JSONValue)
    case error(String)

    /// By value, so that 1.0 is 1.
    func isValue(_ expected: JSONValue) -> Bool {
        guard case .value(let value) = self else { return false }
        var evaluation = Evaluation(stepsMax: .max)
        return (try? evaluation.isEqual(value, expected)) ?? false
    }
}

private func outcome(of expression: String, on input: JSONValue) -> Outcome {
    do throws(JMESPathError) {
        return .value(try JMESPathExpression(expression).evaluate(input))
    } catch {
        return .error(error.code.rawValue)
    }
}
